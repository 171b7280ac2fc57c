import { Byte, isToken, skipBlanks, trimEnd } from './characters.ts';

/** The positions of a header field. */
export interface FieldRange {
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

/**
 * The header fields of a part of a multipart body (RFC 2046 5.1), at most `most` of them. The content begins
 * after the empty line.
 */
export function readFields(
  bytes: Uint8Array,
  from: number,
  to: number,
  most: number,
): { readonly fields: readonly FieldRange[]; readonly contentFrom: number } {
  const fields: FieldRange[] = [];
  let at = from;
  while (at < to) {
    if (bytes[at] === Byte.Lf) return { fields, contentFrom: at + 1 };
    if (bytes[at] === Byte.Cr && at + 1 < to && bytes[at + 1] === Byte.Lf)
      return { fields, contentFrom: at + 2 };
    const end = endOfField(bytes, at, to);
    let nameTo = at;
    while (nameTo < end && isToken(bytes[nameTo] as number)) nameTo++;
    const colon = skipBlanks(bytes, nameTo, end);
    if (nameTo > at && colon < end && bytes[colon] === Byte.Colon && fields.length < most) {
      const valueFrom = skipBlanks(bytes, colon + 1, end);
      fields.push({ nameFrom: at, nameTo, valueFrom, valueTo: trimEnd(bytes, valueFrom, end) });
    }
    at = end + 1;
  }
  return { fields, contentFrom: to };
}

/** The line feed at the end of the field at `from`, continuation lines included; `to` if there is none. */
function endOfField(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== Byte.Lf) continue;
    const next = at + 1 < to ? bytes[at + 1] : Byte.Lf;
    if (next !== Byte.Space && next !== Byte.Tab) return at;
  }
  return to;
}
