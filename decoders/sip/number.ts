import { Byte, isDigit } from './characters.ts';

/**
 * The decimal number in bytes[from..to); -1 if it is anything else, or exceeds 2^53. Leading zeros are
 * allowed (RFC 4475 3.1.1.1).
 */
export function readNumber(bytes: Uint8Array, from: number, to: number): number {
  if (from >= to) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (!isDigit(byte)) return -1;
    value = value * 10 + (byte - Byte.Zero);
    if (value > Number.MAX_SAFE_INTEGER) return -1;
  }
  return value;
}
