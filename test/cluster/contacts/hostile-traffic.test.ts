import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Value } from '../../../decoders/fields/decode.ts';
import { AorStore } from '../../../src/cluster/contacts/held/aor-store.ts';
import { packetVersion } from '../../../src/cluster/contacts/held/contact-version.ts';
import { MOST_CONTACTS_OF_AOR } from '../../../src/cluster/contacts/held/held-contacts.ts';
import { BY_CONTACT } from '../../../src/cluster/contacts/held/matching.ts';
import type { MessageId } from '../../../src/ids.ts';
import { contactFields, Traffic } from './traffic.ts';

const NAMES = [
  'REPL_URECORD_INSERT',
  'REPL_URECORD_DELETE',
  'REPL_UCONTACT_INSERT',
  'REPL_UCONTACT_UPDATE',
  'REPL_UCONTACT_DELETE',
  'CLUSTERER_SYNC',
  'CLUSTERER_SYNC_END',
  'CLUSTERER_CAP_UPDATE',
];
const KEYS = [
  'domain',
  'aor',
  'contact',
  'callid',
  'cseq',
  'expires',
  'match_mode',
  'match_param',
  'kv_store',
  'capability',
  'chunks',
  'records',
  'data',
  'contact_record',
  'nodes',
  'node_id',
  'caps',
  'seq_no',
];

const value = fc.letrec<{ value: Value; fields: Record<string, Value> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Value>(
      'location',
      '1000',
      'sip:a@b;x=1',
      'sip:a@b',
      'c@d',
      'usrloc-contact-repl',
      '{"_st":1}',
      '{"_st"',
    ),
    fc.integer(),
    fc.bigInt(),
    fc.string(),
    fc.uint8Array(),
    fc.array(tie('value')),
    tie('fields'),
  ),
  fields: fc.dictionary(fc.constantFrom(...KEYS), tie('value')),
}));

test('no fields, whatever they are, stop the tracker', () => {
  const packet = fc.record({
    name: fc.constantFrom(...NAMES),
    fields: value.fields,
    source: fc.nat(4),
    destination: fc.nat(4),
    version: fc.nat(6),
  });
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 30 }), (packets) => {
      const traffic = new Traffic().mesh(1, 2, 3, 4);
      for (const [at, { name, fields, source, destination, version }] of packets.entries()) {
        const own = name.startsWith('REPL') ? 'usrloc-contact-repl' : 'clusterer-extra';
        traffic.at(at).bin({ capability: own, name, fields }, source, destination, { version });
      }
      for (const { nodes, rows } of traffic.states()) {
        expect(nodes.size).toBeGreaterThan(0);
        expect(rows.length).toBeGreaterThan(0);
      }
    }),
  );
});

test('one AOR does not hold any number of contacts at a node', () => {
  const traffic = new Traffic().mesh(1, 2);
  for (let port = 1; port <= MOST_CONTACTS_OF_AOR + 10; port++) {
    traffic.contact('INSERT', 1, 2, { contact: `sip:1000@192.0.2.9:${port}`, callid: `${port}` });
  }
  expect(traffic.held(2)).toHaveLength(MOST_CONTACTS_OF_AOR);
  // Neither does its source.
  expect(traffic.tracker.discarded.full).toBe(20);
});

test('names that are too long are counted, not kept', () => {
  const traffic = new Traffic()
    .mesh(1, 2)
    .contact('INSERT', 1, 2, { contact: `sip:${'1'.repeat(2000)}@192.0.2.9` });
  expect(traffic.states()).toEqual([]);
  expect(traffic.tracker.unusable).toBeGreaterThan(0);
  expect(traffic.tracker.store.contacts).toBe(0);
});

test('beyond the limit contacts are counted, not kept', () => {
  const store = new AorStore(2);
  for (const aor of ['a', 'b', 'c']) {
    const version = packetVersion(contactFields({ aor }), true);
    const by = { origin: 'replicated', from: 1, time: 0, message: 0 as MessageId } as const;
    if (version !== undefined)
      store.holder(store.record(1, 'location', aor), 2)?.put('insert', version, BY_CONTACT, by, 0);
  }
  expect([store.contacts, store.notKept]).toEqual([2, 1]);
});

test('no node is reported to lack a contact that was dropped for lack of room', () => {
  // Room for seven contacts of two million, at three nodes.
  const traffic = new Traffic(undefined, undefined, 7 / 2_000_000).mesh(1, 2, 3);
  for (const aor of ['a', 'b', 'c']) {
    for (const node of [2, 3]) traffic.contact('INSERT', 1, node, { aor });
  }
  expect(traffic.tracker.store.notKept).toBeGreaterThan(0);
  const presences = traffic
    .states()
    .map(({ aor, rows }) => `${aor} ${[...(rows[0]?.presence.values() ?? [])]}`);
  expect(presences).toEqual(['a held,held,held', 'b held,held,held', 'c held,unknown,unknown']);
});

test('members of clusters without end are not kept', () => {
  const traffic = new Traffic();
  const ping = { capability: 'clusterer-internal', name: 'CLUSTERER_PING', fields: {} };
  const clusters = Array.from({ length: 6000 }, (_, at) => at + 1);
  for (const cluster of clusters) traffic.bin(ping, 1, 0, { cluster, over: [3, 4] });
  const known = clusters.filter((cluster) => traffic.tracker.membersOf(cluster).includes(1));
  expect(known.length).toBe(4096);
});
