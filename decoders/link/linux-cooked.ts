import { u16be } from '../bytes/integers.ts';
import { LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeEtherType } from './ether-type.ts';

const SLL_LENGTH = 16;
const SLL2_LENGTH = 20;

/** LINKTYPE_LINUX_SLL: 14 bytes about interface and sender, then the EtherType. */
export function decodeSll(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + SLL_LENGTH > to) return LayerStatus.TooShort;
  return decodeEtherType(layers, from + 14, from + SLL_LENGTH, to, end);
}

/** LINKTYPE_LINUX_SLL2: the EtherType comes first. */
export function decodeSll2(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + SLL2_LENGTH > to) return LayerStatus.TooShort;
  return decodeEtherType(layers, from, from + SLL2_LENGTH, to, end);
}

/** `sll_pkttype`: the direction of the packet, as seen by the capturing host. */
export const CookedDirection = { Inward: 0, Outward: 4 } as const;

/**
 * One of `CookedDirection`, or another number for broadcast, multicast or packets of others. The caller has
 * checked that the header was captured.
 */
export function sllDirection(bytes: Uint8Array, from: number): number {
  return u16be(bytes, from);
}

/** The same for a header of version 2. */
export function sll2Direction(bytes: Uint8Array, from: number): number {
  return bytes[from + 10] as number;
}
