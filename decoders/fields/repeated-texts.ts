import { losslessText } from '../bytes/text.ts';

/** Slots of the table; a power of two. */
const PLACES = 512;
/** Longer texts are not cached. */
const LONGEST = 256;

/**
 * A cache of texts that packets have in common, such as names of tables and listeners and User-Agents, for
 * callers that decode many packets. The bytes are compared with the text last read in the same slot.
 */
export class RepeatedTexts {
  private readonly known: string[] = new Array(PLACES).fill('');

  text(bytes: Uint8Array, from: number, to: number): string {
    const length = to - from;
    if (length === 0) return '';
    if (length > LONGEST) return losslessText(bytes, from, to);
    const [first, middle, last] = [bytes[from], bytes[(from + to) >>> 1], bytes[to - 1]] as [
      number,
      number,
      number,
    ];
    const place = (((length * 31 + first) * 31 + middle) * 31 + last) & (PLACES - 1);
    const before = this.known[place] as string;
    if (before.length === length && spells(bytes, from, before)) return before;
    const text = losslessText(bytes, from, to);
    // Only if all bytes are ASCII do the text's code units equal them.
    if (text.length === length) this.known[place] = text;
    return text;
  }
}

function spells(bytes: Uint8Array, from: number, text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (bytes[from + at] !== unit || unit > 0x7f) return false;
  }
  return true;
}
