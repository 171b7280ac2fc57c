import { describe, expect, test } from 'vitest';
import { latin1 } from '../../../decoders/bytes/text.ts';
import { AorList, AorRole, writeAor } from '../../../decoders/sip/addresses-of-record.ts';
import { SipProblem } from '../../../decoders/sip/problems.ts';
import { UriParts } from '../../../decoders/sip/uri.ts';
import { bytesOf, indexed, message, request, textOf, torture } from './messages.ts';

const scratch = new Uint8Array(256);

function normalForm(text: string, room = scratch): string {
  const bytes = bytesOf(text);
  const uri = new UriParts();
  uri.read(bytes, 0, bytes.length);
  return latin1(room, 0, writeAor(bytes, uri, room));
}

describe('normal form', () => {
  test.each([
    ['sip:alice@Atlanta.EXAMPLE', 'alice@atlanta.example'],
    ['sips:alice:secret@atlanta.example:5061;lr?x=y', 'alice@atlanta.example'],
    ['sip:Alice@atlanta.example', 'Alice@atlanta.example'],
    ['sip:1000@10.9.0.1', '1000'],
    ['sip:1000@10.9.0.2:5080;transport=tcp', '1000'],
    ['sip:1000@[2001:db8::1]', '1000'],
    ['sip:1000@10.9.0.1.example', '1000@10.9.0.1.example'],
    ['sip:%75se%72@h', 'user@h'],
    ['sip:a%40b%2fc@h', 'a%40b%2Fc@h'],
    ['sip:a%4@h', 'a%4@h'],
    ['sip:a%zz@h', 'a%zz@h'],
    ['sip:100%25@h', '100%25@h'],
    ['tel:+1-(201)-555.0123;phone-context=x', '+12015550123'],
    ['sip:atlanta.example', ''],
    ['sip:@atlanta.example', ''],
    ['sip:alice@', ''],
    ['urn:service:sos', ''],
    ['alice', ''],
    ['', ''],
  ])('%s', (uri, aor) => {
    expect(normalForm(uri)).toBe(aor);
  });

  test('is cut where the room ends', () => {
    expect(normalForm('sip:alice@atlanta.example', new Uint8Array(9))).toBe('alice@atl');
    expect(normalForm('sip:alice@10.0.0.1', new Uint8Array(3))).toBe('ali');
    expect(normalForm('tel:12345', new Uint8Array(3))).toBe('123');
  });
});

describe('AorList', () => {
  const aors = new AorList();

  function collect(bytes: Uint8Array, list = aors): readonly (readonly [AorRole, string])[] {
    list.collect(indexed(bytes));
    return Array.from({ length: list.count }, (_, at) => [
      list.role(at),
      latin1(scratch, 0, list.write(at, scratch)),
    ]);
  }

  test('all places of a request', () => {
    const bytes = request([
      'Contact: <sip:alice@pc33.atlanta.example>, "A" <sip:alice@10.0.0.7:5066>;q=0.1',
      'm: sip:other@example.org',
      'P-Asserted-Identity: <sip:asserted@example.org>, <tel:+1-2>',
      'P-Preferred-Identity: <sip:preferred@example.org>',
    ]);
    expect(collect(bytes)).toEqual([
      [AorRole.RequestUri, 'bob@biloxi.example'],
      [AorRole.To, 'bob@biloxi.example'],
      [AorRole.From, 'alice@atlanta.example'],
      [AorRole.Contact, 'alice@pc33.atlanta.example'],
      [AorRole.Contact, 'alice'],
      [AorRole.Contact, 'other@example.org'],
      [AorRole.AssertedIdentity, 'asserted@example.org'],
      [AorRole.AssertedIdentity, '+12'],
      [AorRole.PreferredIdentity, 'preferred@example.org'],
    ]);
    expect(aors.problem).toBe(SipProblem.None);
    const [from, to] = [aors.userFrom(3), aors.hostTo(3)];
    expect(textOf(bytes, from, to)).toBe('alice@pc33.atlanta.example');
  });

  test('a REGISTER to a domain, and all contacts', () => {
    const lines = ['To: <sip:1000@10.9.0.1>', 'From: <sip:1000@10.9.0.1>;tag=1', 'Contact: *'];
    expect(collect(message(['REGISTER sip:10.9.0.1 SIP/2.0', ...lines]))).toEqual([
      [AorRole.To, '1000'],
      [AorRole.From, '1000'],
    ]);
  });

  test('none from a header field that is cut', () => {
    const bytes = request([]);
    const cut = Buffer.from(bytes).indexOf('biloxi.example>') + 9;
    aors.collect(indexed(bytes, 0, cut));
    expect(aors.count).toBe(1);
    expect(aors.role(0)).toBe(AorRole.RequestUri);
  });

  test('what is wrong is told with its place', () => {
    const bytes = torture('quotbal');
    collect(bytes);
    expect(aors.problem).toBe(SipProblem.Quotes);
    expect(textOf(bytes, aors.problemAt, aors.problemAt + 4)).toBe('"Mr.');
    collect(request([]));
    expect(aors.problem).toBe(SipProblem.None);
  });

  test('addresses beyond the limit are counted', () => {
    const list = new AorList(5);
    const contacts = Array.from({ length: 10 }, (_, i) => `<sip:u${i}@h>`).join(',');
    expect(collect(request([`Contact: ${contacts}`]), list)).toHaveLength(5);
    expect(list.leftOut).toBe(8);
  });
});
