import { LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeEtherType } from './ether-type.ts';

const SLL_LENGTH = 16;
const SLL2_LENGTH = 20;

/** LINKTYPE_LINUX_SLL: 14 bytes about the interface and the sender, then the EtherType. */
export function decodeSll(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + SLL_LENGTH > to) return LayerStatus.TooShort;
  return decodeEtherType(layers, from + 14, from + SLL_LENGTH, to, end);
}

/** LINKTYPE_LINUX_SLL2: the EtherType comes first. */
export function decodeSll2(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + SLL2_LENGTH > to) return LayerStatus.TooShort;
  return decodeEtherType(layers, from, from + SLL2_LENGTH, to, end);
}
