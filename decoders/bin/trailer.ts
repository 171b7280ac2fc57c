import { i32le, u32le } from '../bytes/integers.ts';

/**
 * What the clusterer appends to the packets of every capability but clusterer-internal (spec bin-core 5):
 * cluster, originator, final destination. Over an inter-cluster bridge (4.0 and later) there are four
 * integers, of which the last is a constant in place of the destination.
 */
export type Trailer =
  | {
      readonly bridge: false;
      readonly size: 12;
      readonly cluster: number;
      readonly source: number;
      readonly destination: number;
    }
  | {
      readonly bridge: true;
      readonly size: 16;
      readonly cluster: number;
      readonly destinationCluster: number;
      readonly source: number;
    };

const NORMAL_TRAILER = 12;
export const BRIDGE_TRAILER = 16;
export const BRIDGE_DESTINATION = 0xc0000000;
/** Largest id that the clusterer accepts (spec bin-core schema). */
const HIGHEST_ID = 0x3fffffff;

/** Bytes of trailer at the end of bytes[from..to): 12 or 16, or 0 if there is no room for one. */
export function trailerSize(bytes: Uint8Array, from: number, to: number): 0 | 12 | 16 {
  if (to - from < NORMAL_TRAILER) return 0;
  const bridge = u32le(bytes, to - 4) === BRIDGE_DESTINATION && to - from >= BRIDGE_TRAILER;
  return bridge ? BRIDGE_TRAILER : NORMAL_TRAILER;
}

/** The trailer that ends at `to`; undefined if there is no room for one after `from`. */
export function readTrailer(bytes: Uint8Array, from: number, to: number): Trailer | undefined {
  switch (trailerSize(bytes, from, to)) {
    case 0:
      return undefined;
    case 12:
      return {
        bridge: false,
        size: 12,
        cluster: i32le(bytes, to - 12),
        source: i32le(bytes, to - 8),
        destination: i32le(bytes, to - 4),
      };
    case 16:
      return {
        bridge: true,
        size: 16,
        cluster: i32le(bytes, to - 16),
        destinationCluster: i32le(bytes, to - 12),
        source: i32le(bytes, to - 8),
      };
  }
}

/** Could the bytes before `to` be a trailer? Asked for unknown capabilities. */
export function plausibleTrailer(bytes: Uint8Array, from: number, to: number): boolean {
  const size = trailerSize(bytes, from, to);
  if (size === 0) return false;
  for (let at = to - size; at < to - (size === BRIDGE_TRAILER ? 4 : 0); at += 4) {
    const id = i32le(bytes, at);
    if (id < 1 || id > HIGHEST_ID) return false;
  }
  return true;
}
