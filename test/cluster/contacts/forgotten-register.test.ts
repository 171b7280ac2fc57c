import { expect, test } from 'vitest';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import { isSameContact } from '../../../src/cluster/contacts/held/contact-uri.ts';
import { Registers } from '../../../src/cluster/contacts/registers/registers.ts';
import type { SeenSip } from '../../../src/cluster/seen-message.ts';
import type { EndpointId, MessageId } from '../../../src/ids.ts';
import { Transport } from '../../../src/reassembly/carried-message.ts';

const NODE = [{ cluster: 1, node: 1 }];

function sip(...lines: readonly string[]): SipMessage {
  const bytes = Buffer.from([...lines, 'Content-Length: 0', '', ''].join('\r\n'));
  return parseSip(bytes, 0, bytes.length);
}

const HEAD = [
  'Via: SIP/2.0/UDP 192.0.2.9:6001;branch=z9hG4bK1',
  'From: <sip:1000@example.com>;tag=a',
  'To: <sip:1000@example.com>',
  'Call-ID: a@phone',
  'CSeq: 1 REGISTER',
  'Contact: <sip:1000@192.0.2.9:6001>;expires=300',
];

const seen = (id: number, message: SipMessage, more: Partial<SeenSip>): SeenSip => ({
  protocol: 'sip',
  id: id as MessageId,
  time: id,
  sights: [],
  sender: 0 as EndpointId,
  receiver: 1 as EndpointId,
  transport: Transport.Udp,
  retransmissions: 0,
  sip: message,
  sentBy: [],
  receivedBy: [],
  ...more,
});

test('the bindings that a REGISTER requests are known when its answer comes, even if its bytes were dropped meanwhile', () => {
  const request = sip('REGISTER sip:example.com SIP/2.0', ...HEAD, 'User-Agent: phone/1.0');
  let isThere = true;
  const view = new Proxy(request, {
    get: (message, name) => Reflect.get(isThere ? message : sip(), name),
  });
  const registers = new Registers(isSameContact);
  registers.push(seen(1, view, { receivedBy: NODE }));
  registers.beforeForgetting(2 as MessageId);
  isThere = false;
  const answered = registers.push(seen(2, sip('SIP/2.0 200 OK', ...HEAD), { sentBy: NODE }));
  expect(answered).toMatchObject({
    to: 'sip:1000@example.com',
    userAgent: 'phone/1.0',
    granted: [{ contact: 'sip:1000@192.0.2.9:6001', expires: 300 }],
    others: [],
  });
});
