import { i32le } from './integers.ts';

/**
 * A 32-bit hash of bytes[from..to), four bytes at a time (the mixing steps of MurmurHash3, public domain).
 * Not safe against adversaries: owners of tables compare the bytes as well, or accept that a collision merges
 * two entries.
 */
export function hashBytes(bytes: Uint8Array, from: number, to: number, seed = 0): number {
  let hash = seed;
  let at = from;
  for (const end = to - 3; at < end; at += 4) hash = mix(hash, i32le(bytes, at));
  let rest = 0;
  for (let shift = 0; at < to; at++, shift += 8) rest |= (bytes[at] as number) << shift;
  return finish(mix(hash, rest) ^ (to - from));
}

/** Mixes another 32-bit word into a running hash. */
export function mix(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  mixed = hash ^ Math.imul(mixed, 0x1b873593);
  mixed = (mixed << 13) | (mixed >>> 19);
  return (Math.imul(mixed, 5) + 0xe6546b64) | 0;
}

/** Final avalanche; the result is unsigned. */
export function finish(hash: number): number {
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
