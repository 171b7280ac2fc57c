import { copyBytes } from '../bytes/copy.ts';
import type { FieldNode } from '../bytes/field-node.ts';
import { u8 } from '../bytes/integers.ts';
import { losslessText } from '../bytes/text.ts';
import type { Grammar, InnerReading } from '../fields/field.ts';
import { dissectNestedBuffer } from './nested-buffers.ts';

/**
 * Values or profile memberships of a dialog in one string (spec bin-capabilities 5.1.3): repetitions of
 * `name#value|` up to 3.3, and of `name#T#value|` from 3.4 on, where T is `1` for text or `2` for an integer.
 * In names and values, `|`, `#` and `\` are escaped by `\`.
 */
const PIPE = 0x7c;
const HASH = 0x23;
const BACKSLASH = 0x5c;

export const untypedPairs: Grammar = (bytes, from, to) => pairsFit(bytes, from, to, 1);

export const typedPairs: Grammar = (bytes, from, to) => pairsFit(bytes, from, to, 2);

export const readUntypedValues: InnerReading = (bytes, from, to) =>
  readPairs(bytes, from, to, false, valueNode);

export const readTypedValues: InnerReading = (bytes, from, to) => readPairs(bytes, from, to, true, valueNode);

export const readUntypedProfiles: InnerReading = (bytes, from, to) =>
  readPairs(bytes, from, to, false, profileNode);

export const readTypedProfiles: InnerReading = (bytes, from, to) =>
  readPairs(bytes, from, to, true, profileNode);

/**
 * Does every pair have this many unescaped `#`, two of them around a type, and does the last pair end with
 * `|`?
 */
function pairsFit(bytes: Uint8Array, from: number, to: number, hashes: number): boolean {
  let seen = 0;
  let last = -1;
  let typed = hashes < 2;
  for (let at = from; at < to; at++) {
    const byte = u8(bytes, at);
    if (byte === BACKSLASH) at++;
    else if (byte === HASH) {
      if (++seen > hashes) return false;
      if (seen === 2) typed = at - last === 2 && isType(u8(bytes, at - 1));
      last = at;
    } else if (byte === PIPE) {
      if (seen !== hashes || !typed) return false;
      seen = 0;
    }
  }
  return u8(bytes, to - 1) === PIPE && seen === 0;
}

/** `1` text, `2` integer. */
function isType(byte: number): boolean {
  return byte === 0x31 || byte === 0x32;
}

interface Pair {
  readonly from: number;
  readonly to: number;
  readonly name: Uint8Array;
  readonly value: Uint8Array;
  /** Undefined in the grammar without types. */
  readonly type: string | undefined;
}

function readPairs(
  bytes: Uint8Array,
  from: number,
  to: number,
  typed: boolean,
  node: (pair: Pair) => FieldNode,
): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  let start = from;
  let marks: number[] = [];
  for (let at = from; at < to; at++) {
    const byte = u8(bytes, at);
    if (byte === BACKSLASH) at++;
    else if (byte === HASH) marks.push(at);
    else if (byte === PIPE) {
      nodes.push(node(cutPair(bytes, start, at, marks, typed)));
      start = at + 1;
      marks = [];
    }
  }
  if (start < to) {
    nodes.push({
      name: 'rest',
      from: start,
      to,
      value: copyBytes(bytes, start, to),
      problem: 'not ended by |',
    });
  }
  return nodes;
}

function cutPair(
  bytes: Uint8Array,
  from: number,
  to: number,
  marks: readonly number[],
  typed: boolean,
): Pair {
  const [first = to, second = to] = marks;
  const valueFrom = typed ? second + 1 : first + 1;
  return {
    from,
    to,
    name: unescapePart(bytes, from, first),
    value: unescapePart(bytes, Math.min(valueFrom, to), to),
    type: typed ? losslessText(bytes, Math.min(first + 1, to), second) : undefined,
  };
}

function unescapePart(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const plain: number[] = [];
  for (let at = from; at < to; at++) {
    if (u8(bytes, at) === BACKSLASH && at + 1 < to) at++;
    plain.push(u8(bytes, at));
  }
  return Uint8Array.from(plain);
}

/** A Map, not an object: a key from the wire may be `constructor`. */
const VALUE_NOTES: ReadonlyMap<string, string> = new Map([
  ['dlgX_shtag', 'sharing tag of the dialog'],
  ['uCSDP', 'Re-INVITE pinging'],
  ['ucSDP', 'Re-INVITE pinging'],
  ['aCSDP', 'Re-INVITE pinging'],
  ['acSDP', 'Re-INVITE pinging'],
  ['Cct', 'Re-INVITE pinging'],
  ['cct', 'Re-INVITE pinging'],
  ['_rtp_relay_ctx_', 'context of rtp_relay, a packet of its own'],
  ['siprecX_ctx', 'context of siprec, a packet of its own'],
]);

function valueNode({ from, to, name, value, type }: Pair): FieldNode {
  const key = losslessText(name, 0, name.length);
  const note = VALUE_NOTES.get(key);
  const nested = dissectNestedBuffer(value, from, to);
  return {
    name: key,
    from,
    to,
    value: losslessText(value, 0, value.length),
    ...(type === undefined ? {} : { shown: `${TYPES.get(type) ?? `type ${type}`}` }),
    ...(note === undefined ? {} : { note }),
    ...(nested.length === 0 ? {} : { children: nested }),
  };
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['1', 'text'],
  ['2', 'integer'],
]);

function profileNode({ from, to, name, value }: Pair): FieldNode {
  const full = losslessText(name, 0, name.length);
  const shared = full.endsWith('/b')
    ? 'replicated over BIN'
    : full.endsWith('/s')
      ? 'shared through a cachedb'
      : '';
  return {
    name: shared === '' ? full : full.slice(0, -2),
    from,
    to,
    value: losslessText(value, 0, value.length),
    ...(shared === '' ? {} : { shown: shared }),
  };
}
