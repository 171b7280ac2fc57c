import { describe, expect, test } from 'vitest';
import { PacketLayers } from '../../../decoders/packet-layers.ts';
import type { EndpointId } from '../../../src/ids.ts';
import { Payload } from '../../../src/reassembly/payload.ts';
import type { ClockDoubt } from '../../../src/reassembly/tcp/clock-doubts.ts';
import { type ClockedStream, SenderClocks } from '../../../src/reassembly/tcp/sender-clocks.ts';

const SECOND = 1e9;
const MILLISECOND = 1e6;

/** Segments of several senders, as one capture's clock shows them; every quarter of a second, one after the other. */
interface Scene {
  readonly senders: number;
  readonly seconds: number;
  /** Nanoseconds of a tick, by sender. */
  readonly tick?: (sender: number) => number;
  /** What the capture's clock shows at a time. */
  readonly capture?: (time: number) => number;
  /** What a sender's own clock has reached at a time. */
  readonly own?: (sender: number, time: number) => number;
}

function doubtsOf({ senders, seconds, tick, capture, own }: Scene): readonly ClockDoubt[] {
  const clocks = new SenderClocks();
  const streams = Array.from(
    { length: senders },
    (_, sender): ClockedStream => ({
      sender: sender as EndpointId,
      clockReadAt: Number.NEGATIVE_INFINITY,
      clock: undefined,
    }),
  );
  const payload = new Payload();
  let frame = 0;
  for (let time = 0; time < seconds * SECOND; time += SECOND / 4) {
    for (const [sender, stream] of streams.entries()) {
      const at = time + sender * MILLISECOND;
      const ticks = Math.floor((own?.(sender, at) ?? at) / (tick?.(sender) ?? MILLISECOND));
      payload.time = capture?.(at) ?? at;
      payload.frame = ++frame;
      clocks.read(stream, withTimestamp((2 ** 32 - 500 + ticks) >>> 0), payload);
    }
  }
  return clocks.doubts.list;
}

function withTimestamp(value: number): PacketLayers {
  const layers = new PacketLayers();
  const bytes = new DataView(new ArrayBuffer(10));
  bytes.setUint16(0, 0x080a);
  bytes.setUint32(2, value);
  layers.bytes = new Uint8Array(bytes.buffer);
  layers.tcpOptionsFrom = 0;
  layers.payloadFrom = 10;
  return layers;
}

describe('the clock of a capture, by those of its senders', () => {
  test.each([2 * SECOND, -2 * SECOND, 0.2 * SECOND])('was set by %i ns: all of them say when', (by) => {
    const doubts = doubtsOf({
      senders: 3,
      seconds: 10,
      capture: (at) => at + (at >= 5 * SECOND ? by : 0),
    });
    expect(doubts).toHaveLength(1);
    const [doubt] = doubts;
    expect(Math.abs((doubt?.by ?? 0) - by)).toBeLessThan(2 * MILLISECOND);
    // Twenty rounds of three frames each.
    expect(doubt).toMatchObject({ from: 60, to: 61, senders: [0, 1, 2] });
    expect(doubt?.denials.filter(({ from, to }) => from < 61 && to >= 61)).toEqual([]);
  });

  test('was set before the ticks of the senders were known', () => {
    const capture = (at: number) => at + (at >= 0.2 * SECOND ? 3 * SECOND : 0);
    const [doubt] = doubtsOf({ senders: 3, seconds: 3, capture });
    expect(doubt).toMatchObject({ from: 3, to: 4, senders: [0, 1, 2] });
  });

  test.each([4, 10, 10 / 3, 0.001])('ticks of %f ms are recognised', (milliseconds) => {
    const tick = (sender: number) => (sender === 0 ? milliseconds : 1) * MILLISECOND;
    expect(doubtsOf({ senders: 3, seconds: 20, tick })).toEqual([]);
    const capture = (at: number) => at + (at >= 10 * SECOND ? 3 * SECOND : 0);
    const [doubt] = doubtsOf({ senders: 3, seconds: 20, tick, capture });
    expect(doubt?.senders).toContain(0);
  });

  test('was not set where one host stood still: the others disagree', () => {
    const own = (sender: number, at: number) => at - (sender === 1 && at > 5 * SECOND ? SECOND : 0);
    const doubts = doubtsOf({ senders: 4, seconds: 10, own });
    expect(doubts.map(({ senders }) => senders)).toEqual([[1]]);
    // It spoke in frames 78 and 82.
    for (const frame of [79, 80, 81, 82]) {
      const against = doubts[0]?.denials.filter(({ from, to }) => from < frame && to >= frame);
      expect(against?.length).toBeGreaterThan(1);
    }
  });

  test('was not set where packets waited and came in a burst: whose streams went on afterwards say so', () => {
    const capture = (at: number) => (at >= 5 * SECOND && at < 6 * SECOND ? 6 * SECOND + at / 1e6 : at);
    const doubts = doubtsOf({ senders: 4, seconds: 10, capture });
    expect(doubts.length).toBeGreaterThan(0);
    for (const { to, denials } of doubts) {
      const against = denials.filter((one) => one.from < to && one.to >= to);
      expect(new Set(against.map(({ sender }) => sender)).size).toBe(4);
    }
  });

  test('was not set where it drifts, even if hosts are silent for long', () => {
    const capture = (at: number) => at * (1 + 400e-6);
    expect(doubtsOf({ senders: 2, seconds: 20, capture })).toEqual([]);
  });

  test('any number of jumps of one sender is kept within limits', () => {
    const own = (_: number, at: number) => at + Math.floor(at / (SECOND / 2)) ** 2 * SECOND;
    expect(doubtsOf({ senders: 1, seconds: 200, own }).length).toBeLessThanOrEqual(64);
  });
});
