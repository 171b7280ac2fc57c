import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Counters } from '../../src/reassembly/counters.ts';
import { type ArbitraryFrame, anyFrames, damagedFrames, frames } from '../support/arbitrary-packets.ts';
import { REQUEST, text } from '../support/build-packets.ts';
import { Watching } from '../support/watching.ts';

function watch(input: readonly ArbitraryFrame[], around?: number): Watching {
  const watching = new Watching({ fragmentedDatagrams: 4, fragmentBytes: 2000, fragmentPieces: 8 }, around);
  for (const { packet, linkType, missing } of input) watching.frame(packet, { linkType, missing });
  return watching.finish();
}

/** Every frame ends in one of these, but fragments, which may end in several or in none. */
function ends(counters: Counters): number {
  const { notIp, shortPackets, malformedPackets, unsupportedPackets, otherTransport, tunnelsTooDeep } =
    counters;
  const { udpSip, udpOther, keepAlives, notSipOnSipPort, hep, tcpSegments, tcpOther } = counters;
  const unsupported = [...counters.unsupportedLink.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...[notIp, shortPackets, malformedPackets, unsupportedPackets, otherTransport, tunnelsTooDeep],
    ...[udpSip, udpOther, keepAlives, notSipOnSipPort, hep, tcpSegments, tcpOther, unsupported],
  ].reduce((sum, count) => sum + count, 0);
}

describe('an observer', () => {
  test.each([
    ['well-formed frames', frames, 150],
    ['damaged frames', damagedFrames, 300],
    ['any bytes', anyFrames, 200],
  ])('takes %s, and what lies around them changes nothing', (_name, arbitrary, numRuns) => {
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 12 }), (input) => {
        const one = watch(input, 0xff);
        const other = watch(input, 0);
        expect(one.messages).toEqual(other.messages);
        expect(one.segments).toEqual(other.segments);
        expect(one.counters).toEqual(other.counters);
        expect(one.counters.frames).toBe(input.length);
        if (one.counters.fragments === 0) {
          // A HEP packet may be short as well.
          expect(ends(one.counters)).toBeGreaterThanOrEqual(input.length);
          expect(ends(one.counters)).toBeLessThanOrEqual(input.length + one.counters.hep);
        }
      }),
      { numRuns },
    );
  });

  test('of a well-formed frame without fragments gets its message, if the tunnels are not too deep', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const { messages, segments, counters } = watch([frame]);
        if (counters.fragments + counters.otherTransport + counters.tunnelsTooDeep > 0) return;
        const whole = [...messages, ...segments];
        expect(whole.map(({ bytes }) => bytes)).toEqual([REQUEST]);
      }),
      { numRuns: 200 },
    );
  });

  test('any HEP-like payload', () => {
    const payload = fc.uint8Array({ maxLength: 60 }).map((bytes) => [...text('HEP3'), 0, 60, ...bytes]);
    fc.assert(
      fc.property(payload, (bytes) => {
        const header = [0x15, 0xb3, 0x23, 0x64, 0, 8 + bytes.length, 0, 0];
        const length = 20 + header.length + bytes.length;
        const ip = [0x45, 0, 0, length, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        const packet = Uint8Array.from([...ip, ...header, ...bytes]);
        const { counters } = watch([{ linkType: 101, packet, missing: 0 }]);
        expect(counters.hep).toBe(1);
      }),
      { numRuns: 300 },
    );
  });
});
