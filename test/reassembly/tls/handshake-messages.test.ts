import { expect, test } from 'vitest';
import { HandshakeMessages } from '../../../src/reassembly/tls/handshake-messages.ts';

function hello(length: number): Uint8Array {
  const bytes = Uint8Array.from({ length: 4 + length }, (_, at) => at & 0xff);
  bytes.set([1, 0, length >> 8, length & 0xff]);
  return bytes;
}

test('a hello is the same however its records split it; one that is too long comes without its body', () => {
  for (const length of [0, 1, 300, 2000, 16_384, 20_000]) {
    const whole = hello(length);
    const body = length > 16_384 ? [] : [...whole.subarray(4)];
    for (const piece of [1, 7, 700, 30_000]) {
      const found: (readonly [number, readonly number[]])[] = [];
      const messages = new HandshakeMessages((type, bytes) => found.push([type, [...bytes]]));
      for (let at = 0; at < whole.length; at += piece)
        messages.push(whole, at, Math.min(whole.length, at + piece));
      expect(found).toEqual([[1, body]]);
    }
  }
});

test('a hello of which only the length has come takes little memory', () => {
  const bytes = hello(16_384);
  const before = process.memoryUsage().arrayBuffers;
  const begun = Array.from({ length: 2000 }, () => new HandshakeMessages(() => undefined));
  for (const messages of begun) messages.push(bytes, 0, 10);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(begun.length * 2000);
});
