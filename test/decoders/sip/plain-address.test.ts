import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressReader } from '../../../decoders/sip/name-addr.ts';
import { PlainAddress } from '../../../decoders/sip/plain-address.ts';
import { UriParts } from '../../../decoders/sip/uri.ts';

function plain(text: string, several = true) {
  const reader = new PlainAddress();
  const bytes = Buffer.from(`<<${text}>>`, 'latin1');
  if (!reader.read(bytes, 2, 2 + text.length, several)) return undefined;
  return {
    user: bytes.toString('latin1', reader.userFrom, reader.userTo),
    host: bytes.toString('latin1', reader.hostFrom, reader.hostTo),
    literal: reader.hostIsIpv4,
  };
}

/** What the full readers make of the same value; undefined where there is not exactly one. */
function full(text: string, several: boolean) {
  const addresses = new AddressReader();
  const uri = new UriParts();
  const bytes = Buffer.from(text, 'latin1');
  addresses.start(bytes, 0, bytes.length, several);
  if (!addresses.next() || !uri.read(bytes, addresses.uriFrom, addresses.uriTo) || addresses.star)
    return undefined;
  const found = {
    user: bytes.toString('latin1', uri.userFrom, uri.userTo),
    host: bytes.toString('latin1', uri.hostFrom, uri.hostTo).toLowerCase(),
    literal: uri.hostIsIpLiteral,
  };
  return addresses.next() ? undefined : found;
}

describe('PlainAddress', () => {
  it.each([
    ['<sip:alice@example.com>;tag=1', { user: 'alice', host: 'example.com', literal: false }],
    [
      '"A. Alice, \'x\'" <sip:alice@192.0.2.1:5060;transport=tcp>',
      { user: 'alice', host: '192.0.2.1', literal: true },
    ],
    [
      'Alice <sips:+15551234@sip.example.com>',
      { user: '+15551234', host: 'sip.example.com', literal: false },
    ],
    ['sip:alice@example.com;tag=1', { user: 'alice', host: 'example.com', literal: false }],
  ])('reads %s', (text, found) => {
    expect(plain(text)).toEqual(found);
  });

  it.each([
    '<sip:example.com>',
    '<sip:%61lice@example.com>',
    '<sip:alice:secret@example.com>',
    '<sip:alice@[2001:db8::1]>',
    '<sip:alice@Example.com>',
    '<tel:+1-555>',
    '"a \\" b" <sip:alice@example.com>',
    '<sip:a@b.c>, <sip:d@e.f>',
    '<sip:alice@example.com',
    '*',
    '',
  ])('leaves %s to the full readers', (text) => {
    expect(plain(text)).toBeUndefined();
  });

  it('reads nothing otherwise than the full readers do', () => {
    const piece = fc.constantFrom(
      ...[
        'sip:',
        'sips:',
        'tel:',
        'alice',
        '1000',
        '@',
        'example.com',
        '192.0.2.1',
        '192.0.2',
        ':5060',
        ';tag=x',
      ],
      ...[
        '<',
        '>',
        '"',
        ',',
        ' ',
        '\\',
        '%41',
        '?',
        '[',
        ']',
        'Bob',
        ';',
        ':',
        '/',
        'HOST',
        '.',
        '-',
        '*',
        '\r\n ',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), fc.boolean(), (pieces, several) => {
        const text = pieces.join('');
        const found = plain(text, several);
        if (found !== undefined) expect(found).toEqual(full(text, several));
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads the usual forms all the same', () => {
    const user = fc.string({ unit: fc.constantFrom(...'abcABC019-_.!~*'), minLength: 1 });
    const display = fc.constantFrom('', '"Some, one" ', 'Some one ', '"" ');
    fc.assert(
      fc.property(
        user,
        display,
        fc.constantFrom('', ';tag=1', ';expires=3600;q=0.5'),
        (name, shown, params) => {
          const text = `${shown}<sip:${name}@sip-1.example.com:5070;lr>${params}`;
          expect(plain(text)).toEqual(full(text, true));
        },
      ),
    );
  });
});
