import { afterEach, expect, test, vi } from 'vitest';
import { HepFramer } from '../../../src/capture/remote/hep-framer.ts';

afterEach(() => vi.restoreAllMocks());

function hepPacket(length: number, fill: number): Buffer {
  const packet = Buffer.alloc(length, fill);
  packet.write('HEP3', 'latin1');
  packet.writeUInt16BE(length, 4);
  return packet;
}

test('packets are found however the stream is cut, with anything between them', () => {
  const packets = [hepPacket(6, 0), hepPacket(3000, 1), hepPacket(500, 2), hepPacket(7, 3)];
  const [a, b, c, d] = packets.map((one) => [one]) as [Buffer[], Buffer[], Buffer[], Buffer[]];
  const stream = Buffer.concat([...a, Buffer.from('HEPnone'), ...b, ...c, Buffer.from('HEP'), ...d]);
  for (const size of [1, 2, 5, 7, 499, 4096, stream.length]) {
    const framer = new HepFramer();
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) {
      found.push(...framer.push(stream.subarray(at, at + size)));
    }
    // They are looked at when all has come: none may lie in memory that is used again.
    expect(found.map((one) => Buffer.from(one))).toEqual(packets);
    expect(framer.skipped).toBe(10);
  }
});

test('a packet that trickles in is not copied with each piece', () => {
  let copied = 0;
  const { concat } = Buffer;
  const { copy } = Buffer.prototype;
  vi.spyOn(Buffer, 'concat').mockImplementation((pieces, length) => {
    const whole = concat(pieces, length);
    copied += whole.length;
    return whole;
  });
  vi.spyOn(Buffer.prototype, 'copy').mockImplementation(function (this: Buffer, ...args) {
    const count = copy.apply(this, args);
    copied += count;
    return count;
  });
  const packet = hepPacket(65_535, 1);
  const framer = new HepFramer();
  let found = 0;
  for (let at = 0; at < packet.length; at++) found += framer.push(packet.subarray(at, at + 1)).length;
  expect(found).toBe(1);
  expect(copied).toBeLessThan(5 * packet.length);
});
