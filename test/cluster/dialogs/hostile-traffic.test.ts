import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dialogIdOf, didText, parseDid } from '../../../src/cluster/dialogs/dialog-id.ts';
import { CALLEE, CALLER, DialogTraffic, VIRTUAL } from './traffic.ts';

const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.bigInt(),
  fc.uint8Array({ maxLength: 8 }),
  fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())), { maxLength: 3 }),
);
const NAMES = [
  'callid',
  'from_tag',
  'to_tag',
  'h_id',
  'state',
  'caller_sock',
  'callee_sock',
  'vars',
  'profiles',
];
const MORE = [
  'timeout',
  'name',
  'value',
  'rt_on_timeout',
  'dst_host',
  'dst_port',
  'sip_addr',
  'nodes',
  'entry',
];
const fields = fc.dictionary(fc.constantFrom(...NAMES, ...MORE), value);
const packet = fc.record({
  capability: fc.constantFrom('dialog-dlg-repl', 'dialog-prof-repl', 'tm-repl', 'clusterer-internal'),
  name: fc.constantFrom(
    ...['CREATED', 'UPDATED', 'DELETED', 'CSEQ', 'VALUE'].map((kind) => `REPLICATION_DLG_${kind}`),
    ...['CLUSTERER_NODE_DESCRIPTION', 'CLUSTERER_FULL_TOP_UPDATE', 'TM_CLUSTER_REPLY', 'CLUSTERER_SYNC'],
  ),
  fields,
  version: fc.integer({ min: 0, max: 9 }),
});

test('no packet makes it throw, and what it reports can be told', () => {
  const node = fc.integer({ min: -2, max: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(packet, node, node), { maxLength: 30 }), (packets) => {
      const traffic = new DialogTraffic(1, 2, 3);
      for (const [at, [one, from, to]] of packets.entries()) {
        traffic.at(at).bin(one, from, to, [Math.abs(from), Math.abs(to)]);
      }
      for (const { callId, nodes, unseen, missing } of traffic.reports()) {
        expect(callId).not.toBe('');
        for (const held of nodes.values()) expect([1, 2, 3, 4, 5]).toContain(held.state);
        expect(unseen.filter((one) => nodes.has(one) || missing.includes(one))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test('no SIP makes it throw', () => {
  const first = fc.constantFrom(
    'INVITE',
    'ACK',
    'BYE',
    'CANCEL',
    'SIP/2.0 180 R',
    'SIP/2.0 200 OK',
    'SIP/2.0 486 B',
  );
  const host = fc.constantFrom(1, 2, 3, VIRTUAL, CALLER, CALLEE);
  const header = fc.constantFrom(
    'Record-Route: <sip:x;did=1.2>',
    'Record-Route: ,,,;did=',
    'Contact: <sip:x;did=zz>',
    'Via: SIP/2.0/UDP 192.0.2.100;cid=2',
  );
  const step = fc.record({ first, from: host, to: host, toTag: fc.constantFrom('f', 't', 'u'), header });
  const cseq = fc.constantFrom('1 INVITE', '2 INVITE', '1 ACK', '99999999999 BYE', 'x', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(step, cseq), { maxLength: 40 }), (steps) => {
      const traffic = new DialogTraffic(1, 2, 3).announce(1, 2);
      for (const [at, [one, number]] of steps.entries()) {
        traffic.at(at / 10).sip(one.from, one.to, one.first, {
          cseq: number,
          ...(at % 2 === 0 ? {} : { toTag: one.toTag }),
          headers: [one.header],
        });
      }
      expect(traffic.reports().length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});

test('ended dialogs and calls leave no trace', () => {
  const traffic = new DialogTraffic(1, 2, 3).announce(1, 2);
  for (let call = 0; call < 500; call++) {
    const callId = `call ${call}`;
    traffic.at(call * 2).call(1, { callId });
    traffic.dialog('CREATED', 1, 2, { callid: callId }).dialog('DELETED', 1, 2, { callid: callId });
    traffic.sip(CALLER, 1, 'BYE', { callId, cseq: '9 BYE', toTag: 't' });
  }
  expect(traffic.tracker.store.size).toBeLessThan(50);
  expect([...traffic.tracker.calls.all()].length).toBeLessThan(20);
});

test('the id of a dialog, as its node lists it and as in Record-Route', () => {
  // As a 3.4 node lists it, with the database key 2062499562276, which is 480 * 2^32 + 915260196.
  expect(didText(dialogIdOf('1-20405@10.9.0.11', 915_260_196))).toBe('0e1.423cd863');
  expect(parseDid('0e1.423cd863')).toEqual({ entry: 480, id: 915_260_196 });
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 0xffffffff }), (callId, hashId) => {
      const id = dialogIdOf(callId, hashId);
      expect(parseDid(didText(id))).toEqual(id);
      expect(id.entry).toBeLessThan(4096);
    }),
  );
});
