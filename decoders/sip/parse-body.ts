import { losslessText } from '../bytes/text.ts';
import { Byte, trimEnd } from './characters.ts';
import { unfolded } from './folding.ts';
import type { FieldRange } from './header-fields.ts';
import type { SipLimits } from './limits.ts';
import { type BodyRange, boundaryOf, findParts, isMultipart, readPart } from './multipart.ts';
import type { ProblemSink } from './parse-address.ts';
import { SipProblem } from './problems.ts';
import { type SdpSummary, summarizeSdp } from './sdp-summary.ts';

/** A body, or a part of a multipart body. Offsets count from the start of the message. */
export interface SipBody {
  /** Media type without parameters, in lower case; absent if there is no Content-Type. */
  readonly contentType?: string;
  readonly from: number;
  readonly to: number;
  /** Header fields of a part. */
  readonly headers?: readonly BodyHeader[];
  readonly sdp?: SdpSummary;
  readonly parts?: readonly SipBody[];
  /** Number of parts beyond the limit. */
  readonly partsLeftOut?: number;
}

export interface BodyHeader {
  readonly name: string;
  readonly value: string;
}

interface BodyContext {
  readonly bytes: Uint8Array;
  /** Start of the message. */
  readonly start: number;
  readonly limits: SipLimits;
  /** The bytes end inside the body. */
  readonly cut: boolean;
  readonly problems: ProblemSink;
}

/** `depth`: in how many multipart bodies it is. */
export function parseBody(context: BodyContext, body: BodyRange, depth = 0): SipBody {
  const { bytes, start, limits } = context;
  const { from, to, typeFrom, typeTo } = body;
  const type = mediaType(bytes, typeFrom, typeTo);
  const place = { ...(type === '' ? {} : { contentType: type }), from: from - start, to: to - start };
  if (type === 'application/sdp') {
    const sdp = summarizeSdp(bytes, from, to, limits);
    return sdp === undefined ? place : { ...place, sdp };
  }
  if (!isMultipart(type) || depth >= limits.depth) return place;
  const boundary = boundaryOf(bytes, typeFrom, typeTo);
  if (boundary === '') return place;
  const { parts, leftOut, closed } = findParts(bytes, from, to, boundary, limits.parts);
  if (!closed && !context.cut) context.problems(SipProblem.Boundary, from);
  return {
    ...place,
    parts: parts.map((part) => parsePart(context, part, depth + 1)),
    ...(leftOut === 0 ? {} : { partsLeftOut: leftOut }),
  };
}

function parsePart(context: BodyContext, part: Pick<BodyRange, 'from' | 'to'>, depth: number): SipBody {
  const { bytes, limits } = context;
  const { fields, content } = readPart(bytes, part, limits.headers);
  return { ...parseBody(context, content, depth), headers: fields.map((field) => headerText(bytes, field)) };
}

function headerText(bytes: Uint8Array, field: FieldRange): BodyHeader {
  return {
    name: losslessText(bytes, field.nameFrom, field.nameTo),
    value: unfolded(bytes, field.valueFrom, field.valueTo),
  };
}

/** The media type in a Content-Type value, without parameters, in lower case. */
export function mediaType(bytes: Uint8Array, from: number, to: number): string {
  let end = from;
  while (end < to && bytes[end] !== Byte.Semicolon) end++;
  return unfolded(bytes, from, trimEnd(bytes, from, end)).toLowerCase();
}
