import { losslessText } from '../bytes/text.ts';
import { Byte, isBlank } from './characters.ts';

/**
 * A header value as text: a line end inside it, with the white space around it, becomes one space (RFC 3261
 * 7.3.1). Bytes that are not UTF-8 are kept as in `losslessText`.
 */
export function unfolded(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  let start = from;
  for (let at = from; at < to; at++) {
    if (bytes[at] !== Byte.Lf) continue;
    let lineTo = at;
    while (lineTo > start && isBlank(bytes[lineTo - 1] as number)) lineTo--;
    text += `${losslessText(bytes, start, lineTo)} `;
    while (at + 1 < to && isBlank(bytes[at + 1] as number)) at++;
    start = at + 1;
  }
  return start === from ? losslessText(bytes, from, to) : text + losslessText(bytes, start, to);
}
