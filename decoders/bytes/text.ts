/** Bytes as text, and the questions about bytes that need no text at all. */

const latin1Slice = Buffer.prototype.latin1Slice;
const utf8Slice = Buffer.prototype.utf8Slice;

/** One character a byte. Fast; right for ASCII protocol text and as a key. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return latin1Slice.call(bytes, from, to);
}

/** UTF-8; bytes that are none become U+FFFD. */
export function utf8(bytes: Uint8Array, from: number, to: number): string {
  return utf8Slice.call(bytes, from, to);
}

/** UTF-8, or undefined where the bytes are not valid UTF-8 (they are shown as hex then). */
export function strictUtf8(bytes: Uint8Array, from: number, to: number): string | undefined {
  const text = utf8Slice.call(bytes, from, to);
  // A replacement character in the result is an error unless the sender really wrote one (EF BF BD).
  if (!text.includes('\uFFFD')) return text;
  return Buffer.from(text, 'utf8').equals(bytes.subarray(from, to)) ? text : undefined;
}

/** Lower-case hex, no separators. */
export function hex(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.prototype.hexSlice.call(bytes, from, to);
}

/** True where every byte is printable ASCII, or above 0x7f, or CR, LF or TAB. */
export function looksLikeText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 ? byte !== 0x0d && byte !== 0x0a && byte !== 0x09 : byte === 0x7f) return false;
  }
  return true;
}

/** Do the bytes at `from` spell `word` (ASCII, exact case)? */
export function spells(bytes: Uint8Array, from: number, word: string): boolean {
  if (from + word.length > bytes.length) return false;
  for (let at = 0; at < word.length; at++) if (bytes[from + at] !== word.charCodeAt(at)) return false;
  return true;
}

/** As `spells`; `word` is given in lower case and ASCII letters of the bytes match in either case. */
export function spellsIgnoringCase(bytes: Uint8Array, from: number, word: string): boolean {
  if (from + word.length > bytes.length) return false;
  for (let at = 0; at < word.length; at++) {
    const byte = bytes[from + at] as number;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== word.charCodeAt(at)) return false;
  }
  return true;
}

/** Are the two stretches of bytes equal? */
export function equalBytes(
  a: Uint8Array,
  aFrom: number,
  b: Uint8Array,
  bFrom: number,
  length: number,
): boolean {
  for (let at = 0; at < length; at++) if (a[aFrom + at] !== b[bFrom + at]) return false;
  return true;
}
