import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePacket } from '../../decoders/bin/decode-packet.ts';
import { CATALOGUE } from '../../decoders/bin/registry.ts';
import type { Fields } from '../../decoders/fields/decode.ts';
import type { Flow } from '../../src/flows/flow.ts';
import { EVERYTHING } from '../support/everything.ts';
import { SIP_METHODS, someFields, someSip } from './arbitrary-traffic.ts';
import { sipText, Traffic } from './seen.ts';

/** Calls, one a second: those of ten minutes, which may live, are few of them. */
const MANY = EVERYTHING ? 20_000 : 6000;

function everyAnswer(flow: Flow, now: number): void {
  const { state } = flow.summary(now);
  expect(state).not.toBe('');
  expect(flow.nodes.length).toBeGreaterThanOrEqual(0);
  for (const { packet, cause } of flow.packetCauses()) expect(cause).not.toBe(packet);
}

const step = fc.oneof(
  fc.record({ sip: someSip, from: fc.nat(3), to: fc.nat(3), wait: fc.nat(40) }),
  fc.record({
    capability: fc.constantFrom(
      'usrloc-contact-repl',
      'dialog-dlg-repl',
      'b2be-entities-repl',
      'tm-repl',
      'presence',
      'pua',
      'clusterer-extra',
    ),
    name: fc.constantFrom(
      'REPL_URECORD_INSERT',
      'REPL_URECORD_DELETE',
      'REPL_UCONTACT_INSERT',
      'REPL_UCONTACT_UPDATE',
      'REPL_UCONTACT_DELETE',
      'REPLICATION_DLG_CREATED',
      'REPLICATION_DLG_DELETED',
      'REPLICATION_DLG_VALUE',
      'REPL_ENTITY_CREATE',
      'REPL_ENTITY_DELETE',
      'TM_CLUSTER_REQUEST',
      'CL_PRESENCE_PUBLISH',
      'CL_PRESENCE_PRES_QUERY',
      'CL_PUA_UPDATE_PRES',
      'CLUSTERER_SYNC',
      undefined,
    ),
    fields: someFields,
    from: fc.nat(3),
    to: fc.nat(3),
    wait: fc.nat(40),
  }),
);

test('no traffic makes it throw, and each message is in at most one flow', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const traffic = new Traffic({ flows: 20, live: 10 });
      for (const one of steps) {
        traffic.time += one.wait;
        if ('sip' in one) traffic.push(traffic.seenSip(one.from || 'phone', one.to || 'desk', one.sip));
        else traffic.push(traffic.seenBin(one.from, one.to, one.capability, one.name, one.fields as Fields));
      }
      const now = traffic.time * 1e9;
      for (const flow of traffic.flows) everyAnswer(flow, now);
      const ids = traffic.flows.flatMap((flow) => [...flow.messages, ...flow.replication]);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 400 },
  );
});

test('nor do any bytes that are taken for SIP or BIN', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 300 })), { maxLength: 20 }),
      (all) => {
        const traffic = new Traffic();
        for (const [isSip, bytes] of all) {
          if (isSip) {
            traffic.push(traffic.seenSip('phone', 1, bytes));
            continue;
          }
          const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length);
          traffic.push({ ...traffic.seenBin(1, 2, '', undefined, {}), packet });
        }
        for (const flow of traffic.flows) everyAnswer(flow, traffic.time * 1e9);
      },
    ),
  );
});

test('flows that ended leave only their result: what is kept alive is what lives', () => {
  const traffic = new Traffic();
  for (let call = 0; call < MANY; call++) {
    const headers = { callId: `c${call}`, cseq: '1 OPTIONS' };
    traffic.sip('phone', 1, 'OPTIONS sip:bob@example.com', headers);
    traffic.sip(1, 'phone', 'SIP/2.0 200 OK', headers);
    traffic.time += 1;
  }
  expect(traffic.tracker.liveCount).toBeLessThan(MANY / 4);
  expect(traffic.flows).toHaveLength(MANY);
  expect(new Set(traffic.said)).toEqual(new Set(['options COMPLETED alice@example.com bob@example.com']));
});

test('flows that ended are let go where each message is a flow of its own', () => {
  const traffic = new Traffic();
  for (let stranger = 0; stranger < 4000; stranger++) {
    traffic.time = stranger;
    const user = `u${stranger}`;
    const headers = { from: `<sip:${user}@x>`, to: `<sip:${user}@x>`, callId: user, cseq: '1 REGISTER' };
    traffic.sip(user, 1, 'REGISTER sip:x SIP/2.0', headers);
  }
  // A transaction, ten minutes, and a third as much until it is looked at.
  expect(traffic.tracker.liveCount).toBeLessThan(900);
  expect(traffic.said.filter((said) => said.startsWith('registration UNANSWERED')).length).toBeGreaterThan(
    3900,
  );
});

test('limits hold, and what they cost is counted', () => {
  const traffic = new Traffic({ flows: 50, live: 20 });
  for (let call = 0; call < 200; call++) {
    traffic.sip('phone', 1, 'INVITE sip:bob@example.com', { callId: `c${call}`, cseq: '1 INVITE' });
  }
  expect(traffic.flows.length).toBeLessThanOrEqual(50);
  expect(traffic.tracker.liveCount).toBeLessThanOrEqual(20);
  expect(traffic.tracker.counts).toMatchObject({ forgotten: 150, cutShort: 180 });
  expect(traffic.flows.at(-1)?.id).toBe('f200');
});

test('flows that begin at the same time are in the same order, whichever comes first', () => {
  const orders = [
    ['b', 'a', 'c'],
    ['c', 'b', 'a'],
  ].map((callIds) => {
    const traffic = new Traffic();
    for (const callId of callIds) {
      traffic.time = 5;
      traffic.push(
        traffic.seenSip('phone', 1, sipText('OPTIONS sip:bob@example.com', { callId, cseq: '1 OPTIONS' })),
      );
    }
    return traffic.flows.map(({ id, callIds: [first] }) => `${id} ${first}`);
  });
  expect(orders).toEqual([
    ['f1 a', 'f2 b', 'f3 c'],
    ['f1 a', 'f2 b', 'f3 c'],
  ]);
  expect(SIP_METHODS).toContain('INVITE');
});

test('frames without a time, and a Session-ID that all calls have, take no longer', () => {
  const traffic = new Traffic();
  const more = [`Session-ID: ${'a'.repeat(32)};remote=${'b'.repeat(32)}`];
  for (let call = 0; call < MANY; call++) {
    traffic.time = 1;
    traffic.sip('phone', 1, 'INVITE sip:bob@example.com', { callId: `c${call}`, cseq: '1 INVITE', more });
  }
  for (const flow of traffic.flows) expect(flow.callIds.length).toBeLessThanOrEqual(16);
  expect(traffic.flows.flatMap(({ messages }) => [...messages])).toHaveLength(MANY);
});
