import { losslessText } from '../bytes/text.ts';
import { Byte } from './characters.ts';
import { type FieldRange, readFields } from './header-fields.ts';
import { Header, headerId } from './header-names.ts';
import { ParameterReader } from './parameters.ts';

/** A body is bytes[from..to); its Content-Type value is bytes[typeFrom..typeTo), empty if there is none. */
export interface BodyRange {
  readonly from: number;
  readonly to: number;
  readonly typeFrom: number;
  readonly typeTo: number;
}

/** The parts of a multipart body, without delimiters and their line ends. */
export interface PartRanges {
  readonly parts: readonly { readonly from: number; readonly to: number }[];
  /** Number of parts beyond the limit. */
  readonly leftOut: number;
  /** Was there a closing delimiter? */
  readonly closed: boolean;
}

/** Longest boundary that is accepted (RFC 2046 5.1.1 allows 70 characters). */
const LONGEST_BOUNDARY = 200;

/** `type` is the media type of a body, without parameters. */
export function isMultipart(type: string): boolean {
  return type.toLowerCase().startsWith('multipart/');
}

/** The boundary parameter of a Content-Type value; empty if there is none. */
export function boundaryOf(bytes: Uint8Array, from: number, to: number): string {
  let at = from;
  while (at < to && bytes[at] !== Byte.Semicolon) at++;
  const parameters = new ParameterReader();
  parameters.start(bytes, at, to);
  if (!parameters.find('boundary') || parameters.valueFrom < 0) return '';
  const { valueFrom, valueTo } = parameters;
  return valueTo - valueFrom > LONGEST_BOUNDARY ? '' : losslessText(bytes, valueFrom, valueTo);
}

/** Finds the parts between the `--boundary` lines of bytes[from..to) (RFC 2046 5.1.1). */
export function findParts(
  bytes: Uint8Array,
  from: number,
  to: number,
  boundary: string,
  most: number,
): PartRanges {
  const parts: { from: number; to: number }[] = [];
  const delimiter = Buffer.from(`--${boundary}`);
  const body = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  let leftOut = 0;
  let partFrom = -1;
  for (let at = 0; ; ) {
    const found = body.indexOf(delimiter, at);
    const end = found < 0 ? body.length : found;
    if (found > 0 && body[found - 1] !== Byte.Lf) {
      at = found + 1;
      continue;
    }
    if (partFrom >= 0) {
      const partTo = found < 0 ? end : beforeLineEnd(body, partFrom, end);
      if (parts.length < most) parts.push({ from: from + partFrom, to: from + partTo });
      else leftOut++;
    }
    if (found < 0) return { parts, leftOut, closed: false };
    at = found + delimiter.length;
    if (body[at] === Byte.Dash && body[at + 1] === Byte.Dash) return { parts, leftOut, closed: true };
    const line = body.indexOf(Byte.Lf, at);
    if (line < 0) return { parts, leftOut, closed: false };
    partFrom = line + 1;
    at = partFrom;
  }
}

/** The line end before a delimiter is part of the delimiter. */
function beforeLineEnd(body: Uint8Array, from: number, to: number): number {
  if (to > from && body[to - 1] === Byte.Lf) to--;
  if (to > from && body[to - 1] === Byte.Cr) to--;
  return to;
}

/** Header fields in front of a part, and what it contains. */
export interface BodyPart {
  readonly fields: readonly FieldRange[];
  readonly content: BodyRange;
}

/** Reads the part bytes[from..to), at most so many header fields of it. */
export function readPart(
  bytes: Uint8Array,
  { from, to }: Pick<BodyRange, 'from' | 'to'>,
  most: number,
): BodyPart {
  const { fields, contentFrom } = readFields(bytes, from, to, most);
  const type = fields.find((field) => headerId(bytes, field.nameFrom, field.nameTo) === Header.ContentType);
  const [typeFrom, typeTo] = [type?.valueFrom ?? from, type?.valueTo ?? from];
  return { fields, content: { from: contentFrom, to, typeFrom, typeTo } };
}
