import type { FieldNode } from '../bytes/field-node.ts';
import { losslessText } from '../bytes/text.ts';
import { Byte } from './characters.ts';
import { ParameterReader } from './parameters.ts';
import { parameterText } from './parse-address.ts';
import { problemText, SipProblem } from './problems.ts';
import { UriParts } from './uri.ts';

/** The URI bytes[from..to) with its parts; at most `most` parameters and header fields each. */
export function dissectUri(
  name: string,
  bytes: Uint8Array,
  from: number,
  to: number,
  most: number,
): FieldNode {
  const uri = new UriParts();
  const readable = uri.read(bytes, from, to);
  return {
    name,
    from,
    to,
    value: losslessText(bytes, from, to),
    ...(readable ? {} : { problem: problemText(SipProblem.Uri) }),
    children: readable ? parts(bytes, uri, most) : [],
  };
}

function parts(bytes: Uint8Array, uri: UriParts, most: number): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  const add = (name: string, from: number, to: number): void => {
    if (to > from) nodes.push({ name, from, to, value: losslessText(bytes, from, to) });
  };
  add('scheme', uri.schemeFrom, uri.schemeTo);
  add('user', uri.userFrom, uri.userTo);
  add('password', uri.passwordFrom, uri.passwordTo);
  add('host', uri.hostFrom, uri.hostTo);
  if (uri.port >= 0) nodes.push({ name: 'port', from: uri.portFrom, to: uri.portTo, value: uri.port });
  else add('port', uri.portFrom, uri.portTo);
  nodes.push(...dissectParameters(bytes, uri.paramsFrom, uri.paramsTo, most));
  nodes.push(...dissectParameters(bytes, uri.headersFrom, uri.headersTo, most, AMPERSAND));
  return nodes;
}

const AMPERSAND = 0x26;

/** Parameters `name=value` of bytes[from..to), each as a node of its name. */
export function dissectParameters(
  bytes: Uint8Array,
  from: number,
  to: number,
  most: number,
  separator: number = Byte.Semicolon,
): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  const reader = new ParameterReader();
  reader.start(bytes, from, to, separator);
  while (reader.next()) {
    if (nodes.length === most) {
      nodes.push(leftOutNode(reader.from, to));
      break;
    }
    const value = reader.valueFrom < 0 ? '' : parameterText(bytes, reader);
    nodes.push({
      name: losslessText(bytes, reader.nameFrom, reader.nameTo),
      from: reader.from,
      to: reader.to,
      value,
    });
  }
  const problem = reader.problem;
  if (problem !== SipProblem.None)
    nodes.push({ name: 'parameters', from, to, problem: problemText(problem) });
  return nodes;
}

/** Stands for everything beyond a limit. */
export function leftOutNode(from: number, to: number): FieldNode {
  return { name: 'more', from, to, note: 'not taken apart: too many' };
}
