import { describe, expect, test } from 'vitest';
import { Traffic } from './seen.ts';

const INVITE = { callId: 'c1', cseq: '1 INVITE' };
const OK = { ...INVITE, to: 'bob;tag=b' };

function invite(traffic: Traffic): void {
  traffic.sip('phone', 1, 'INVITE sip:bob@example.com', INVITE);
}

function answer(traffic: Traffic, status: string, cseq = '1 INVITE'): void {
  traffic.sip(1, 'phone', `SIP/2.0 ${status}`, { ...OK, cseq });
}

describe('a call', () => {
  test.each([
    ['100 Trying', 'SETUP'],
    ['180 Ringing', 'SETUP'],
    ['200 OK', 'IN CALL'],
    ['302 Moved Temporarily', 'DIVERTED'],
    ['404 Not Found', 'REJECTED'],
    ['407 Proxy Authentication Required', 'CHALLENGED'],
    ['480 Temporarily Unavailable', 'BUSY'],
    ['486 Busy Here', 'BUSY'],
    ['487 Request Terminated', 'CANCELLED'],
    ['600 Busy Everywhere', 'BUSY'],
    ['603 Decline', 'REJECTED'],
  ])('after %s is %s', (status, state) => {
    const traffic = new Traffic();
    invite(traffic);
    answer(traffic, status);
    expect(traffic.said).toEqual([`call ${state} alice@example.com bob@example.com`]);
  });

  test.each([
    ['180 Ringing', undefined],
    ['200 OK', undefined],
    ['302 Moved Temporarily', 302],
    ['404 Not Found', 404],
    ['486 Busy Here', 486],
    ['487 Request Terminated', undefined],
  ])('after %s was refused with %s', (status, refusal) => {
    const traffic = new Traffic();
    invite(traffic);
    answer(traffic, status);
    expect(traffic.flows[0]?.summary(1e9).refusal).toBe(refusal);
  });

  test('knows how long it took to be answered, and how long they talked', () => {
    const traffic = new Traffic();
    invite(traffic);
    traffic.time = 3;
    answer(traffic, '200 OK');
    traffic.sip('phone', 1, 'ACK sip:bob@10.0.0.5', { ...OK, cseq: '1 ACK', branch: 'z9hG4bK2' });
    traffic.time = 13;
    traffic.sip('phone', 1, 'BYE sip:bob@10.0.0.5', { ...OK, cseq: '2 BYE', branch: 'z9hG4bK3' });
    const [call] = traffic.flows;
    expect(call?.summary(14e9)).toMatchObject({ state: 'COMPLETED', setupTime: 3e9, talkTime: 10e9 });
  });

  test('a challenge is followed by the real attempt', () => {
    const traffic = new Traffic();
    invite(traffic);
    answer(traffic, '407 Proxy Authentication Required');
    traffic.sip('phone', 1, 'INVITE sip:bob@example.com', {
      ...INVITE,
      cseq: '2 INVITE',
      branch: 'z9hG4bK4',
    });
    expect(traffic.said).toEqual(['call SETUP alice@example.com bob@example.com']);
    traffic.sip(1, 'phone', 'SIP/2.0 200 OK', { ...OK, cseq: '2 INVITE', branch: 'z9hG4bK4' });
    expect(traffic.said).toEqual(['call IN CALL alice@example.com bob@example.com']);
  });

  test('the answer of one branch of a fork is not the answer that the caller got', () => {
    const traffic = new Traffic();
    invite(traffic);
    traffic.sip(1, 'mobile', 'INVITE sip:bob@10.0.0.5', { ...INVITE, branch: 'z9hG4bKx' });
    traffic.sip(1, 'desk', 'INVITE sip:bob@10.0.0.6', { ...INVITE, branch: 'z9hG4bKy' });
    traffic.sip('mobile', 1, 'SIP/2.0 486 Busy Here', { ...OK, branch: 'z9hG4bKx' });
    expect(traffic.said).toEqual(['call SETUP alice@example.com bob@example.com']);
    traffic.sip('desk', 1, 'SIP/2.0 200 OK', { ...OK, branch: 'z9hG4bKy' });
    answer(traffic, '200 OK');
    traffic.sip(1, 'mobile', 'CANCEL sip:bob@10.0.0.5', { ...INVITE, cseq: '1 CANCEL', branch: 'z9hG4bKx' });
    expect(traffic.said).toEqual(['call IN CALL alice@example.com bob@example.com']);
  });

  test('rings while one branch of a fork does, whatever another one has answered', () => {
    const traffic = new Traffic();
    invite(traffic);
    answer(traffic, '100 Trying');
    traffic.sip(1, 'mobile', 'INVITE sip:bob@10.0.0.5', { ...INVITE, branch: 'z9hG4bKx' });
    traffic.sip(1, 'desk', 'INVITE sip:bob@10.0.0.6', { ...INVITE, branch: 'z9hG4bKy' });
    traffic.sip('desk', 1, 'SIP/2.0 180 Ringing', { ...OK, branch: 'z9hG4bKy' });
    traffic.sip('mobile', 1, 'SIP/2.0 486 Busy Here', { ...OK, branch: 'z9hG4bKx' });
    traffic.time = 65;
    expect(traffic.said).toEqual(['call SETUP alice@example.com bob@example.com']);
    traffic.sip('desk', 1, 'SIP/2.0 408 Request Timeout', { ...OK, branch: 'z9hG4bKy' });
    // The entry was captured, and its caller has got no final response; a proxy does not let it wait for longer.
    expect(traffic.said).toEqual(['call SETUP alice@example.com bob@example.com']);
    traffic.time = 181;
    expect(traffic.said).toEqual(['call BUSY alice@example.com bob@example.com']);
  });

  test.each([
    ['rings there', ['z9hG4bKy'], 'SETUP'],
    ['does not', [], 'BUSY'],
  ])(
    'whose caller was not captured is not refused by one branch where another one %s',
    (_, branches, state) => {
      const traffic = new Traffic();
      invite(traffic);
      for (const branch of ['z9hG4bKx', 'z9hG4bKy'])
        traffic.sip(1, 'desk', 'INVITE sip:bob@10.0.0.6', { ...INVITE, branch });
      for (const branch of branches) traffic.sip('desk', 1, 'SIP/2.0 180 Ringing', { ...OK, branch });
      traffic.sip('desk', 1, 'SIP/2.0 486 Busy Here', { ...OK, branch: 'z9hG4bKx' });
      traffic.time = 65;
      expect(traffic.said).toEqual([`call ${state} alice@example.com bob@example.com`]);
    },
  );

  test('without any answer it has expired after the time of a transaction', () => {
    const traffic = new Traffic();
    invite(traffic);
    traffic.time = 31;
    expect(traffic.said[0]).toContain('SETUP');
    traffic.time = 33;
    expect(traffic.said[0]).toContain('EXPIRED');
  });

  test('whose beginning was not captured is one all the same', () => {
    const traffic = new Traffic();
    traffic.sip('phone', 1, 'INFO sip:bob@10.0.0.5', { ...OK, cseq: '5 INFO' });
    expect(traffic.said).toEqual(['call IN CALL alice@example.com bob@example.com']);
    traffic.sip('phone', 1, 'BYE sip:bob@10.0.0.5', { ...OK, cseq: '6 BYE' });
    expect(traffic.said).toEqual(['call COMPLETED alice@example.com bob@example.com']);
  });

  test('a new one with the same Call-ID, long after, is another', () => {
    const traffic = new Traffic();
    invite(traffic);
    answer(traffic, '486 Busy Here');
    traffic.time = 600;
    invite(traffic);
    expect(traffic.flows.map(({ id }) => id)).toEqual(['f1', 'f2']);
  });
});

