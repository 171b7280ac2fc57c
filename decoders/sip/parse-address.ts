import { losslessText, spellsIgnoringCase } from '../bytes/text.ts';
import { unfolded } from './folding.ts';
import type { AddressReader } from './name-addr.ts';
import { ParameterReader } from './parameters.ts';
import type { SipProblem } from './problems.ts';

export interface SipParameter {
  readonly name: string;
  /** Without quotes; absent if there is no equals sign. */
  readonly value?: string;
}

export interface SipParameters {
  readonly params: readonly SipParameter[];
  /** Number of parameters beyond the limit. */
  readonly paramsLeftOut?: number;
}

/** A value of From, To, Contact, Route, ... */
export interface SipAddress extends SipParameters {
  /** As in the message; `*` means all contacts. */
  readonly uri: string;
  /** Without quotes and backslashes. */
  readonly displayName?: string;
  readonly tag?: string;
}

/** Called with each problem; positions are in the bytes that are read. */
export type ProblemSink = (problem: SipProblem, at: number) => void;

/** The value that `reader` is at. */
export function addressValue(
  bytes: Uint8Array,
  reader: AddressReader,
  most: number,
  problems: ProblemSink,
): SipAddress {
  problems(reader.problem, reader.problemAt);
  const values = parameterValues(bytes, reader.paramsFrom, reader.paramsTo, most, problems);
  const tag = values.params.find(({ name }) => name.toLowerCase() === 'tag')?.value;
  const displayName = displayNameText(bytes, reader.displayFrom, reader.displayTo);
  return {
    uri: reader.star ? '*' : unfolded(bytes, reader.uriFrom, reader.uriTo),
    ...(displayName === '' ? {} : { displayName }),
    ...(tag === undefined ? {} : { tag }),
    ...values,
  };
}

/** Only used for one list at a time. */
const parameters = new ParameterReader();

/** The first `most` parameters of bytes[from..to). */
export function parameterValues(
  bytes: Uint8Array,
  from: number,
  to: number,
  most: number,
  problems: ProblemSink,
): SipParameters {
  const reader = parameters;
  const params: SipParameter[] = [];
  let leftOut = 0;
  reader.start(bytes, from, to);
  while (reader.next()) {
    if (params.length === most) {
      leftOut++;
      continue;
    }
    const name = losslessText(bytes, reader.nameFrom, reader.nameTo);
    params.push(reader.valueFrom < 0 ? { name } : { name, value: parameterText(bytes, reader) });
  }
  problems(reader.problem, from);
  return leftOut === 0 ? { params } : { params, paramsLeftOut: leftOut };
}

/** The value of the first parameter of this name (in lower case); undefined if it has none. */
export function parameterValue(
  bytes: Uint8Array,
  from: number,
  to: number,
  name: string,
): string | undefined {
  parameters.start(bytes, from, to);
  while (parameters.next()) {
    const { nameFrom, nameTo, valueFrom } = parameters;
    if (nameTo - nameFrom !== name.length || !spellsIgnoringCase(bytes, nameFrom, name)) continue;
    return valueFrom < 0 ? undefined : parameterText(bytes, parameters);
  }
  return undefined;
}

/** The value of the parameter that `reader` is at, which must have one. */
export function parameterText(bytes: Uint8Array, reader: ParameterReader): string {
  const text = unfolded(bytes, reader.valueFrom, reader.valueTo);
  return reader.quoted ? withoutBackslashes(text) : text;
}

/** A display name without quotes; empty if there is none. */
export function displayNameText(bytes: Uint8Array, from: number, to: number): string {
  const text = unfolded(bytes, from, to);
  const quoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  return quoted ? withoutBackslashes(text.slice(1, -1)) : text;
}

function withoutBackslashes(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text;
}

/** The value of a parameter, whose name is given in lower case; undefined if there is none. */
export function parameterOf(address: Pick<SipAddress, 'params'>, name: string): string | undefined {
  for (const param of address.params) {
    if (param.name.length !== name.length) continue;
    if (param.name === name || param.name.toLowerCase() === name) return param.value;
  }
  return undefined;
}
