import { Byte } from './characters.ts';

/** The key of an absent text; or of an unusual one, which has to be read itself. */
export const NO_KEY = 0;

/**
 * A branch (RFC 3261 8.1.1.7) or a tag as a number, good enough to tell those of one Call-ID apart; `NO_KEY`
 * for none.
 */
export function textKey(text: string | undefined): number {
  if (text === undefined || text === '') return NO_KEY;
  let key = FNV_BASIS;
  for (let at = 0; at < text.length; at++) key = Math.imul(key ^ text.charCodeAt(at), FNV_PRIME);
  return key >>> 0 || 1;
}

/**
 * The same for the text in bytes[from..to); `NO_KEY` if it is empty, or has a byte that may not stand for
 * itself: a quote, a backslash, or one beyond ASCII.
 */
export function plainKey(bytes: Uint8Array, from: number, to: number): number {
  let key = FNV_BASIS;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte <= Byte.Space || byte > LAST_PRINTABLE || byte === Byte.Quote || byte === Byte.Backslash) {
      return NO_KEY;
    }
    key = Math.imul(key ^ byte, FNV_PRIME);
  }
  return to <= from ? NO_KEY : key >>> 0 || 1;
}

/** FNV-1a, 32 bits. */
const FNV_BASIS = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
const LAST_PRINTABLE = 0x7e;
