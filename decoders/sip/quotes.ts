import { Byte } from './characters.ts';

/**
 * Steps over quoted strings (RFC 3261 25.1) in one header value. A quote without its partner is an
 * ordinary character, and so is every quote after it: each value is searched for a missing partner
 * once, however many quotes it has.
 */
export class Quotes {
  /** A closing quote was missing. */
  unbalanced = false;

  /** Position after the quoted string that opens at `at`; `at + 1` where it has no end. */
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
