import { describe, expect, test } from 'vitest';
import { AorList } from '../../../decoders/sip/addresses-of-record.ts';
import { DialogTags } from '../../../decoders/sip/dialog-tags.ts';
import { dissectSip } from '../../../decoders/sip/dissect-sip.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import { bytesOf } from './messages.ts';

describe('reading is linear', () => {
  const SIZE = 64 * 1024;
  /** A quadratic reading of so many bytes takes longer many times over. */
  const MOST_MS = 1500;
  const UNITS = [
    ',',
    '"',
    '<',
    ';',
    '\\"',
    '",',
    '";',
    ';="',
    '\r\n ',
    '\n\t\n ',
    '"\\",',
    '<sip:a@b>,',
    '%',
    '@',
  ];
  const HEADS = [
    'Contact: ',
    'To: ',
    'Via: ',
    'Accept: ',
    'Authorization: Digest ',
    'Date: ',
    'Subject: ',
    'Route: <',
  ];
  const timed = (what: () => void): number => {
    const start = performance.now();
    what();
    return performance.now() - start;
  };

  function expectFast(bytes: Uint8Array): void {
    const index = new SipIndex();
    const aors = new AorList();
    const tags = new DialogTags();
    const took = timed(() => {
      index.read(bytes, 0, bytes.length);
      aors.collect(index);
      tags.read(index);
      parseSip(bytes, 0, bytes.length);
      dissectSip(bytes, 0, bytes.length);
    });
    expect(took).toBeLessThan(MOST_MS);
  }

  const fields = HEADS.flatMap((head) => UNITS.map((unit) => [head, unit] as const));
  test.each(fields)('in %s%j', (head, unit) => {
    const run = unit.repeat(SIZE / unit.length);
    expectFast(bytesOf(`INVITE sip:a@b SIP/2.0\r\n${head}${run}\r\n\r\n`));
  });

  test.each(UNITS)('in a start line of %j', (unit) => {
    expectFast(bytesOf(`INVITE sip:${unit.repeat(SIZE / unit.length)} SIP/2.0\r\n\r\n`));
  });

  test.each([...UNITS, '--b\r\n', '--b', '-', 'a=', 'm=a 1 a 0\r\n', 'a=fmtp:0 ;\r\n', 'X: a\r\n '])(
    'in bodies of %j',
    (unit) => {
      const body = unit.repeat(SIZE / unit.length);
      expectFast(bytesOf(`INVITE sip:a@b SIP/2.0\r\nc: application/sdp\r\n\r\n${body}`));
      expectFast(bytesOf(`INVITE sip:a@b SIP/2.0\r\nc: multipart/x;boundary=b\r\n\r\n--b\r\n${body}`));
      expectFast(bytesOf(`INVITE sip:a@b SIP/2.0\r\nc: multipart/x;boundary="-"\r\n\r\n${body}`));
    },
  );

  test('of very many header fields', () => {
    expectFast(bytesOf(`INVITE sip:a@b SIP/2.0\r\n${'m:*\r\n'.repeat(SIZE / 5)}\r\n`));
    expectFast(bytesOf(`INVITE sip:a@b SIP/2.0\r\n${'x\r\n'.repeat(SIZE / 3)}\r\n`));
  });
});
