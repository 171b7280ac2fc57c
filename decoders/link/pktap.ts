import { u32le } from '../bytes/integers.ts';
import { LayerStatus } from '../packet-layers.ts';

/**
 * Its length, the type of what follows it, and the link type of the frame behind it: what Apple's tcpdump writes of
 * `any`.
 */
const LEAST_LENGTH = 12;

/** Does the whole header stand in bytes[from..to)? */
export function pktapStatus(bytes: Uint8Array, from: number, to: number, end: number): LayerStatus {
  if (from + LEAST_LENGTH > to) return LayerStatus.TooShort;
  const length = pktapLength(bytes, from);
  if (length < LEAST_LENGTH || from + length > end) return LayerStatus.Malformed;
  return from + length > to ? LayerStatus.TooShort : LayerStatus.Ok;
}

export function pktapLength(bytes: Uint8Array, from: number): number {
  return u32le(bytes, from);
}

/** LINKTYPE_ value of the frame behind the header. */
export function pktapLinkType(bytes: Uint8Array, from: number): number {
  return u32le(bytes, from + 8);
}
