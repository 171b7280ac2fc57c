import { LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeEtherType } from './ether-type.ts';

const HEADER_LENGTH = 14;

/** Ethernet II, and 802.3 with a length in place of the type. */
export function decodeEthernet(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + HEADER_LENGTH > to) return LayerStatus.TooShort;
  return decodeEtherType(layers, from + 12, from + HEADER_LENGTH, to, end);
}
