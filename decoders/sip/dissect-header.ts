import type { FieldNode } from '../bytes/field-node.ts';
import { losslessText } from '../bytes/text.ts';
import { Byte, skipBlanks, trimEnd } from './characters.ts';
import { type CSeqParts, readCSeq } from './cseq.ts';
import { dissectParameters, dissectUri, leftOutNode } from './dissect-uri.ts';
import { unfolded } from './folding.ts';
import { type Header, type HeaderForm, headerForm, headerName } from './header-names.ts';
import { Method } from './methods.ts';
import { AddressReader } from './name-addr.ts';
import { readNumber } from './number.ts';
import { displayNameText } from './parse-address.ts';
import { problemText, SipProblem } from './problems.ts';
import { Quotes } from './quotes.ts';
import { parseSipDate } from './sip-date.ts';
import { ViaReader } from './via.ts';

/** The positions of a header field, and its id. */
export interface HeaderRange {
  readonly header: Header;
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

/** A header field with the parts of its value, at most `most` of each kind. */
export function dissectHeader(bytes: Uint8Array, range: HeaderRange, most: number): FieldNode {
  const { header, nameFrom, nameTo, valueFrom, valueTo } = range;
  const written = losslessText(bytes, nameFrom, nameTo);
  const known = headerName(header);
  const children = dissectValue(bytes, headerForm(header), valueFrom, valueTo, most);
  return {
    name: known === '' ? written : known,
    from: nameFrom,
    to: Math.max(nameTo, valueTo),
    value: unfolded(bytes, valueFrom, valueTo),
    ...(known.length > 1 && written.length === 1 ? { note: `compact form ${written}` } : {}),
    ...(children.length === 0 ? {} : { children }),
  };
}

function dissectValue(
  bytes: Uint8Array,
  form: HeaderForm,
  from: number,
  to: number,
  most: number,
): readonly FieldNode[] {
  switch (form) {
    case 'address':
    case 'addresses':
      return dissectAddresses(bytes, from, to, form === 'addresses', most);
    case 'vias':
      return dissectVias(bytes, from, to, most);
    case 'cseq':
      return dissectCSeq(bytes, from, to);
    case 'number':
      return dissectNumber(bytes, from, to);
    case 'date':
      return dissectDate(bytes, from, to);
    case 'items':
      return dissectItems(bytes, from, to, most);
    case 'item':
      return dissectItem(bytes, from, to, most);
    case 'credentials':
      return dissectCredentials(bytes, from, to, most);
    case 'text':
      return [];
  }
}

function dissectAddresses(
  bytes: Uint8Array,
  from: number,
  to: number,
  several: boolean,
  most: number,
): readonly FieldNode[] {
  const reader = new AddressReader();
  const nodes: FieldNode[] = [];
  reader.start(bytes, from, to, several);
  while (reader.next()) {
    if (nodes.length === most) {
      nodes.push(leftOutNode(reader.from, to));
      break;
    }
    nodes.push(dissectAddress(bytes, reader, most));
  }
  return nodes;
}

function dissectAddress(bytes: Uint8Array, reader: AddressReader, most: number): FieldNode {
  const { displayFrom, displayTo, uriFrom, uriTo, problem } = reader;
  const children: FieldNode[] = [];
  if (displayTo > displayFrom) {
    const value = displayNameText(bytes, displayFrom, displayTo);
    children.push({ name: 'display name', from: displayFrom, to: displayTo, value });
  }
  if (!reader.star) children.push(dissectUri('URI', bytes, uriFrom, uriTo, most));
  children.push(...dissectParameters(bytes, reader.paramsFrom, reader.paramsTo, most));
  return {
    name: 'address',
    from: reader.from,
    to: reader.to,
    value: unfolded(bytes, reader.from, reader.to),
    ...(reader.star ? { note: 'all contacts' } : {}),
    ...(problem === SipProblem.None ? {} : { problem: problemText(problem) }),
    children,
  };
}

function dissectVias(bytes: Uint8Array, from: number, to: number, most: number): readonly FieldNode[] {
  const reader = new ViaReader();
  const nodes: FieldNode[] = [];
  reader.start(bytes, from, to);
  while (reader.next()) {
    if (nodes.length === most) {
      nodes.push(leftOutNode(reader.from, to));
      break;
    }
    const { problem } = reader;
    nodes.push({
      name: 'hop',
      from: reader.from,
      to: reader.to,
      value: unfolded(bytes, reader.from, reader.to),
      ...(problem === SipProblem.None ? {} : { problem: problemText(problem) }),
      children: viaParts(bytes, reader, most),
    });
  }
  return nodes;
}

function viaParts(bytes: Uint8Array, reader: ViaReader, most: number): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  const add = (name: string, from: number, to: number): void => {
    if (to > from) nodes.push({ name, from, to, value: losslessText(bytes, from, to) });
  };
  add('protocol', reader.protocolFrom, reader.protocolTo);
  add('version', reader.versionFrom, reader.versionTo);
  add('transport', reader.transportFrom, reader.transportTo);
  add('host', reader.hostFrom, reader.hostTo);
  if (reader.port < 0) add('port', reader.portFrom, reader.portTo);
  else nodes.push({ name: 'port', from: reader.portFrom, to: reader.portTo, value: reader.port });
  nodes.push(...dissectParameters(bytes, reader.paramsFrom, reader.paramsTo, most));
  return nodes;
}

