import { u16be } from '../bytes/integers.ts';
import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { beginNetwork } from './network-start.ts';

const PPPOE_LENGTH = 6;
/** Version 1, type 1; then the code, which is 0 for session data (RFC 2516 4). */
const PPPOE_SESSION = 0x1100;
/** Address "all stations", control "unnumbered information" (RFC 1662 3.1). */
const HDLC_ADDRESS = 0xff03;

/** LINKTYPE_PPP: PPP with or without its HDLC address and control bytes. */
export function decodePpp(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + 2 <= to && u16be(layers.bytes, from) === HDLC_ADDRESS) from += 2;
  return decodePppProtocol(layers, from, to, end);
}

/** LINKTYPE_PPP_ETHER, and what follows EtherType 0x8864: a PPPoE session header and PPP. */
export function decodePppoe(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + PPPOE_LENGTH > to) return LayerStatus.TooShort;
  if (u16be(layers.bytes, from) !== PPPOE_SESSION) return LayerStatus.NotIp;
  return decodePppProtocol(layers, from + PPPOE_LENGTH, to, end);
}

/** The protocol field has two bytes, or one if it was compressed, which is odd then (RFC 1661 2). */
function decodePppProtocol(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from >= to) return LayerStatus.TooShort;
  const { bytes } = layers;
  const compressed = ((bytes[from] as number) & 1) === 1;
  if (compressed) return beginNetwork(layers, etherTypeOf(bytes[from] as number), from + 1, to, end);
  if (from + 2 > to) return LayerStatus.TooShort;
  return beginNetwork(layers, etherTypeOf(u16be(bytes, from)), from + 2, to, end);
}

function etherTypeOf(protocol: number): number {
  return protocol === 0x21 ? EtherType.Ipv4 : protocol === 0x57 ? EtherType.Ipv6 : 0;
}
