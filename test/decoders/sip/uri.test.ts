import { describe, expect, test } from 'vitest';
import { UriParts, UriScheme } from '../../../decoders/sip/uri.ts';
import { bytesOf, textOf } from './messages.ts';

function read(text: string) {
  const bytes = bytesOf(text);
  const uri = new UriParts();
  const readable = uri.read(bytes, 0, bytes.length);
  const part = (from: number, to: number): string => textOf(bytes, from, to) ?? '';
  return {
    readable,
    scheme: uri.scheme,
    user: part(uri.userFrom, uri.userTo),
    password: part(uri.passwordFrom, uri.passwordTo),
    host: part(uri.hostFrom, uri.hostTo),
    literal: uri.hostIsIpLiteral,
    port: uri.port,
    params: part(uri.paramsFrom, uri.paramsTo),
    headers: part(uri.headersFrom, uri.headersTo),
  };
}

const NOTHING = { user: '', password: '', host: '', literal: false, port: -1, params: '', headers: '' };
const { Sip, Sips, Tel, Other } = UriScheme;

describe('URI parts', () => {
  test.each([
    ['sip:alice@atlanta.example', { scheme: Sip, user: 'alice', host: 'atlanta.example' }],
    ['SIPS:bob:secret@h:5061', { scheme: Sips, user: 'bob', password: 'secret', host: 'h', port: 5061 }],
    ['sip:atlanta.example', { scheme: Sip, host: 'atlanta.example' }],
    ['sip:10.9.0.1', { scheme: Sip, host: '10.9.0.1', literal: true }],
    ['sip:10.9.0.256', { scheme: Sip, host: '10.9.0.256' }],
    ['sip:10.9.0', { scheme: Sip, host: '10.9.0' }],
    ['sip:1.2.3.4.5', { scheme: Sip, host: '1.2.3.4.5' }],
    [
      'sip:a@[2001:db8::9:1]:5070;lr',
      { scheme: Sip, user: 'a', host: '2001:db8::9:1', literal: true, port: 5070, params: 'lr' },
    ],
    ['sip:[::1]', { scheme: Sip, host: '::1', literal: true }],
    [
      'sip:a@h;transport=tcp;lr?Subject=x&Priority=y',
      { scheme: Sip, user: 'a', host: 'h', params: 'transport=tcp;lr', headers: 'Subject=x&Priority=y' },
    ],
    ['sip:h?Subject=x;y', { scheme: Sip, host: 'h', headers: 'Subject=x;y' }],
    [
      'sip:user;par=u%40example.net@example.com',
      { scheme: Sip, user: 'user;par=u%40example.net', host: 'example.com' },
    ],
    [
      'sip:a?,/;;*:&it+has=1@example.com',
      { scheme: Sip, user: 'a?,/;;*', password: '&it+has=1', host: 'example.com' },
    ],
    ['sip:a@h:0', { scheme: Sip, user: 'a', host: 'h', port: 0 }],
    ['sip:a@h:65535', { scheme: Sip, user: 'a', host: 'h', port: 65535 }],
    ['sip:a@h:65536', { scheme: Sip, user: 'a', host: 'h' }],
    ['sip:a@h:99999999999999999999', { scheme: Sip, user: 'a', host: 'h' }],
    ['sip:a@h:;x', { scheme: Sip, user: 'a', host: 'h', params: 'x' }],
    ['sip:@h', { scheme: Sip, host: 'h' }],
    ['sip:a@h?to=b@c', { scheme: Sip, user: 'a', host: 'h', headers: 'to=b@c' }],
    [
      'tel:+1-201-555-0123;phone-context=x',
      { scheme: Tel, user: '+1-201-555-0123', params: 'phone-context=x' },
    ],
    ['urn:service:sos', { scheme: Other }],
    ['http://www.example.com', { scheme: Other }],
    ['sipx:a@b', { scheme: Other }],
    ['tele:a@b', { scheme: Other }],
  ])('%s', (text, parts) => {
    expect(read(text)).toEqual({ ...NOTHING, readable: true, ...parts });
  });

  test.each([
    '',
    'sip',
    ':',
    'sip:',
    'alice@atlanta',
    'sip:a@',
    'sip:a@;x',
    'sip:[]',
    'tel:',
    'tel:;x',
    '<sip:a@b>',
  ])('%j is none', (text) => {
    expect(read(text).readable).toBe(false);
  });
});
