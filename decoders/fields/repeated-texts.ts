import { losslessText } from '../bytes/text.ts';

/** Places in the table; a power of two. */
const PLACES = 512;
/** Longer texts are not compared. */
const LONGEST = 256;

/**
 * Texts that packets have in common, as names of tables, listeners and User-Agents: who decodes many packets
 * has each once. Bytes are compared with the text that was read last of those that look alike.
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
    // Of bytes that are not all ASCII the units of the text tell nothing.
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