describe('legs of one call', () => {
  const second = { callId: 'c2', cseq: '1 INVITE', branch: 'z9hG4bK5' };

  test.each([['X-CID: c1'], ['X-Call-ID: c1']])('%s', (header) => {
    const traffic = new Traffic();
    invite(traffic);
    traffic.sip(1, 'desk', 'INVITE sip:bob@10.0.0.6', { ...second, more: [header] });
    answer(traffic, '200 OK');
    expect(traffic.said).toEqual(['call IN CALL alice@example.com bob@example.com']);
    expect(traffic.flows[0]?.callIds).toEqual(['c1', 'c2']);
  });

  test('the same Session-ID, whichever end it names first', () => {
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
    const traffic = new Traffic();
    const first = { ...INVITE, more: [`Session-ID: ${a};remote=${'0'.repeat(32)}`] };
    traffic.sip('phone', 1, 'INVITE sip:bob@example.com', first);
    traffic.sip(1, 'desk', 'INVITE sip:bob@10.0.0.6', { ...second, more: [`Session-ID: ${b};remote=${a}`] });
    const other = {
      ...second,
      callId: 'c3',
      more: [`Session-ID: ${'c'.repeat(32)};remote=${'0'.repeat(32)}`],
    };
    traffic.sip('phone', 1, 'INVITE sip:bob@example.com', other);
    expect(traffic.flows.map(({ callIds }) => callIds)).toEqual([['c1', 'c2'], ['c3']]);
    expect(traffic.flows.map(({ id }) => id)).toEqual(['f1', 'f3']);
  });

  test('entities of the same logic object; a packet finds its cause on the other leg', () => {
    const traffic = new Traffic();
    invite(traffic);
    traffic.sip(1, 'desk', 'INVITE sip:bob@10.0.0.6', { ...second, callId: 'B2B.1' });
    const cause = traffic.sip('desk', 1, 'SIP/2.0 200 OK', { ...second, callId: 'B2B.1', to: 'bob;tag=b' });
    const entity = { tag0: 'a', tag1: 'b', logic_key: '7.0', from_uri: 'sip:alice@example.com' };
    const packet = traffic.bin(1, 2, 'b2be-entities-repl', 'REPL_ENTITY_CREATE', { ...entity, callid: 'c1' });
    expect(traffic.flows).toHaveLength(2);
    traffic.bin(1, 2, 'b2be-entities-repl', 'REPL_ENTITY_CREATE', { ...entity, callid: 'B2B.1' });
    const [call, ...others] = traffic.flows;
    expect(others).toEqual([]);
    expect(call?.callIds).toEqual(['c1', 'B2B.1']);
    expect([...(call?.packetCauses() ?? [])]).toContainEqual({ packet, cause });
  });
});

