import { Byte } from './characters.ts';

/**
 * Skips quoted strings (RFC 3261 25.1) in one header value. A quote without a closing one is an ordinary
 * character, and so are all quotes after it: each value is searched in vain only once, however many quotes it
 * has.
 */
export class Quotes {
  /** A closing quote was missing. */
  unbalanced = false;

  /** Position after the quoted string that opens at `at`; `at + 1` if it is not closed. */
  skip(bytes: Uint8Array, at: number, to: number): number {
    if (this.unbalanced) return at + 1;
    for (let next = at + 1; next < to; next++) {
      const byte = bytes[next];
      if (byte === Byte.Quote) return next + 1;
      if (byte === Byte.Backslash) next++;
    }
    this.unbalanced = true;
    return at + 1;
  }
}
