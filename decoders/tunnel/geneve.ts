import { u16be } from '../bytes/integers.ts';
import { decodeEthernet } from '../link/ethernet.ts';
import { beginNetwork } from '../link/network-start.ts';
import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';

const HEADER_LENGTH = 8;
/** The highest two bits are the version, which is 0; the others count the words of options (RFC 8926 3.4). */
const MOST_WORDS = 0x3f;

/** Does the UDP payload begin with a Geneve header, of Ethernet or IP? Its last byte is reserved. */
export function isGeneve({ bytes, payloadFrom: from, payloadTo: to }: PacketLayers): boolean {
  if (from + HEADER_LENGTH > to || (bytes[from] as number) > MOST_WORDS || bytes[from + 7] !== 0)
    return false;
  const protocol = u16be(bytes, from + 2);
  return isIp(protocol) || protocol === EtherType.TransparentEthernet;
}

/** RFC 8926: an Ethernet frame or an IP packet after a header with options. */
export function decodeGeneve(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to, payloadEnd: end } = layers;
  if (!isGeneve(layers)) return LayerStatus.Unsupported;
  const inner = from + HEADER_LENGTH + (bytes[from] as number) * 4;
  if (inner > end) return LayerStatus.Malformed;
  if (inner > to) return LayerStatus.TooShort;
  const protocol = u16be(bytes, from + 2);
  return isIp(protocol)
    ? beginNetwork(layers, protocol, inner, to, end)
    : decodeEthernet(layers, inner, to, end);
}

function isIp(protocol: number): boolean {
  return protocol === EtherType.Ipv4 || protocol === EtherType.Ipv6;
}
