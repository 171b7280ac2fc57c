import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areSameUri, comparableUri } from '../../../decoders/sip/uri-equality.ts';

const isSameUri = (a: string, b: string) => areSameUri(comparableUri(a), comparableUri(b));

// RFC 3261 19.1.4, and what follows from its rules.
test.each([
  ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtlanTa.CoM;Transport=tcp'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com;security=on'],
  ['sip:carol@chicago.com;newparam=5', 'sip:carol@chicago.com;security=on'],
  [
    'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
    'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
  ],
  [
    'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
    'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
  ],
  ['SIP:bob@[2001:DB8::1]:5060', 'sip:bob@[2001:db8:0:0::1]:5060'],
  ['sip:bob@[::ffff:192.0.2.1]', 'sip:bob@[::ffff:c000:201]'],
  ['sip:bob@host:05060', 'sip:bob@host:5060'],
  ['tel:+1-201-555-0123', 'tel:+12015550123'],
  ['urn:service:sos', 'urn:service:sos'],
])('%s equals %s', (a, b) => {
  expect(isSameUri(a, b)).toBe(true);
  expect(isSameUri(b, a)).toBe(true);
});

test.each([
  ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
  ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
  ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
  ['sip:bob@host', 'sips:bob@host'],
  ['sip:host', 'sip:@host'],
  ['sip:bob@host', 'sip:bob:@host'],
  ['sip:bob:secret@host', 'sip:bob:Secret@host'],
  ['sip:bob@host;maddr=192.0.2.1', 'sip:bob@host'],
  ['sip:bob@host;user=phone', 'sip:bob@host'],
  ['sip:a%40b@host', 'sip:a@b@host'],
  ['sip:a%2541@host', 'sip:a%41@host'],
  ['sip:bob@[2001:db8::1]', 'sip:bob@[2001:db8::2]'],
  ['tel:123;phone-context=a', 'tel:123'],
  ['nonsense', 'sip:nonsense'],
])('%s differs from %s', (a, b) => {
  expect(isSameUri(a, b)).toBe(false);
  expect(isSameUri(b, a)).toBe(false);
});

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom(...'sip:;=@%4[].?&<>\n0a') }),
  fc.string({ unit: fc.constantFrom(...':.0a') }).map((host) => `sip:u@[${host}]`),
);

test('whatever it is, it equals itself, and both ways', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(isSameUri(`${a}`, a)).toBe(true);
      expect(isSameUri(a, b)).toBe(isSameUri(b, a));
    }),
  );
});
