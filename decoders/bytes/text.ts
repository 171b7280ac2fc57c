/** Bytes as text, and questions about bytes that can be answered without making text. */

const latin1Slice = Buffer.prototype.latin1Slice;
const utf8Slice = Buffer.prototype.utf8Slice;

/** Up to this many bytes, checking each for ASCII pays off; for more, decoding UTF-8 is faster. */
const MOST_LOOKED_AT = 64;

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] as number) > 0x7f) return false;
  return true;
}

/** One character per byte. Fast; correct for ASCII protocol text, and for keys. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return latin1Slice.call(bytes, from, to);
}

/** UTF-8; invalid bytes become U+FFFD. */
export function utf8(bytes: Uint8Array, from: number, to: number): string {
  return utf8Slice.call(bytes, from, to);
}

/**
 * UTF-8 without loss: a byte that is not part of valid UTF-8 becomes the lone surrogate U+DC00 + byte, which
 * valid UTF-8 cannot produce. `hasRawBytes` recognises such text, and `textBytes` restores the bytes.
 */
export function losslessText(bytes: Uint8Array, from: number, to: number): string {
  // Nearly all texts are short and ASCII; for those, this takes half the time of decoding UTF-8.
  if (to - from <= MOST_LOOKED_AT && isAscii(bytes, from, to)) return latin1Slice.call(bytes, from, to);
  const text = utf8Slice.call(bytes, from, to);
  return text.includes('\uFFFD') ? escapeInvalid(bytes, from, to) : text;
}

/** Does text from `losslessText` contain bytes that were not UTF-8? */
export function hasRawBytes(text: string): boolean {
  return !text.isWellFormed();
}

/** The bytes that `losslessText` made the text of. */
export function textBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const raw = code >= 0xdc80 && code <= 0xdcff;
    parts.push(raw ? Uint8Array.of(code - 0xdc00) : Buffer.from(character, 'utf8'));
  }
  return Buffer.concat(parts);
}

function escapeInvalid(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; ) {
    const length = validSequence(bytes, at, to);
    if (length > 0) text += utf8Slice.call(bytes, at, at + length);
    else text += String.fromCharCode(0xdc00 + (bytes[at] as number));
    at += length || 1;
  }
  return text;
}

/** Length of the well-formed UTF-8 sequence at `at` (RFC 3629); 0 if there is none. */
function validSequence(bytes: Uint8Array, at: number, to: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > to) return 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] as number;
  const overlongOrBeyond =
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f);
  return overlongOrBeyond ? 0 : length;
}

/** Lower-case hex without separators. */
export function hex(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.prototype.hexSlice.call(bytes, from, to);
}

/** Is every byte printable ASCII, above 0x7f, or CR, LF or TAB? */
export function looksLikeText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 ? byte !== 0x0d && byte !== 0x0a && byte !== 0x09 : byte === 0x7f) return false;
  }
  return true;
}

/** Do the bytes at `from` spell `word` (ASCII, case-sensitive)? */
export function spells(bytes: Uint8Array, from: number, word: string): boolean {
  if (from + word.length > bytes.length) return false;
  for (let at = 0; at < word.length; at++) if (bytes[from + at] !== word.charCodeAt(at)) return false;
  return true;
}

/** As `spells`, ignoring the case of ASCII letters; `word` must be in lower case. */
export function spellsIgnoringCase(bytes: Uint8Array, from: number, word: string): boolean {
  if (from + word.length > bytes.length) return false;
  for (let at = 0; at < word.length; at++) {
    const byte = bytes[from + at] as number;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== word.charCodeAt(at)) return false;
  }
  return true;
}

/** Are the two ranges of bytes equal? */
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
