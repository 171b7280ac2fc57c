import { describe, expect, it } from 'vitest';
import { AorStore } from '../../../src/cluster/contacts/held/aor-store.ts';
import type { AorRecord } from '../../../src/cluster/contacts/held/aor-tables.ts';
import { packetVersion } from '../../../src/cluster/contacts/held/contact-version.ts';
import { BY_CONTACT } from '../../../src/cluster/contacts/held/matching.ts';
import type { MessageId } from '../../../src/ids.ts';
import { contactFields } from './traffic.ts';

/** Puts the contact of an AOR at a node, up to a second. */
function put(store: AorStore, record: AorRecord, node: number, cseq: number, expires: number): void {
  const version = packetVersion({ ...contactFields({ aor: record.aor }), cseq, expires }, true);
  if (version === undefined) throw new Error('no contact');
  const by = { origin: 'replicated', from: 1, time: 0, message: 0 as MessageId } as const;
  store.holder(record, node)?.put('update', version, BY_CONTACT, by, 0);
}

describe('an AOR that was looked at', () => {
  it('goes when its last contact has expired, and not before', () => {
    const store = new AorStore();
    const record = store.record(1, 'location', 'a');
    put(store, record, 2, 1, 100);
    put(store, record, 3, 1, 200);
    for (const seconds of [50, 99, 100, 199]) store.tidy(record, seconds);
    expect([store.size, store.contacts]).toEqual([1, 1]);
    store.tidy(record, 200);
    expect([store.size, store.contacts]).toEqual([0, 0]);
  });

  it('goes where a contact came to expire earlier since', () => {
    const store = new AorStore();
    const record = store.record(1, 'location', 'a');
    put(store, record, 2, 1, 100);
    store.tidy(record, 50);
    put(store, record, 2, 2, 60);
    store.tidy(record, 60);
    expect(store.size).toBe(0);
  });

  it('goes where its node began anew since', () => {
    const store = new AorStore();
    const record = store.record(1, 'location', 'a');
    put(store, record, 2, 1, 100);
    store.tidy(record, 50);
    store.restart(1, 2, 0);
    store.tidy(record, 51);
    expect([store.size, store.ended.length]).toEqual([0, 1]);
  });
});

it('AORs are found by cluster, table and name, or by name alone', () => {
  const store = new AorStore();
  const places = [
    [1, 'location', 'a'],
    [1, 'location', 'b'],
    [1, 'phones', 'a'],
    [2, 'location', 'a'],
  ] as const;
  const records = places.map(([cluster, domain, aor]) => store.record(cluster, domain, aor));
  expect(places.map(([cluster, domain, aor]) => store.find(cluster, domain, aor))).toEqual(records);
  expect([...store.all()]).toEqual(records);
  expect(store.find(2, 'phones', 'a')).toBeUndefined();
  expect(store.named('a').map(({ cluster, domain }) => `${cluster} ${domain}`)).toEqual([
    '1 location',
    '1 phones',
    '2 location',
  ]);
  // Nothing is held of them.
  for (const record of records) store.tidy(record, 0);
  expect([store.size, store.named('a'), [...store.all()]]).toEqual([0, [], []]);
});
