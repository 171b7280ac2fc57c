import { describe, expect, test } from 'vitest';
import { BASE, type SipHeaders, Traffic } from './seen.ts';

const CONTACT = 'Contact: <sip:alice@10.0.0.50:5062>';
const REGISTER: SipHeaders = {
  callId: 'r1',
  cseq: '1 REGISTER',
  from: 'alice',
  to: 'alice',
  more: [CONTACT],
};

function register(traffic: Traffic, node: number, more: Partial<SipHeaders> = {}): number {
  return traffic.sip('phone', node, 'REGISTER sip:example.com', { ...REGISTER, ...more });
}

function answer(traffic: Traffic, node: number, status: string, more: Partial<SipHeaders> = {}): number {
  const headers = { ...REGISTER, more: [`${CONTACT};expires=60`], ...more };
  return traffic.sip(node, 'phone', `SIP/2.0 ${status}`, headers);
}

const contact = {
  domain: 'location',
  aor: 'alice',
  contact: 'sip:alice@10.0.0.50:5062',
  callid: 'r1',
  cseq: 1,
  expires: BASE + 60,
};
const USRLOC = 'usrloc-contact-repl';

describe('a registration', () => {
  test('goes through its challenge to its expiry', () => {
    const traffic = new Traffic();
    const states: string[] = [];
    const note = () => states.push(traffic.said.join(' | '));
    register(traffic, 1);
    note();
    answer(traffic, 1, '401 Unauthorized');
    note();
    register(traffic, 1, { cseq: '2 REGISTER' });
    answer(traffic, 1, '200 OK', { cseq: '2 REGISTER' });
    note();
    traffic.time = 61;
    note();
    const who = 'alice@example.com sip:alice@10.0.0.50:5062';
    expect(states).toEqual(
      ['PENDING', 'CHALLENGED', 'REGISTERED', 'EXPIRED'].map((state) => `registration ${state} ${who}`),
    );
  });

  test.each([
    ['Expires: 0', [CONTACT, 'Expires: 0']],
    ['expires=0', [`${CONTACT};expires=0`]],
  ])('is removed with %s', (_, more) => {
    const traffic = new Traffic();
    register(traffic, 1);
    answer(traffic, 1, '200 OK');
    register(traffic, 1, { cseq: '2 REGISTER', more });
    answer(traffic, 1, '200 OK', { cseq: '2 REGISTER', more: [] });
    expect(traffic.said).toEqual(['registration REMOVED alice@example.com sip:alice@10.0.0.50:5062']);
  });

  test('without an answer is said to be so', () => {
    const traffic = new Traffic();
    register(traffic, 1);
    traffic.time = 40;
    expect(traffic.said[0]).toContain('UNANSWERED');
  });

  test('goes on under a new Call-ID where the device is the same', () => {
    const traffic = new Traffic();
    register(traffic, 1);
    answer(traffic, 1, '200 OK');
    traffic.time = 30;
    register(traffic, 2, { callId: 'r2' });
    answer(traffic, 2, '200 OK', { callId: 'r2' });
    register(traffic, 2, { callId: 'r3', more: ['Contact: <sip:alice@10.0.0.51:5062>'] });
    expect(traffic.flows.map(({ callIds }) => callIds)).toEqual([['r1', 'r2'], ['r3']]);
  });

  test('one Call-ID for two AORs is two registrations', () => {
    const traffic = new Traffic();
    register(traffic, 1);
    register(traffic, 1, { to: 'bob', cseq: '2 REGISTER' });
    expect(traffic.flows).toHaveLength(2);
  });
});

