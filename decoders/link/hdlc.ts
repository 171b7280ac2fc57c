import { LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeEtherType } from './ether-type.ts';
import { decodePpp } from './ppp.ts';

const HEADER_LENGTH = 4;
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;

/**
 * LINKTYPE_PPP_HDLC and LINKTYPE_C_HDLC: PPP in HDLC framing (RFC 1662), or Cisco HDLC, which has an
 * EtherType after address and control. The address tells them apart.
 */
export function decodeHdlc(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + HEADER_LENGTH > to) return LayerStatus.TooShort;
  const address = layers.bytes[from] as number;
  return address === CISCO_UNICAST || address === CISCO_MULTICAST
    ? decodeEtherType(layers, from + 2, from + HEADER_LENGTH, to, end)
    : decodePpp(layers, from, to, end);
}
