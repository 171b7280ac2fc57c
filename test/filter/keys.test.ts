import { describe, expect, test } from 'vitest';
import { KEY_DOCS } from '../../src/filter/key-docs.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import { passes } from './matching.ts';
import { packet, type Row, request, response } from './rows.ts';

const SIP = request('REGISTER', {
  from: { ip: '10.0.0.1', port: 40000 },
  to: { ip: '10.0.0.2', port: 5060 },
  length: 500,
  aors: ['1000@example.com', 'bob'],
  callIds: ['1-21029@10.0.0.1', 'a b'],
  text: 'REGISTER sip:example.com SIP/2.0\r\nTo: <sip:1000@Example.com>\r\n\r\n',
});
const BYE_404 = response(404, 'BYE', {
  from: { ip: '2001:db8::1', port: 5060 },
  to: { ip: '::1', port: 5061 },
});
const INSERT = packet('usrloc-contact-repl', 3, 'REPL_UCONTACT_INSERT', {
  from: { ip: '192.0.2.1', port: 45678 },
  to: { ip: '192.0.2.2', port: 5555 },
  source: 1,
  destination: 3,
  cluster: 7,
  aors: ['1000'],
});
const PING = packet('clusterer-internal', 0, 'CLUSTERER_PING', { source: 4 });
const MYSTERY = packet('future-repl', 99);