function dissectCSeq(bytes: Uint8Array, from: number, to: number): readonly FieldNode[] {
  const parts: CSeqParts = { cseqNumber: -1, cseqMethod: Method.Other, cseqMethodFrom: to, cseqMethodTo: to };
  const readable = readCSeq(bytes, from, to, parts);
  const { cseqNumber, cseqMethodFrom, cseqMethodTo } = parts;
  const numberTo = Math.max(from, trimEnd(bytes, from, cseqMethodFrom));
  const number = cseqNumber < 0 ? losslessText(bytes, from, numberTo) : cseqNumber;
  return [
    {
      name: 'number',
      from,
      to: numberTo,
      value: number,
      ...(readable ? {} : { problem: problemText(SipProblem.CSeq) }),
    },
    {
      name: 'method',
      from: cseqMethodFrom,
      to: cseqMethodTo,
      value: losslessText(bytes, cseqMethodFrom, cseqMethodTo),
    },
  ];
}

function dissectNumber(bytes: Uint8Array, from: number, to: number): readonly FieldNode[] {
  const number = readNumber(bytes, from, to);
  if (number >= 0 && number < 2 ** 32) return [{ name: 'number', from, to, value: number }];
  return [
    {
      name: 'number',
      from,
      to,
      value: losslessText(bytes, from, to),
      problem: problemText(SipProblem.Number),
    },
  ];
}

function dissectDate(bytes: Uint8Array, from: number, to: number): readonly FieldNode[] {
  const seconds = parseSipDate(unfolded(bytes, from, to));
  if (seconds !== undefined)
    return [{ name: 'date', from, to, value: seconds, note: 'seconds since 1970 UTC' }];
  return [
    { name: 'date', from, to, value: unfolded(bytes, from, to), problem: problemText(SipProblem.Date) },
  ];
}

/** Items separated by commas outside of quoted strings and angle brackets. */
function dissectItems(bytes: Uint8Array, from: number, to: number, most: number): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  const quotes = new Quotes();
  for (let start = from; start < to; ) {
    let end = start;
    while (end < to && bytes[end] !== Byte.Comma) {
      end = bytes[end] === Byte.Quote ? quotes.skip(bytes, end, to) : end + 1;
    }
    if (nodes.length === most) {
      nodes.push(leftOutNode(start, to));
      break;
    }
    const itemFrom = skipBlanks(bytes, start, end);
    nodes.push(itemNode(bytes, itemFrom, Math.max(itemFrom, trimEnd(bytes, itemFrom, end)), most));
    start = end + 1;
  }
  return nodes;
}

function itemNode(bytes: Uint8Array, from: number, to: number, most: number): FieldNode {
  const nameTo = endOfItem(bytes, from, to);
  const children = dissectParameters(bytes, nameTo, to, most);
  return {
    name: 'item',
    from,
    to,
    value: unfolded(bytes, from, trimEnd(bytes, from, nameTo)),
    ...(children.length === 0 ? {} : { children }),
  };
}

function dissectItem(bytes: Uint8Array, from: number, to: number, most: number): readonly FieldNode[] {
  const nameTo = endOfItem(bytes, from, to);
  const children = dissectParameters(bytes, nameTo, to, most);
  if (children.length === 0) return [];
  const itemTo = trimEnd(bytes, from, nameTo);
  return [{ name: 'value', from, to: itemTo, value: unfolded(bytes, from, itemTo) }, ...children];
}

function endOfItem(bytes: Uint8Array, from: number, to: number): number {
  const quotes = new Quotes();
  let at = from;
  while (at < to && bytes[at] !== Byte.Semicolon) {
    at = bytes[at] === Byte.Quote ? quotes.skip(bytes, at, to) : at + 1;
  }
  return at;
}

function dissectCredentials(bytes: Uint8Array, from: number, to: number, most: number): readonly FieldNode[] {
  let schemeTo = from;
  while (schemeTo < to && bytes[schemeTo] !== Byte.Space && bytes[schemeTo] !== Byte.Tab) schemeTo++;
  return [
    { name: 'scheme', from, to: schemeTo, value: unfolded(bytes, from, schemeTo) },
    ...dissectParameters(bytes, schemeTo, to, most, Byte.Comma),
  ];
}
