import { describe, expect, test } from 'vitest';
import { type SipHeaders, Traffic } from './seen.ts';

const PUBLISH: SipHeaders = {
  callId: 'p1',
  cseq: '1 PUBLISH',
  to: 'alice',
  more: ['Event: presence', 'Expires: 60'],
};

describe('publications', () => {
  const published = {
    user: 'alice',
    domain: 'example.com',
    event: 'presence',
    new_etag: 't1',
    old_etag: ' ',
    expires: 60,
  };

  test('have the packets that they caused', () => {
    const traffic = new Traffic();
    const cause = traffic.sip('phone', 1, 'PUBLISH sip:alice@example.com', PUBLISH);
    traffic.sip(1, 'phone', 'SIP/2.0 200 OK', { ...PUBLISH, more: ['SIP-ETag: t1', 'Expires: 60'] });
    const packet = traffic.bin(1, 2, 'presence', 'CL_PRESENCE_PUBLISH', published);
    expect(traffic.said).toEqual(['subscription PUBLISHED alice@example.com alice@example.com']);
    expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([{ packet, cause }]);
  });

  test('are refreshed by entity tag, whatever the Call-ID', () => {
    const traffic = new Traffic();
    traffic.sip('phone', 1, 'PUBLISH sip:alice@example.com', PUBLISH);
    traffic.sip(1, 'phone', 'SIP/2.0 200 OK', { ...PUBLISH, more: ['SIP-ETag: t1', 'Expires: 60'] });
    const again = { ...PUBLISH, callId: 'p2', more: ['Event: presence', 'Expires: 0', 'SIP-If-Match: t1'] };
    traffic.sip('phone', 1, 'PUBLISH sip:alice@example.com', again);
    traffic.sip(1, 'phone', 'SIP/2.0 200 OK', { ...again, more: ['Expires: 0'] });
    expect(traffic.said).toEqual(['subscription REMOVED alice@example.com alice@example.com']);
    expect(traffic.flows[0]?.callIds).toEqual(['p1', 'p2']);
  });

  test('that the node itself made are grouped by presentity and event', () => {
    const traffic = new Traffic();
    for (const peer of [2, 3]) {
      traffic.bin(1, peer, 'presence', 'CL_PRESENCE_PUBLISH', { ...published, event: 'dialog' });
    }
    traffic.bin(1, 2, 'pua', 'CL_PUA_UPDATE_PRES', { pres_uri: 'sip:alice@example.com:5060', event: 64 });
    expect(traffic.said).toEqual(['subscription PUBLISHED alice@example.com dialog']);
  });
});

test('a subscription lasts until its notifier ends it', () => {
  const traffic = new Traffic();
  const subscribe = { callId: 's1', cseq: '1 SUBSCRIBE', more: ['Event: presence', 'Expires: 60'] };
  const states: string[] = [];
  traffic.sip('phone', 1, 'SUBSCRIBE sip:bob@example.com', subscribe);
  const cause = traffic.flows[0]?.messages.at(0);
  const packet = traffic.bin(1, 2, 'presence', 'CL_PRESENCE_PRES_QUERY', {
    pres_uri: 'sip:bob@example.com',
    event: 'presence',
  });
  traffic.sip(1, 'phone', 'SIP/2.0 202 Accepted', { ...subscribe, to: 'bob;tag=b', more: ['Expires: 60'] });
  states.push(...traffic.said);
  for (const state of ['active;expires=60', 'terminated;reason=timeout']) {
    const more = ['Event: presence', `Subscription-State: ${state}`];
    traffic.sip(1, 'phone', 'NOTIFY sip:alice@10.0.0.9', {
      callId: 's1',
      cseq: '1 NOTIFY',
      to: 'alice;tag=a',
      more,
    });
    states.push(...traffic.said);
  }
  expect(states).toEqual(
    ['ACTIVE', 'ACTIVE', 'TERMINATED'].map(
      (state) => `subscription ${state} alice@example.com bob@example.com`,
    ),
  );
  expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([{ packet, cause }]);
});

test('OPTIONS and MESSAGE come to what was answered, and become a call if one follows', () => {
  const traffic = new Traffic();
  const options = { callId: 'o1', cseq: '1 OPTIONS' };
  traffic.sip('phone', 1, 'OPTIONS sip:bob@example.com', options);
  traffic.sip(1, 'phone', 'SIP/2.0 404 Not Found', options);
  traffic.sip('phone', 1, 'MESSAGE sip:bob@example.com', { callId: 'm1', cseq: '1 MESSAGE' });
  expect(traffic.said).toEqual([
    'options REJECTED alice@example.com bob@example.com',
    'message PENDING alice@example.com bob@example.com',
  ]);
  traffic.sip('phone', 1, 'INVITE sip:bob@example.com', { callId: 'o1', cseq: '2 INVITE' });
  expect(traffic.said[0]).toBe('call SETUP alice@example.com bob@example.com');
});

test.each(['constructor', '__proto__', 'toString'])(
  'a method called %s makes a flow of no known kind',
  (method) => {
    const traffic = new Traffic();
    traffic.sip('phone', 1, `${method} sip:bob@example.com`, { callId: 'x1', cseq: `1 ${method}` });
    expect(traffic.flows[0]?.kind).toBe('other');
  },
);

test('a success stays one, whatever comes late', () => {
  const traffic = new Traffic();
  const options = { callId: 'o1', cseq: '1 OPTIONS' };
  traffic.sip('phone', 1, 'OPTIONS sip:bob@example.com', options);
  traffic.sip(1, 'phone', 'SIP/2.0 200 OK', options);
  traffic.sip(1, 'phone', 'SIP/2.0 408 Request Timeout', options);
  expect(traffic.said).toEqual(['options COMPLETED alice@example.com bob@example.com']);
});

test('a carried message is caused by the same one that its sender received', () => {
  const traffic = new Traffic();
  const ack = { callId: 'c1', cseq: '1 ACK', to: 'bob;tag=b', branch: 'z9hG4bK7' };
  traffic.sip('phone', 2, 'ACK sip:bob@example.com', ack);
  const cause = traffic.sip('phone', 1, 'ACK sip:bob@example.com', ack);
  const text =
    'ACK sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK7\r\n' +
    'From: <sip:alice@example.com>\r\nTo: <sip:bob@example.com>;tag=b\r\nCall-ID: c1\r\nCSeq: 1 ACK\r\n\r\n\0';
  const packet = traffic.bin(1, 3, 'tm-repl', 'TM_CLUSTER_REQUEST', { message: Buffer.from(text) });
  expect([...(traffic.flows[0]?.packetCauses() ?? [])]).toEqual([{ packet, cause }]);
});

test('packets that concern nobody in particular are in no flow, and are counted', () => {
  const traffic = new Traffic();
  traffic.bin(1, 2, 'clusterer-internal', 'CLUSTERER_PING', {});
  traffic.bin(1, 2, 'dialog-prof-repl', 'REPLICATION_DLG_PROFILE', {});
  traffic.bin(1, 2, 'dialog-dlg-repl', 'DLG_SHARING_TAG_ACTIVE', { tag_name: 'vip1' });
  traffic.sip('phone', 1, 'nonsense', { callId: 'x', cseq: '1 X' });
  expect(traffic.flows).toEqual([]);
  expect(traffic.tracker.counts).toMatchObject({ unrelated: 2, unreadable: 1 });
});