test('a key of a logic object that is used again is of another call', () => {
  const traffic = new Traffic();
  for (const callId of ['c1', 'c2']) {
    const headers = { ...OK, callId };
    traffic.sip('phone', 1, 'INVITE sip:bob@example.com', { ...INVITE, callId });
    traffic.sip(1, 'phone', 'SIP/2.0 200 OK', headers);
    traffic.bin(1, 2, 'b2be-entities-repl', 'REPL_ENTITY_CREATE', { callid: callId, logic_key: '7.0' });
    traffic.sip('phone', 1, 'BYE sip:bob@10.0.0.5', { ...headers, cseq: '2 BYE' });
    traffic.bin(1, 2, 'b2be-entities-repl', 'REPL_ENTITY_DELETE', { callid: callId });
  }
  expect(traffic.flows.map(({ callIds }) => callIds)).toEqual([['c1'], ['c2']]);
});

describe('replication of dialogs', () => {
  const dialog = {
    callid: 'c1',
    from_uri: 'sip:alice@example.com',
    to_uri: 'sip:bob@example.com',
    timeout: 1_700_000_100,
  };

  test('is caused by what the originator received', () => {
    const traffic = new Traffic();
    invite(traffic);
    traffic.sip(1, 'desk', 'INVITE sip:bob@10.0.0.6', { ...INVITE, branch: 'z9hG4bKx' });
    const ok = traffic.sip('desk', 1, 'SIP/2.0 200 OK', { ...OK, branch: 'z9hG4bKx' });
    answer(traffic, '200 OK');
    const created = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_CREATED', dialog);
    const ack = traffic.sip('phone', 1, 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK' });
    const updated = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', dialog);
    const bye = traffic.sip('desk', 1, 'BYE sip:alice@10.0.0.9', { ...OK, cseq: '1 BYE' });
    const deleted = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_DELETED', dialog);
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([
      { packet: created, cause: ok },
      { packet: updated, cause: ack },
      { packet: deleted, cause: bye },
    ]);
  });

  test('or what reached an address that nodes share, rather than what the originator sent on', () => {
    const traffic = new Traffic();
    traffic.sip('phone', 'shared', 'INVITE sip:bob@example.com', INVITE);
    const ack = traffic.sip('phone', 'shared', 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK' });
    traffic.sip(1, 'desk', 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK', branch: 'z9hG4bKx' });
    const packet = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', dialog);
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([{ packet, cause: ack }]);
  });

  test('a copy that comes late has the cause of the first', () => {
    const traffic = new Traffic();
    invite(traffic);
    const ack = traffic.sip('phone', 1, 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK' });
    const update = { ...dialog, state: 4, callee_cseq: '1' };
    const first = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', update);
    const again = traffic.sip('phone', 1, 'INVITE sip:bob@10.0.0.6', { ...OK, cseq: '2 INVITE' });
    const next = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', {
      ...update,
      callee_cseq: '2',
    });
    const late = traffic.bin(1, 3, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', update);
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([
      { packet: first, cause: ack },
      { packet: next, cause: again },
      { packet: late, cause: ack },
    ]);
  });

  test('a node that had not got the last packet shares the cause of the next one with the others', () => {
    const traffic = new Traffic();
    const value = { callid: 'c1', name: 'tag', value: 'vip1' };
    const told = (node: number) => traffic.bin(1, node, 'dialog-dlg-repl', 'REPLICATION_DLG_VALUE', value);
    invite(traffic);
    const ack = traffic.sip('phone', 1, 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK' });
    const first = told(2);
    traffic.time = 3;
    const again = traffic.sip('phone', 1, 'INVITE sip:bob@10.0.0.6', { ...OK, cseq: '2 INVITE' });
    const copies = [told(3), told(2), told(3), told(2)];
    traffic.time = 3.1;
    const last = traffic.sip('phone', 1, 'INVITE sip:bob@10.0.0.6', { ...OK, cseq: '3 INVITE' });
    expect([told(2), told(3)]).toHaveLength(2);
    const causes = [...(traffic.flows[0]?.packetCauses() ?? [])];
    expect(causes.slice(0, 5)).toEqual([
      { packet: first, cause: ack },
      ...copies.map((packet) => ({ packet, cause: again })),
    ]);
    expect(causes.slice(5).map(({ cause }) => cause)).toEqual([last, last]);
  });

  test('not by what has had its packets: these were told by a command, or a timer', () => {
    const traffic = new Traffic();
    invite(traffic);
    const ack = traffic.sip('phone', 1, 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK' });
    const first = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', dialog);
    traffic.sip(1, 'desk', 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK', branch: 'z9hG4bKx' });
    traffic.time = 4;
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', { ...dialog, timeout: 1_700_000_200 });
    const again = traffic.sip('phone', 1, 'INVITE sip:bob@10.0.0.6', { ...OK, cseq: '2 INVITE' });
    const next = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', { ...dialog, state: 4 });
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([
      { packet: first, cause: ack },
      { packet: next, cause: again },
    ]);
  });

  test('a value is not set by what the node had sent on before', () => {
    const traffic = new Traffic();
    const value = { callid: 'c1', name: 'tag', value: 'vip1' };
    invite(traffic);
    const ack = traffic.sip('phone', 1, 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK' });
    const packet = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_VALUE', value);
    traffic.sip(1, 'desk', 'ACK sip:bob@10.0.0.6', { ...OK, cseq: '1 ACK', branch: 'z9hG4bKx' });
    traffic.time = 0.4;
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_VALUE', { ...value, value: 'vip2' });
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([{ packet, cause: ack }]);
  });

  test('but by what it has not answered yet, however long that takes', () => {
    const traffic = new Traffic();
    const cause = traffic.sip('phone', 1, 'INVITE sip:bob@example.com', INVITE);
    traffic.time = 4;
    const packet = traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_VALUE', { callid: 'c1', name: 'a' });
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([{ packet, cause }]);
  });

  test('not by what another node received', () => {
    const traffic = new Traffic();
    traffic.sip('phone', 3, 'INVITE sip:bob@example.com', INVITE);
    traffic.sip('phone', 3, 'BYE sip:bob@10.0.0.6', { ...OK, cseq: '2 BYE' });
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_DELETED', dialog);
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([]);
  });

  test('tells who called whom, also where the first packets name the Call-ID only', () => {
    const traffic = new Traffic();
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_VALUE', { callid: 'c1', name: 'a' });
    expect(traffic.said).toEqual(['call UNKNOWN']);
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_UPDATED', dialog);
    expect(traffic.said).toEqual(['call IN CALL alice@example.com bob@example.com']);
  });

  test('tells of a call whose SIP was not captured, and when it ended by itself', () => {
    const traffic = new Traffic();
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_CREATED', dialog);
    expect(traffic.said).toEqual(['call IN CALL alice@example.com bob@example.com']);
    traffic.time = 101;
    expect(traffic.said).toEqual(['call EXPIRED alice@example.com bob@example.com']);
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_DELETED', dialog);
    expect(traffic.said).toEqual(['call EXPIRED alice@example.com bob@example.com']);
  });

  test('messages of the phones after the end of the dialog belong to the same call', () => {
    const traffic = new Traffic();
    invite(traffic);
    answer(traffic, '200 OK');
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_CREATED', dialog);
    traffic.time = 101;
    traffic.bin(1, 2, 'dialog-dlg-repl', 'REPLICATION_DLG_DELETED', dialog);
    traffic.time = 3600;
    expect(traffic.said).toEqual(['call EXPIRED alice@example.com bob@example.com']);
    traffic.sip('phone', 2, 'BYE sip:bob@10.0.0.6', { ...OK, cseq: '2 BYE', branch: 'z9hG4bKy' });
    expect(traffic.said).toEqual(['call COMPLETED alice@example.com bob@example.com']);
  });
});