describe('every key', () => {
  test.each<[filter: string, row: Row, expected: boolean]>([
    ['aor:1000', SIP, true],
    ['aor:1001', SIP, false],
    ['aor:1001,bob', SIP, true],
    ['aor:a*', SIP, false],
    ['aor:1-21029@10.0.0.1', SIP, false],
    ['aor:1000@example.com', INSERT, true],
    ['callid:1-21029@10.0.0.1', SIP, true],
    ['callid:1-*', SIP, true],
    ['callid:1-', SIP, false],
    ['callid:"a b"', SIP, true],
    ['callid:"A b"', SIP, false],
    ['callid:bob', SIP, false],
    ['no:286', request('BYE', { number: 286 }), true],
    ['no:#286', request('BYE', { number: 286 }), true],
    ['no:280-285', request('BYE', { number: 286 }), false],
    ['no>285 number:<=286', request('BYE', { number: 286 }), true],
    ['cap:usrloc-contact-repl', INSERT, true],
    ['cap:usrloc', INSERT, true],
    ['cap:CONTACT', INSERT, true],
    ['cap:usrloc*', INSERT, true],
    ['cap:contact*', INSERT, false],
    ['cap:dialog', INSERT, false],
    ['cap:*', SIP, false],
    ['type:REPL_UCONTACT_INSERT', INSERT, true],
    ['type:ucontact_insert', INSERT, true],
    ['type:*_INSERT', INSERT, true],
    ['type:INSERT*', INSERT, false],
    ['type:3', INSERT, true],
    ['type:4', INSERT, false],
    ['type:9', MYSTERY, false],
    ['type:99', MYSTERY, true],
    ['type:FUTURE', MYSTERY, false],
    ['type:REGISTER', SIP, false],
    ['node:1', INSERT, true],
    ['node:3', INSERT, true],
    ['node:2,3', INSERT, true],
    ['node:2', INSERT, false],
    ['node:192.0.2.2', INSERT, true],
    ['node:2,192.0.2.1', INSERT, true],
    ['from:1', INSERT, true],
    ['from:3', INSERT, false],
    ['to:3', INSERT, true],
    ['to:1', INSERT, false],
    ['from:192.0.2.1', INSERT, true],
    ['from:192.0.2.2', INSERT, false],
    ['to:192.0.2.0/24', INSERT, true],
    ['to:192.0.2.2:5555', INSERT, true],
    ['to:192.0.2.2:5556', INSERT, false],
    ['from:[2001:db8::1]:5060', BYE_404, true],
    ['from:[2001:db8::1]:5061', BYE_404, false],
    ['from:[2001:DB8:0:0::1]', BYE_404, true],
    ['ip:10.0.0.1', SIP, true],
    ['ip:10.0.0.2', SIP, true],
    ['ip:10.0.0.3', SIP, false],
    ['ip:10.0.0.0/8', SIP, true],
    ['ip:10.0.0.9/30', SIP, false],
    ['ip:10.0.0.0/31', SIP, true],
    ['ip:0.0.0.0/0', SIP, true],
    ['ip:0.0.0.0/0', BYE_404, false],
    ['ip:::/0', BYE_404, true],
    ['ip:::/0', SIP, false],
    ['ip:2001:db8::1', BYE_404, true],
    ['ip:2001:db8::/33', BYE_404, true],
    ['ip:2001:db8:8000::/33', BYE_404, false],
    ['ip:::0.0.0.1', BYE_404, true],
    ['port:5060', SIP, true],
    ['port:40000', SIP, true],
    ['port:5061', SIP, false],
    ['port:5000-5100', SIP, true],
    ['port:>40000', SIP, false],
    ['port:>=40000', SIP, true],
    ['method:register', SIP, true],
    ['method:REG', SIP, false],
    ['method:REG*', SIP, true],
    ['method:BYE', BYE_404, true],
    ['method:INVITE,BYE', BYE_404, true],
    ['method:*', INSERT, false],
    ['status:404', BYE_404, true],
    ['status:4xx', BYE_404, true],
    ['status:40x', BYE_404, true],
    ['status:41x', BYE_404, false],
    ['status:400-403', BYE_404, false],
    ['status:>=400', BYE_404, true],
    ['status:<404', BYE_404, false],
    ['status:5xx,404', BYE_404, true],
    ['-status:4xx', SIP, true],
    ['proto:sip', SIP, true],
    ['proto:SIP', SIP, true],
    ['proto:bin', SIP, false],
    ['proto:bin,sip', INSERT, true],
    ['is:internal', PING, true],
    ['is:internal', INSERT, false],
    ['is:sync', packet('clusterer-extra', 11, 'CLUSTERER_SYNC'), true],
    ['is:sync', PING, false],
    ['is:request', SIP, true],
    ['is:request', BYE_404, false],
    ['is:response', BYE_404, true],
    ['is:decoded', { ...INSERT, status: 1 }, true],
    ['is:partial', { ...INSERT, status: 2 }, true],
    ['is:unknown', { ...INSERT, status: 3 }, true],
    ['is:malformed', { ...INSERT, status: 4 }, true],
    ['is:malformed', { ...SIP, status: 4 }, true],
    ['is:malformed', { ...SIP, status: 2 }, false],
    ['is:cut', { ...SIP, cut: 3 }, true],
    ['is:cut', SIP, false],
    ['is:retransmitted', { ...SIP, retransmissions: 2 }, true],
    ['is:retransmitted', SIP, false],
    ['is:cut,internal', { ...SIP, cut: 1 }, true],
    ['is:cut,internal', PING, true],
    ['cluster:7', INSERT, true],
    ['cluster:1-6', INSERT, false],
    ['cluster:>=1', SIP, false],
    ['len:500', SIP, true],
    ['len:>500', SIP, false],
    ['len>499', SIP, true],
    ['len:<=500', SIP, true],
    ['time:+1..+2', { ...SIP, time: 1.5 }, true],
    ['time:+1..+2', { ...SIP, time: 1 }, true],
    ['time:+1..+2', { ...SIP, time: 2 }, true],
    ['time:+1..+2', { ...SIP, time: 2.1 }, false],
    ['time:+1.5..', { ...SIP, time: 1.4 }, false],
    ['time:+1.5s..', { ...SIP, time: 900 }, true],
    ['time:..+2', { ...SIP, time: -9 }, true],
    ['time:+2', { ...SIP, time: 2.9 }, true],
    ['time:+2', { ...SIP, time: 3 }, false],
    ['time:+2.5', { ...SIP, time: 2.59 }, true],
    ['time:+2.5', { ...SIP, time: 2.6 }, false],
    ['time:03:04:06..03:04:07', { ...SIP, time: 2 }, true],
    ['time:03:04:06..03:04:07', { ...SIP, time: 2.5 }, true],
    ['time:03:04:06..03:04:07', { ...SIP, time: 3 }, false],
    ['time:03:04:06..03:04:07.0', { ...SIP, time: 2.5 }, false],
    ['time:03:03..03:04', { ...SIP, time: 54.9 }, true],
    ['time:03:03..03:04', { ...SIP, time: 55 }, false],
    ['time:2026-01-01..2026-01-02', { ...SIP, time: 55 }, true],
    ['time:03:04:07', { ...SIP, time: 2.5 }, true],
    ['time:03:04', { ...SIP, time: 54.9 }, true],
    ['time:03:04', { ...SIP, time: 55 }, false],
    ['time:04:04:06+01:00..', { ...SIP, time: 1 }, true],
    ['time:04:04:06+01:00..', { ...SIP, time: 0.9 }, false],
    ['time:2026-01-02T03:04:06Z..2026-01-02T03:04:07Z', { ...SIP, time: 1 }, true],
    ['time:2026-01-02', { ...SIP, time: 1 }, true],
    ['time:2026-01-03..', { ...SIP, time: 1 }, false],
    ['time:03:04:00..03:03:00', { ...SIP, time: 82_800 }, true],
    ['time:+0,+5..+6', { ...SIP, time: 5.5 }, true],
    ['-time:..+2', { ...SIP, time: 3 }, true],
    ['1000@example.COM', SIP, true],
    ['"sip:1000@example.com>"', SIP, true],
    ['carol', SIP, false],
    ['/^To:.*1000/m', SIP, true],
    ['/^to:/m', SIP, false],
    ['/^to:/im', SIP, true],
    ['/SIP.*To/', SIP, false],
    ['/SIP.*To/s', SIP, true],
    ['/\\u{54}o/u', SIP, true],
    ['', SIP, true],
  ])('%s', (filter, row, expected) => {
    expect(passes(filter, row)).toBe(expected);
  });
});

