import { copyBytes } from '../bytes/copy.ts';
import type { FieldNode } from '../bytes/field-node.ts';
import { losslessText } from '../bytes/text.ts';
import { skipBlanks, trimEnd } from './characters.ts';
import { dissectBody } from './dissect-body.ts';
import { dissectHeader } from './dissect-header.ts';
import { dissectUri } from './dissect-uri.ts';
import { Header } from './header-names.ts';
import { DEFAULT_SIP_LIMITS, type SipLimits } from './limits.ts';
import { SipIndex } from './message-index.ts';
import { SipCut } from './message-status.ts';
import { problemText, SipProblem } from './problems.ts';
import { SipKind } from './start-line-parts.ts';
import { UriParts } from './uri.ts';

/** The message in bytes[from..to) as a tree: start line, header fields, body, surplus bytes. */
export function dissectSip(
  bytes: Uint8Array,
  from: number,
  to: number,
  limits: SipLimits = DEFAULT_SIP_LIMITS,
): readonly FieldNode[] {
  const index = new SipIndex(limits.headers);
  index.read(bytes, from, to);
  const nodes = [dissectStartLine(index, limits), ...dissectHeaders(index, limits)];
  if (index.bodyTo > index.bodyFrom) nodes.push(bodyNode(index, limits));
  if (index.to < to) nodes.push(surplus(index, to));
  return placeProblem(nodes, index);
}

function dissectStartLine(index: SipIndex, limits: SipLimits): FieldNode {
  const { bytes, from, startLineTo } = index;
  const name =
    index.kind === SipKind.Request
      ? 'request line'
      : index.kind === SipKind.Response
        ? 'status line'
        : 'start line';
  const children = startLineParts(index, limits);
  return {
    name,
    from,
    to: startLineTo,
    value: losslessText(bytes, from, startLineTo),
    ...(index.cut === SipCut.StartLine ? { note: 'cut' } : {}),
    ...(children.length === 0 ? {} : { children }),
  };
}

function startLineParts(index: SipIndex, limits: SipLimits): readonly FieldNode[] {
  const { bytes } = index;
  const nodes: FieldNode[] = [];
  const add = (name: string, from: number, to: number): void => {
    if (to > from) nodes.push({ name, from, to, value: losslessText(bytes, from, to) });
  };
  if (index.kind === SipKind.Request) {
    add('method', index.methodFrom, index.methodTo);
    if (index.uriTo > index.uriFrom) {
      nodes.push(dissectRequestUri(index, limits));
    }
    add('version', index.versionFrom, index.versionTo);
  } else if (index.kind === SipKind.Response) {
    add('version', index.versionFrom, index.versionTo);
    const { statusCode, statusFrom, statusTo } = index;
    if (statusCode > 0)
      nodes.push({ name: 'status code', from: statusFrom, to: statusTo, value: statusCode });
    else add('status code', statusFrom, statusTo);
    add('reason phrase', index.reasonFrom, index.reasonTo);
  }
  return nodes;
}

/** A request URI must not have header fields (RFC 3261 19.1.1, table 1). */
function dissectRequestUri(index: SipIndex, limits: SipLimits): FieldNode {
  const { bytes, uriFrom, uriTo } = index;
  const node = dissectUri('request URI', bytes, uriFrom, uriTo, limits.values);
  const uri = new UriParts();
  const wrong = uri.read(bytes, uriFrom, uriTo) && uri.headersTo > uri.headersFrom;
  return wrong ? { ...node, problem: problemText(SipProblem.UriHeaders) } : node;
}

/** The header fields, and the lines between them that are none. */
function dissectHeaders(index: SipIndex, limits: SipLimits): readonly FieldNode[] {
  const { bytes, bodyFrom } = index;
  const nodes: FieldNode[] = [];
  let at = index.startLineTo;
  const addStray = (to: number): void => {
    const from = skipBlanks(bytes, at, to);
    const end = trimEnd(bytes, from, to);
    if (from < end) nodes.push(strayLine(bytes, from, end));
  };
  for (let entry = 0; entry < index.headerCount; entry++) {
    addStray(index.nameFrom(entry));
    nodes.push(headerNode(index, entry, limits));
    at = Math.max(index.valueTo(entry), index.nameTo(entry) + 1);
  }
  if (index.headersLeftOut === 0) addStray(bodyFrom);
  else if (at < bodyFrom) nodes.push(headersLeftOut(index, at));
  return nodes;
}

function strayLine(bytes: Uint8Array, from: number, to: number): FieldNode {
  return { name: 'line', from, to, value: losslessText(bytes, from, to), note: 'no header field' };
}

function headerNode(index: SipIndex, entry: number, limits: SipLimits): FieldNode {
  const range = {
    header: index.headerAt(entry),
    nameFrom: index.nameFrom(entry),
    nameTo: index.nameTo(entry),
    valueFrom: index.valueFrom(entry),
    valueTo: index.valueTo(entry),
  };
  const node = dissectHeader(index.bytes, range, limits.values);
  return entry < index.wholeHeaders ? node : { ...node, note: 'cut' };
}

function headersLeftOut(index: SipIndex, from: number): FieldNode {
  return {
    name: 'more header fields',
    from,
    to: index.bodyFrom,
    value: index.headersLeftOut,
    note: 'not taken apart: too many',
  };
}

function bodyNode(index: SipIndex, limits: SipLimits): FieldNode {
  const { bytes, bodyFrom, bodyTo, contentLength } = index;
  const entry = index.first(Header.ContentType);
  const [typeFrom, typeTo] = entry < 0 ? [0, 0] : [index.valueFrom(entry), index.valueTo(entry)];
  const node = dissectBody(bytes, { from: bodyFrom, to: bodyTo, typeFrom, typeTo }, limits);
  if (index.cut !== SipCut.Body) return node;
  // If the body is cut, what it lacks at its end is no problem of the message.
  const { problem: _, ...whole } = node;
  return { ...whole, note: `${bodyTo - bodyFrom} of ${contentLength} bytes` };
}

/** In a datagram, bytes after the body are ignored (RFC 3261 18.3). */
function surplus(index: SipIndex, to: number): FieldNode {
  return {
    name: 'after the body',
    from: index.to,
    to,
    value: copyBytes(index.bytes, index.to, to),
    note: 'beyond Content-Length: no part of this message',
  };
}

/** Attaches the structural problem of the message to the node where it is. */
function placeProblem(nodes: readonly FieldNode[], index: SipIndex): readonly FieldNode[] {
  if (index.problem === SipProblem.None) return nodes;
  const at = index.problemAt;
  let target = nodes.findIndex((node) => at >= node.from && at <= node.to);
  if (target < 0) target = 0;
  const problem = problemText(index.problem);
  return nodes.map((node, position) => (position === target ? { ...node, problem } : node));
}
