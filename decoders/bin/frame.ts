import { u8, u16le, u32le } from '../bytes/integers.ts';

/**
 * The frame around every BIN packet (spec bin-core 3):
 *
 *     0     4  marker "P4CK"
 *     4     4  length   u32, of the whole packet
 *     8     2  version  i16, belongs to the capability
 *     10    2  cap_len  u16
 *     12    L  capability
 *     12+L  4  command  i32
 *     16+L     payload
 */
export const MARKER = 0x4b433450;
export const FIXED_OVERHEAD = 16;
export const CAPABILITY_AT = 12;
/** A packet with a capability name of one byte and no payload. */
export const SHORTEST_PACKET = 17;
export const LONGEST_PACKET = 65535;
const LARGEST_LENGTH = 0xffff_ffff;
/** Longest capability name that is believed when looking for a packet in a stream. */
const LONGEST_CAPABILITY = 64;
const HIGHEST_VERSION = 255;
/** Presence of 2.4 uses 10001 (spec bin-capabilities 6.7). */
const HIGHEST_COMMAND = 0xffff;

export const Plausible = { No: 0, Yes: 1, NeedsMore: 2 } as const;
export type Plausible = (typeof Plausible)[keyof typeof Plausible];

/** Length in the header of the packet at `at`, of which 10 bytes must be there. */
export function frameLength(bytes: Uint8Array, at: number): number {
  return u32le(bytes, at + 4);
}

/**
 * Could a packet begin at `at`? The marker alone proves nothing: payloads can contain whole packets (spec
 * bin-core 13). `NeedsMore` if the bytes fit so far, but end before the command.
 */
export function plausibleFrame(bytes: Uint8Array, at: number, to: number): Plausible {
  return plausibleHeader(bytes, at, to, SHORTEST_PACKET, LONGEST_PACKET);
}

/**
 * Does the header of a packet seem to stand at `at`, as far as it is there, which announces more than the longest
 * packet has?
 */
export function announcesTooMuch(bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < CAPABILITY_AT) return false;
  return plausibleHeader(bytes, at, to, LONGEST_PACKET + 1, LARGEST_LENGTH) !== Plausible.No;
}

function plausibleHeader(
  bytes: Uint8Array,
  at: number,
  to: number,
  shortest: number,
  longest: number,
): Plausible {
  const there = to - at;
  for (let i = 0; i < 4 && i < there; i++) {
    if (u8(bytes, at + i) !== ((MARKER >>> (8 * i)) & 0xff)) return Plausible.No;
  }
  if (there < CAPABILITY_AT) return Plausible.NeedsMore;
  const length = frameLength(bytes, at);
  if (length < shortest || length > longest) return Plausible.No;
  if (u16le(bytes, at + 8) > HIGHEST_VERSION) return Plausible.No;
  const capabilityLength = u16le(bytes, at + 10);
  if (capabilityLength < 1 || capabilityLength > LONGEST_CAPABILITY) return Plausible.No;
  if (FIXED_OVERHEAD + capabilityLength > length) return Plausible.No;
  const capabilityTo = at + CAPABILITY_AT + capabilityLength;
  for (let i = at + CAPABILITY_AT; i < capabilityTo && i < to; i++) {
    if (!isCapabilityByte(u8(bytes, i))) return Plausible.No;
  }
  if (to < capabilityTo + 4) return Plausible.NeedsMore;
  return u32le(bytes, capabilityTo) <= HIGHEST_COMMAND ? Plausible.Yes : Plausible.No;
}

/** a-z 0-9 _ - and A-Z, which no release uses, but a future module might. */
function isCapabilityByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x5f ||
    byte === 0x2d
  );
}

/** Offset of the payload of the packet at `at`, of which 12 bytes must be there. */
export function payloadAt(bytes: Uint8Array, at: number): number {
  return at + FIXED_OVERHEAD + u16le(bytes, at + 10);
}
