import { i32be, u16be } from '../bytes/integers.ts';
import { LayerStatus, type PacketLayers } from '../packet-layers.ts';

/** RFC 8200 4.1 has six in a recommended order, one of them twice. */
const MOST_HEADERS = 16;

const Extension = {
  HopByHop: 0,
  Routing: 43,
  Fragment: 44,
  Authentication: 51,
  Destination: 60,
  Mobility: 135,
  Hip: 139,
  Shim6: 140,
} as const;

/**
 * Skips the extension headers that `protocol` announces at `payloadFrom`, and sets `protocol` to what follows
 * them. Stops after the fragment header of a fragment: what follows can only be read in the reassembled
 * datagram (call this again on it).
 */
export function skipExtensions(layers: PacketLayers): LayerStatus {
  const { bytes, payloadTo: to } = layers;
  for (let count = 0; isExtension(layers.protocol); count++) {
    if (count === MOST_HEADERS) return LayerStatus.Malformed;
    const from = layers.payloadFrom;
    if (from + 8 > to) return tooShort(layers, from + 8);
    const length = headerLength(layers.protocol, bytes[from + 1] as number);
    if (from + length > to) return tooShort(layers, from + length);
    const fragmentHeader = layers.protocol === Extension.Fragment;
    layers.protocol = bytes[from] as number;
    layers.payloadFrom = from + length;
    if (fragmentHeader && readFragment(layers, from)) return LayerStatus.Ok;
  }
  return LayerStatus.Ok;
}

/** False for an atomic fragment, which is a whole packet (RFC 6946). */
function readFragment(layers: PacketLayers, from: number): boolean {
  const offset = u16be(layers.bytes, from + 2);
  layers.fragmentOffset = offset & 0xfff8;
  layers.moreFragments = (offset & 1) === 1;
  layers.identification = i32be(layers.bytes, from + 4) >>> 0;
  return layers.moreFragments || layers.fragmentOffset !== 0;
}

/** Does the protocol number announce a header that `skipExtensions` skips? */
export function isExtension(protocol: number): boolean {
  switch (protocol) {
    case Extension.HopByHop:
    case Extension.Routing:
    case Extension.Fragment:
    case Extension.Authentication:
    case Extension.Destination:
    case Extension.Mobility:
    case Extension.Hip:
    case Extension.Shim6:
      return true;
    default:
      return false;
  }
}

/**
 * In bytes. The fragment header has no length field. The authentication header counts 4-byte words, less two
 * (RFC 4302 2.2); the others count 8-byte units, less one (RFC 8200 4.3).
 */
function headerLength(protocol: number, lengthField: number): number {
  if (protocol === Extension.Fragment) return 8;
  if (protocol === Extension.Authentication) return (lengthField + 2) * 4;
  return (lengthField + 1) * 8;
}

/** A header that ends beyond the packet is malformed; one that ends beyond the captured bytes was cut. */
function tooShort(layers: PacketLayers, headerEnd: number): LayerStatus {
  return headerEnd > layers.payloadEnd ? LayerStatus.Malformed : LayerStatus.TooShort;
}
