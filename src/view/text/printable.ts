/**
 * Text from the wire, made safe for a terminal and for a line of plain text: whatever could move the
 * cursor, change colours, reorder or hide text is shown as an escape (`\n`, `\x1b`, `\u{202e}`), never
 * sent. Bytes that were not UTF-8 (see `losslessText`) are shown as `\xHH`.
 */
export function printable(text: string): string {
  if (isPrintableAscii(text)) return text;
  return SUSPECT.test(text) ? text.replace(SUSPECTS, escapeCharacter) : text;
}

/** Nearly all texts are: a look at each unit costs less than to begin an expression. */
export function isPrintableAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return true;
}

/** As `printable`, for text that is laid out in lines: line ends divide, a tab is blanks. */
export function printableLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).map((line) => printable(line.replaceAll('\t', '    ')));
}

/**
 * C0 and C1 controls, DEL, lone surrogates, line and paragraph separators, everything that changes
 * direction or has no width, private use (a terminal font may draw anything, and the screen uses some
 * of it), language tags, non-characters.
 */
const CLASS =
  '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ud800-\\udfff\\ue000-\\uf8ff\\ufeff\\ufff0-\\uffff\\u{e0000}-\\u{e0fff}\\u{f0000}-\\u{10ffff}]';
const SUSPECT = new RegExp(CLASS, 'u');
const SUSPECTS = new RegExp(CLASS, 'gu');

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = SHORT[code];
  if (short !== undefined) return short;
  // A byte that is not UTF-8 is represented as U+DC00 + byte.
  const byte = code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code;
  return byte <= 0xff ? `\\x${byte.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

const SHORT: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 0: '\\0' };
