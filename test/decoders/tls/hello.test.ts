import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cipherSuite } from '../../../decoders/tls/cipher-suites.ts';
import { clientRandom, parseServerHello, TLS_1_2, TLS_1_3 } from '../../../decoders/tls/hello.ts';
import { RecordStatus, recordLength, recordStatus } from '../../../decoders/tls/record.ts';

/** A ServerHello with extensions, given as (type, hex). */
function serverHello(random: string, extensions: readonly (readonly [number, string])[]): Uint8Array {
  const list = extensions.map(([type, data]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(type);
    head.writeUInt16BE(data.length / 2, 2);
    return Buffer.concat([head, Buffer.from(data, 'hex')]);
  });
  const all = Buffer.concat(list);
  const session = `20${'11'.repeat(32)}`;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(all.length);
  return Buffer.concat([Buffer.from(`0303${random}${session}130200`, 'hex'), length, all]);
}

const RANDOM = 'a5'.repeat(32);

test('TLS 1.3 says its version in an extension', () => {
  const body = serverHello(RANDOM, [
    [51, '001d00021234'],
    [43, '0304'],
  ]);
  const hello = {
    version: TLS_1_3,
    cipherSuite: 0x1302,
    compression: 0,
    encryptThenMac: false,
    isRetryRequest: false,
  };
  expect(parseServerHello(body, 0, body.length)).toMatchObject(hello);
  expect(clientRandom(body, 0, body.length)).toBe('\xa5'.repeat(32));
});

test('TLS 1.2, with the MAC outside', () => {
  const body = serverHello(RANDOM, [
    [22, ''],
    [65281, '00'],
  ]);
  expect(parseServerHello(body, 0, body.length)).toMatchObject({ version: TLS_1_2, encryptThenMac: true });
});

test('a request to say hello once more (RFC 8446 4.1.3) is no answer', () => {
  const random = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';
  const body = serverHello(random, [[43, '0304']]);
  expect(parseServerHello(body, 0, body.length)).toMatchObject({ version: TLS_1_3, isRetryRequest: true });
});

test('bytes that end anywhere, and any bytes, give a hello or none', () => {
  const body = serverHello(RANDOM, [[43, '0304']]);
  for (let to = 0; to < 2 + 32 + 1 + 32 + 3; to++) expect(parseServerHello(body, 0, to)).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      parseServerHello(bytes, 0, bytes.length);
      clientRandom(bytes, 0, bytes.length);
    }),
  );
});

test('records by their header', () => {
  const record = Buffer.from('1603010005', 'hex');
  expect(recordStatus(record, 0, 5)).toBe(RecordStatus.Ok);
  expect(recordLength(record, 0)).toBe(10);
  for (const to of [1, 2, 3, 4]) expect(recordStatus(record, 0, to)).toBe(RecordStatus.NeedsMore);
  for (const wrong of ['1503050005', '1803010005', '1604010005', '1603010000', '160301ffff']) {
    expect(recordStatus(Buffer.from(wrong, 'hex'), 0, 5)).toBe(RecordStatus.No);
  }
});

test('cipher suites by how they protect records', () => {
  expect(cipherSuite(0xc030)).toMatchObject({ mode: 'gcm', keyBytes: 32, hash: 'sha384' });
  expect(cipherSuite(0xc013)).toMatchObject({ mode: 'cbc', keyBytes: 16, mac: 'sha1', hash: 'sha256' });
  expect(cipherSuite(0x0005)).toBeUndefined();
});