test('a node is known by its endpoints too', () => {
  const known = (facts: { nodes: Map<string, number> }) => facts.nodes.set('10.0.0.1', 5);
  expect(passes('node:5', SIP, known)).toBe(true);
  expect(passes('from:5', SIP, known)).toBe(true);
  expect(passes('to:5', SIP, known)).toBe(false);
  expect(passes('node:5', SIP)).toBe(false);
});

test('a whole name wins over the names that it is a part of', () => {
  const sync = packet('clusterer-extra', 11, 'CLUSTERER_SYNC');
  const syncEnd = packet('clusterer-extra', 12, 'CLUSTERER_SYNC_END');
  expect(passes('type:clusterer_sync', syncEnd)).toBe(true);
  expect(passes('type:clusterer_sync', sync, (facts) => facts.packetNames.add('CLUSTERER_SYNC'))).toBe(true);
  expect(passes('type:clusterer_sync', syncEnd, (facts) => facts.packetNames.add('CLUSTERER_SYNC'))).toBe(
    false,
  );
  expect(passes('cap:pua', packet('pua-extra', 1), (facts) => facts.capabilities.add('pua'))).toBe(false);
});

test('the examples of the table can be parsed', () => {
  for (const { name, example } of KEY_DOCS) {
    expect(example.startsWith(`${name}:`)).toBe(true);
    expect(parseFilter(example).errors).toEqual([]);
  }
});

test('no name stands for two keys', () => {
  const names = KEY_DOCS.flatMap((key) => [key.name, ...key.aliases]);
  expect(new Set(names).size).toBe(names.length);
});
