import { copyBytes } from '../bytes/copy.ts';
import type { FieldNode } from '../bytes/field-node.ts';
import { looksLikeText, losslessText } from '../bytes/text.ts';
import { Byte } from './characters.ts';
import { dissectHeader } from './dissect-header.ts';
import { leftOutNode } from './dissect-uri.ts';
import { headerId } from './header-names.ts';
import type { SipLimits } from './limits.ts';
import { type BodyRange, boundaryOf, findParts, isMultipart, readPart } from './multipart.ts';
import { mediaType } from './parse-body.ts';
import { problemText, SipProblem } from './problems.ts';

/** Line types of SDP (RFC 8866 5). */
const SDP_LINES: Readonly<Record<string, string>> = {
  v: 'protocol version',
  o: 'origin',
  s: 'session name',
  i: 'information',
  u: 'URI of the description',
  e: 'email address',
  p: 'phone number',
  c: 'connection',
  b: 'bandwidth',
  t: 'time',
  r: 'repeat times',
  z: 'time zones',
  k: 'encryption key',
  a: 'attribute',
  m: 'media',
};

export function dissectBody(bytes: Uint8Array, body: BodyRange, limits: SipLimits): FieldNode {
  const { from, to, typeFrom, typeTo } = body;
  const type = mediaType(bytes, typeFrom, typeTo);
  const shown = type === '' ? {} : { shown: type };
  return { name: 'body', from, to, ...shown, ...content(bytes, body, limits, 0) };
}

type Content = Pick<FieldNode, 'value' | 'children' | 'problem'>;

/** `depth`: in how many multipart bodies it is. */
function content(bytes: Uint8Array, body: BodyRange, limits: SipLimits, depth: number): Content {
  const { from, to, typeFrom, typeTo } = body;
  const type = mediaType(bytes, typeFrom, typeTo);
  if (type === 'application/sdp') return { children: dissectLines(bytes, from, to, limits, sdpLine) };
  if (isMultipart(type) && depth < limits.depth) {
    const boundary = boundaryOf(bytes, typeFrom, typeTo);
    if (boundary !== '') {
      const { parts, leftOut, closed } = findParts(bytes, from, to, boundary, limits.parts);
      const children = parts.map((part) => dissectPart(bytes, part, limits, depth + 1));
      if (leftOut > 0) children.push(leftOutNode(parts.at(-1)?.to ?? from, to));
      return closed ? { children } : { children, problem: problemText(SipProblem.Boundary) };
    }
  }
  if (looksLikeText(bytes, from, to)) return { children: dissectLines(bytes, from, to, limits, textLine) };
  return { value: copyBytes(bytes, from, to) };
}

function dissectPart(
  bytes: Uint8Array,
  part: Pick<BodyRange, 'from' | 'to'>,
  limits: SipLimits,
  depth: number,
): FieldNode {
  const { fields, content: inner } = readPart(bytes, part, limits.headers);
  const headers = fields.map((field) =>
    dissectHeader(bytes, { header: headerId(bytes, field.nameFrom, field.nameTo), ...field }, limits.values),
  );
  const { from, to, typeFrom, typeTo } = inner;
  const mime = mediaType(bytes, typeFrom, typeTo);
  return {
    name: 'part',
    from: part.from,
    to: part.to,
    ...(mime === '' ? {} : { shown: mime }),
    children: [...headers, { name: 'content', from, to, ...content(bytes, inner, limits, depth) }],
  };
}

type LineNode = (bytes: Uint8Array, from: number, to: number) => FieldNode;

function dissectLines(
  bytes: Uint8Array,
  from: number,
  to: number,
  limits: SipLimits,
  lineNode: LineNode,
): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  for (let start = from; start < to; ) {
    if (nodes.length === limits.bodyLines) {
      nodes.push(leftOutNode(start, to));
      break;
    }
    let end = start;
    while (end < to && bytes[end] !== Byte.Lf) end++;
    const lineTo = end < to && end > start && bytes[end - 1] === Byte.Cr ? end - 1 : end;
    nodes.push(lineNode(bytes, start, lineTo));
    start = end + 1;
  }
  return nodes;
}

function textLine(bytes: Uint8Array, from: number, to: number): FieldNode {
  return { name: 'line', from, to, value: losslessText(bytes, from, to) };
}

function sdpLine(bytes: Uint8Array, from: number, to: number): FieldNode {
  if (from + 1 >= to || bytes[from + 1] !== Byte.Equals) return textLine(bytes, from, to);
  const type = losslessText(bytes, from, from + 1);
  const note = Object.hasOwn(SDP_LINES, type) ? SDP_LINES[type] : undefined;
  const value = losslessText(bytes, from + 2, to);
  return { name: type, from, to, value, ...(note === undefined ? {} : { note }) };
}
