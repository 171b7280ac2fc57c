import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestOrStatusLine, startsLikeSip } from '../../../decoders/sip/start-line.ts';
import { bytesOf, torture, tortureNames } from './messages.ts';

const starts = (text: string): boolean => startsLikeSip(bytesOf(text), 0, bytesOf(text).length);
const whole = (text: string): boolean => requestOrStatusLine(bytesOf(text), 0, bytesOf(text).length);

describe('startsLikeSip', () => {
  test.each(tortureNames())('knows the torture message %s', (name) => {
    const bytes = torture(name);
    expect(startsLikeSip(bytes, 0, bytes.length)).toBe(true);
    expect(requestOrStatusLine(bytes, 0, bytes.length)).toBe(name !== 'bigcode');
  });

  test.each([
    'INVITE sip:bob@biloxi.example SIP/2.0\r\n',
    'REGISTER sip:[2001:db8::1]:5060 SIP/2.0\n',
    'OPTIONS tel:+1-201-555-0123 SIP/2.0\r\n',
    'X-own urn:service:sos SIP/2.0\r\n',
    'SIP/2.0 200 OK\r\n',
    'sip/2.0 180\r\n',
    'SIP/2.0 603 \r\n',
  ])('accepts %j and every beginning of it', (line) => {
    const bytes = bytesOf(line);
    for (let to = 1; to <= bytes.length; to++) expect(startsLikeSip(bytes, 0, to)).toBe(true);
    expect(whole(line)).toBe(true);
    for (let to = 0; to < bytes.length; to++) expect(requestOrStatusLine(bytes, 0, to)).toBe(false);
  });

  test.each([
    '',
    '\r\n',
    '\r\nINVITE sip:bob@biloxi.example SIP/2.0\r\n',
    'GET http://www.example.com/ HTTP/1.1\r\n',
    'OPTIONS rtsp://example.com/media RTSP/1.0\r\n',
    'OPTIONS * RTSP/1.0\r\n',
    'GET / HTTP/1.1\r\n',
    'HTTP/1.1 200 OK\r\n',
    'SIP/2.0 20x OK\r\n',
    'SIP/2.00200 OK',
    'Via: SIP/2.0/UDP host\r\n',
    'INVITE  bob SIP/2.0\r\n',
    'INVITE sip: SIP/2.0\r\n',
    'v=0\r\n',
    '\u0000\u0001\u0002\u0003',
    'P4CK\u0010\u0000\u0000\u0000',
  ])('refuses %j', (text) => {
    expect(starts(text)).toBe(false);
    expect(whole(text)).toBe(false);
  });

  test('looks at nothing outside its range', () => {
    const bytes = bytesOf('xxINVITE sip:a@b SIP/2.0\r\nxx');
    expect(startsLikeSip(bytes, 2, bytes.length)).toBe(true);
    expect(startsLikeSip(bytes, 2, 10)).toBe(true);
    expect(startsLikeSip(bytes, 5, 5)).toBe(false);
  });

  test('any bytes get an answer, the same wherever they lie', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 8 }), (bytes, around) => {
        const moved = Uint8Array.from([...around, ...bytes, ...around]);
        const [from, to] = [around.length, around.length + bytes.length];
        expect(startsLikeSip(moved, from, to)).toBe(startsLikeSip(bytes, 0, bytes.length));
        expect(requestOrStatusLine(moved, from, to)).toBe(requestOrStatusLine(bytes, 0, bytes.length));
      }),
    );
  });
});
