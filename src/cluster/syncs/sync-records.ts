import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import { finish, mix } from '../../../decoders/bytes/hash.ts';
import type { Fields, Value } from '../../../decoders/fields/decode.ts';
import { groupOf, groupsOf } from '../field-values.ts';

/** What a chunk of a capability contains (spec bin-capabilities 3): one record. */
const KINDS: ReadonlyMap<string, string> = new Map([
  [CapabilityName.Dialogs, 'dialogs'],
  [CapabilityName.B2bEntities, 'entities'],
  [CapabilityName.CachedbLocal, 'entries'],
  [CapabilityName.Dispatcher, 'destinations'],
  [CapabilityName.LoadBalancer, 'destinations'],
  [CapabilityName.Presence, 'publications'],
]);

/** If a flag in front tells what follows, the name of the following group tells it, too. */
const GROUPS: readonly (readonly [group: string, kind: string])[] = [
  ['aor_record', 'aors'],
  ['contact_record', 'contacts'],
  ['carrier', 'carriers'],
  ['gateway', 'gateways'],
];

/** The chunks of a SYNC packet; `records` in the old wrapper without sizes. */
export function chunksOf(fields: Fields): readonly Fields[] {
  const sized = groupsOf(fields, 'chunks');
  return sized.length > 0 ? sized : groupsOf(fields, 'records');
}

/** What the chunks contain, as far as it could be read: usually one record each. */
export function* chunkContents(fields: Fields): Generator<Fields> {
  for (const chunk of chunksOf(fields)) {
    const data = groupOf(chunk, 'data');
    if (data !== undefined) yield data;
  }
}

/** How many records of each kind the chunks contain. Empty and unreadable chunks contain none. */
export function recordKinds(capability: string, chunks: readonly Fields[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const chunk of chunks) {
    const kind = kindOf(capability, groupOf(chunk, 'data'));
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function kindOf(capability: string, data: Fields | undefined): string | undefined {
  if (data === undefined) return undefined;
  for (const [group, kind] of GROUPS) if (data[group] !== undefined) return kind;
  return Object.keys(data).length === 0 ? undefined : KINDS.get(capability);
}

/** A 32-bit hash of all values in order. */
export function contentHash(fields: Fields): number {
  return finish(hashed(fields, 0, 0));
}

/** Decoded fields are nested as declared: a few levels. */
const DEEPEST = 16;

function hashed(value: Value, hash: number, depth: number): number {
  if (typeof value === 'number') return mix(hash, value | 0);
  if (typeof value === 'bigint') return mix(hash, Number(BigInt.asIntN(32, value)));
  if (typeof value === 'string') {
    for (let at = 0; at < value.length; at++) hash = mix(hash, value.charCodeAt(at));
    return mix(hash, value.length);
  }
  if (value instanceof Uint8Array) {
    for (const byte of value) hash = mix(hash, byte);
    return mix(hash, value.length);
  }
  if (depth === DEEPEST) return hash;
  const parts = Array.isArray(value) ? value : Object.values(value);
  for (const part of parts) hash = hashed(part, hash, depth + 1);
  return mix(hash, parts.length);
}
