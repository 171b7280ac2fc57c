import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PayloadHash } from '../../src/tables/payload-hash.ts';

const hash = new PayloadHash();
const hashOf = (bytes: Uint8Array) => hash.of(bytes, 0, bytes.length);

describe('PayloadHash', () => {
  it('depends on the bytes alone, not on where they lie', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(9), (bytes, offset) => {
        const elsewhere = new Uint8Array(offset + bytes.length + 3).fill(7);
        elsewhere.set(bytes, offset);
        expect(hash.of(elsewhere, offset, offset + bytes.length)).toBe(hashOf(bytes));
        const view = elsewhere.subarray(offset, offset + bytes.length);
        expect(hashOf(view)).toBe(hashOf(bytes));
      }),
    );
  });

  it('depends on every byte, and on the length', () => {
    const message = Buffer.from(
      'OPTIONS sip:192.0.2.1 SIP/2.0\r\nCSeq: 102 OPTIONS\r\nContent-Length: 0\r\n\r\n',
    );
    const seen = new Set([hashOf(message)]);
    for (let at = 0; at < message.length; at++) {
      for (const change of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const changed = Buffer.from(message);
        changed.writeUInt8((message[at] ?? 0) ^ change, at);
        seen.add(hashOf(changed));
      }
      seen.add(hash.of(message, 0, at));
    }
    expect(seen.size).toBe(1 + message.length * 9);
  });

  it('spreads messages that differ in a counter', () => {
    const seen = new Set<number>();
    for (let n = 0; n < 50_000; n++)
      seen.add(hashOf(Buffer.from(`Call-ID: ${n}@192.0.2.1\r\nCSeq: ${n * 7} INVITE\r\n`)));
    expect(seen.size).toBeGreaterThan(49_995);
  });

  it('tells hundreds of thousands of messages of one length apart', () => {
    const message = Buffer.from(
      'OPTIONS sip:192.0.2.1 SIP/2.0\r\nCSeq: 00000000 OPTIONS\r\nMax-Forwards: 70\r\n',
    );
    const place = message.indexOf('00000000');
    const halves = new Set<number>();
    const whole = new Set<bigint>();
    for (let n = 0; n < 300_000; n++) {
      message.write(String(n).padStart(8, '0'), place);
      const first = hashOf(message);
      halves.add(first);
      whole.add((BigInt(first >>> 0) << 32n) | BigInt(hash.second >>> 0));
    }
    // By chance, some ten of them share 32 bits.
    expect(halves.size).toBeLessThan(300_000);
    expect(whole.size).toBe(300_000);
  });
});