describe('its packets', () => {
  test('are in its flow, caused by the REGISTER of that node with that CSeq', () => {
    const traffic = new Traffic();
    const first = register(traffic, 1);
    const record = traffic.bin(1, 2, USRLOC, 'REPL_URECORD_INSERT', {
      aor: 'alice',
      label: 1,
      next_clabel: 2,
    });
    const insert = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    answer(traffic, 1, '200 OK');
    const second = register(traffic, 1, { cseq: '2 REGISTER' });
    const late = traffic.bin(1, 3, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    const update = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_UPDATE', { ...contact, cseq: 2 });
    const [flow, ...others] = traffic.flows;
    expect(others).toEqual([]);
    expect([...(flow?.replication ?? [])]).toEqual([record, insert, late, update]);
    expect([...(flow?.packetCauses() ?? [])]).toEqual([
      { packet: record, cause: first },
      { packet: insert, cause: first },
      // The copy for another node, over a slow link: the event is the same.
      { packet: late, cause: first },
      { packet: update, cause: second },
    ]);
  });

  test.each([
    ['x%20y', 'x y'],
    ['J%C3%BCrg', 'J\u00fcrg'],
    ['50%25', '50%'],
    ['50%2525', '50%25'],
    ['a%40b', 'a@b'],
    ['x%20y', 'x y@example.com'],
  ])('are in its flow where the user is written %s, which usrloc names %s', (user, aor) => {
    const traffic = new Traffic();
    const cause = register(traffic, 1, { from: user, to: user });
    const record = traffic.bin(1, 2, USRLOC, 'REPL_URECORD_INSERT', { aor, label: 1, next_clabel: 2 });
    const insert = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', { ...contact, aor });
    expect(traffic.flows.map((flow) => [...flow.packetCauses()])).toEqual([
      [
        { packet: record, cause },
        { packet: insert, cause },
      ],
    ]);
  });

  test('the same to the same node once more is another event', () => {
    const traffic = new Traffic();
    const first = register(traffic, 1);
    const insert = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    traffic.time = 5;
    const second = register(traffic, 1);
    const again = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([
      { packet: insert, cause: first },
      { packet: again, cause: second },
    ]);
  });

  test('a removal belongs to the REGISTER that removes, and ends the registration that it removes', () => {
    const traffic = new Traffic();
    register(traffic, 1);
    traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    answer(traffic, 1, '200 OK');
    const all = register(traffic, 2, { callId: 'r9', more: ['Contact: *', 'Expires: 0'] });
    const removal = traffic.bin(2, 1, USRLOC, 'REPL_UCONTACT_DELETE', contact);
    const record = traffic.bin(2, 1, USRLOC, 'REPL_URECORD_DELETE', { aor: 'alice' });
    answer(traffic, 2, '200 OK', { callId: 'r9', more: [] });
    expect(traffic.said).toEqual([
      'registration REMOVED alice@example.com sip:alice@10.0.0.50:5062',
      'registration REMOVED alice@example.com *',
    ]);
    expect([...(traffic.flows[1]?.packetCauses() ?? [])]).toEqual([
      { packet: removal, cause: all },
      { packet: record, cause: all },
    ]);
    expect(traffic.tracker.find('r1').map(({ id }) => id)).toEqual(['f1', 'f2']);
  });

  test('a removal of all contacts leaves the name of the one that was registered', () => {
    const traffic = new Traffic();
    register(traffic, 1);
    answer(traffic, 1, '200 OK');
    const second = { cseq: '2 REGISTER', branch: 'z9hG4bK2' };
    register(traffic, 1, { ...second, more: ['Contact: *', 'Expires: 0'] });
    answer(traffic, 1, '200 OK', { ...second, more: [] });
    expect(traffic.said).toEqual(['registration REMOVED alice@example.com sip:alice@10.0.0.50:5062']);
  });

  test('a removal long after a REGISTER that brings is not its doing, but of its flow', () => {
    const traffic = new Traffic();
    const cause = register(traffic, 1);
    const packet = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    answer(traffic, 1, '200 OK');
    traffic.time = 8;
    traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_DELETE', contact);
    traffic.bin(1, 2, USRLOC, 'REPL_URECORD_DELETE', { aor: 'alice' });
    expect(traffic.said).toEqual(['registration REMOVED alice@example.com sip:alice@10.0.0.50:5062']);
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([{ packet, cause }]);
    expect(traffic.flows[0]?.replication).toHaveLength(3);
  });

  test('so is one long after the answer to a REGISTER that removes', () => {
    const traffic = new Traffic();
    register(traffic, 1, { callId: 'r9', more: ['Contact: *', 'Expires: 0'] });
    answer(traffic, 1, '200 OK', { callId: 'r9', more: [] });
    traffic.time = 20;
    traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_DELETE', contact);
    expect(traffic.flows.map((flow) => [...flow.packetCauses()])).toEqual([[], []]);
  });

  test('what each node is told twice, a second REGISTER has each of them told twice again', () => {
    const traffic = new Traffic();
    const all = { more: ['Contact: *', 'Expires: 0'] };
    const told: [number, number][] = [];
    for (const [second, callId] of ['r8', 'r9'].entries()) {
      traffic.time = second * 20;
      const cause = register(traffic, 1, { ...all, callId });
      for (const peer of [2, 2, 3, 3]) {
        told.push([traffic.bin(1, peer, USRLOC, 'REPL_URECORD_DELETE', { aor: 'alice' }), cause]);
      }
      answer(traffic, 1, '200 OK', { callId, more: [] });
    }
    const causes = traffic.flows.flatMap((flow) => [...flow.packetCauses()]);
    expect(causes.map(({ packet, cause }) => [packet, cause])).toEqual(told);
  });

  test('stand for it where its REGISTER was not captured', () => {
    const traffic = new Traffic();
    for (const peer of [2, 3]) {
      traffic.bin(1, peer, USRLOC, 'REPL_URECORD_INSERT', { aor: 'alice', label: 1, next_clabel: 2 });
    }
    for (const peer of [2, 3]) traffic.bin(1, peer, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    expect(traffic.said).toEqual(['registration REGISTERED alice sip:alice@10.0.0.50:5062']);
    expect(traffic.flows[0]?.replication).toHaveLength(4);
    for (const peer of [2, 3]) traffic.bin(1, peer, USRLOC, 'REPL_UCONTACT_DELETE', contact);
    traffic.bin(1, 2, USRLOC, 'REPL_URECORD_DELETE', { aor: 'alice' });
    expect(traffic.said).toEqual(['registration REMOVED alice sip:alice@10.0.0.50:5062']);
  });
});

describe('a request to a contact', () => {
  const invite = { callId: 'c1', cseq: '1 INVITE', branch: 'z9hG4bKx' };

  function call(traffic: Traffic, node: number): readonly unknown[] {
    traffic.sip(node, 'desk', 'INVITE sip:alice@10.0.0.50:5062;ob', invite);
    return traffic.flows.find(({ kind }) => kind === 'call')?.origins ?? [];
  }

  test('goes there because of the packet that brought the contact to that node', () => {
    const traffic = new Traffic();
    traffic.bin(1, 3, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    traffic.time = 12;
    const cause = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    expect(call(traffic, 2)).toEqual([{ request: 2, cause, since: 12e9 }]);
  });

  test('an update with the same CSeq brings it anew, an insertion does not', () => {
    const traffic = new Traffic();
    const inserted = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    traffic.bin(3, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    expect(call(traffic, 2)).toMatchObject([{ cause: inserted }]);
    const updated = traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_UPDATE', contact);
    traffic.sip(2, 'desk', 'INVITE sip:alice@10.0.0.50:5062', { ...invite, cseq: '2 INVITE' });
    expect(traffic.flows.at(-1)?.origins.at(-1)).toMatchObject({ cause: updated });
  });

  test('or because of a sync', () => {
    const traffic = new Traffic();
    const cause = traffic.bin(1, 2, 'clusterer-extra', 'CLUSTERER_SYNC', {
      capability: USRLOC,
      chunks: [{ size: 9, data: { is_contact: 1, contact_record: contact } }],
    });
    // Older than what the sync brought: not applied.
    traffic.bin(3, 2, USRLOC, 'REPL_UCONTACT_INSERT', { ...contact, cseq: 0 });
    expect(call(traffic, 2)).toEqual([{ request: 2, cause, since: 0 }]);
    expect(traffic.flows.filter(({ kind }) => kind === 'registration')).toHaveLength(1);
  });

  test('or because the node itself took the REGISTER', () => {
    const traffic = new Traffic();
    const cause = register(traffic, 2);
    answer(traffic, 2, '200 OK');
    expect(call(traffic, 2)).toMatchObject([{ cause }]);
  });

  test.each<[string, (traffic: Traffic) => void]>([
    ['expired', (traffic) => (traffic.time = 70)],
    ['was removed', (traffic) => traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_DELETE', contact)],
    ["is another node's", () => undefined],
  ])('nothing explains a contact that %s', (what, happens) => {
    const traffic = new Traffic();
    traffic.bin(1, 2, USRLOC, 'REPL_UCONTACT_INSERT', contact);
    happens(traffic);
    expect(call(traffic, what.startsWith('is') ? 3 : 2)).toEqual([]);
  });
});
