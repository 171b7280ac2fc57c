import type { Fields } from '../../../decoders/fields/decode.ts';
import { knownText } from '../../tables/known-texts.ts';
import { numberOf, textOf } from '../field-values.ts';
import { keptText, LONGEST_NAME } from '../replication/kept-text.ts';
import type { DialogVersion } from './dialog-model.ts';

/** The dialog value that holds its sharing tag. */
export const SHARING_TAG = 'dlgX_shtag';
/** Values and profiles that are kept of one dialog. */
const MOST_PAIRS = 256;

/** How a packet identifies a dialog. */
export interface DialogName {
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag: string;
}

/** Undefined if the packet has no plausible name. */
export function dialogNameOf(fields: Fields): DialogName | undefined {
  const callId = textOf(fields, 'callid');
  const fromTag = textOf(fields, 'from_tag') ?? '';
  const toTag = textOf(fields, 'to_tag') ?? '';
  if (callId === undefined || callId === '') return undefined;
  const longest = Math.max(callId.length, fromTag.length, toTag.length);
  if (longest > LONGEST_NAME) return undefined;
  return { callId: knownText(callId), fromTag: knownText(fromTag), toTag: knownText(toTag) };
}

/** The listeners towards caller and callee. */
export type DialogSockets = Pick<DialogVersion, 'callerSocket' | 'calleeSocket'>;

export function dialogSocketsOf(fields: Fields): DialogSockets {
  return {
    callerSocket: keptText(textOf(fields, 'caller_sock')),
    calleeSocket: keptText(textOf(fields, 'callee_sock')),
  };
}

/**
 * The content of a CREATED, UPDATED or sync record, whose values are added to those of `before` (spec
 * bin-capabilities 5.1.5).
 */
export function dialogVersionOf(fields: Fields, before: DialogVersion | undefined): DialogVersion {
  return {
    fromUri: keptText(textOf(fields, 'from_uri')),
    toUri: keptText(textOf(fields, 'to_uri')),
    hashId: numberOf(fields, 'h_id'),
    start: numberOf(fields, 'start_ts'),
    timeout: numberOf(fields, 'timeout'),
    ...dialogSocketsOf(fields),
    callerCSeq: keptText(textOf(fields, 'caller_cseq')),
    calleeCSeq: keptText(textOf(fields, 'callee_cseq')),
    flags: numberOf(fields, 'flags'),
    timeoutRoute: keptText(textOf(fields, 'rt_on_timeout')),
    values: merged(before?.values, pairsOf(textOf(fields, 'vars') ?? '')),
    profiles: profilesOf(textOf(fields, 'profiles') ?? '', before?.profiles ?? []),
  };
}

/** A VALUE packet sets one dialog value, or deletes it if `text` is undefined. */
export function withValue(version: DialogVersion, named: string, text: string | undefined): DialogVersion {
  const values = new Map(version.values);
  const [name, value] = [keptText(named), keptText(text)];
  if (value === undefined) values.delete(name);
  else if (values.size < MOST_PAIRS || values.has(name)) values.set(name, value);
  return { ...version, values };
}

function merged(
  before: ReadonlyMap<string, string> | undefined,
  pairs: readonly Pair[],
): ReadonlyMap<string, string> {
  // Most dialogs have none, and updates repeat them.
  if (pairs.length === 0) return before ?? NO_VALUES;
  if (before !== undefined && pairs.every(({ name, value }) => before.get(name) === value)) return before;
  const values = new Map(before);
  for (const { name, value } of pairs) {
    if (values.size < MOST_PAIRS || values.has(name)) values.set(knownText(name), knownText(value));
  }
  return values;
}

function profilesOf(text: string, before: readonly string[]): readonly string[] {
  if (text === '') return before;
  const all = new Set(before);
  for (const { name, value } of pairsOf(text)) {
    if (all.size < MOST_PAIRS) all.add(knownText(value === '' ? name : `${name}=${value}`));
  }
  return all.size === before.length ? before : [...all];
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

const NO_PAIRS: readonly Pair[] = [];
const NO_VALUES: ReadonlyMap<string, string> = new Map();

/**
 * `name#value|` or, from 3.4, `name#T#value|`; in names and values, `|`, `#` and `\` are escaped by `\` (spec
 * bin-capabilities 5.1.3).
 */
function pairsOf(text: string): readonly Pair[] {
  if (text === '') return NO_PAIRS;
  const pairs: Pair[] = [];
  for (const parts of splitPairs(text)) {
    const [name, second, third] = parts;
    if (name === undefined || second === undefined) continue;
    pairs.push({ name: keptText(name), value: keptText(third ?? second) });
  }
  return pairs;
}

const BACKSLASH = 0x5c;
const HASH = 0x23;
const PIPE = 0x7c;

function splitPairs(text: string): readonly (readonly string[])[] {
  const pairs: string[][] = [];
  let parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length && pairs.length < MOST_PAIRS; at++) {
    const unit = text.charCodeAt(at);
    if (unit === BACKSLASH) at++;
    if (unit !== HASH && unit !== PIPE) continue;
    parts.push(unescaped(text.slice(from, at)));
    from = at + 1;
    if (unit === HASH) continue;
    pairs.push(parts);
    parts = [];
  }
  return pairs;
}

function unescaped(part: string): string {
  return part.includes('\\') ? part.replace(/\\(.)/gs, '$1') : part;
}
