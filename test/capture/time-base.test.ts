import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimeBase } from '../../src/capture/time-base.ts';

describe('TimeBase', () => {
  test('is fixed by the first frame, to a little before it', () => {
    const base = new TimeBase();
    const first = base.sessionTime(1_700_000_000, 123_456_789);
    expect(base.epochNanoseconds(first)).toBe(1_700_000_000_123_456_789n);
    expect(base.sessionTime(1_700_000_001, 0) - first).toBe(1e9 - 123_456_789);
    const { seconds } = base;
    base.fix(5);
    expect(base.seconds).toBe(seconds);
  });

  test('counts from before the first frame, so that no usual time is a small number', () => {
    const base = new TimeBase();
    // What is below 2^31 V8 would keep in another way than what follows.
    expect(base.sessionTime(1_700_000_000, 0)).toBeGreaterThanOrEqual(2 ** 31);
    expect(base.sessionTime(base.seconds, 0)).toBe(0);
    expect(base.sessionTime(base.seconds - 1, 999_999_999)).toBe(-1);
  });

  test('is exact for 104 days on either side', () => {
    const days = 104 * 86_400;
    const offset = fc.integer({ min: -days, max: days });
    const fraction = fc.integer({ min: 0, max: 999_999_999 });
    const start = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(start, offset, fraction, (first, after, nanoseconds) => {
        const base = new TimeBase();
        base.fix(first);
        const time = base.sessionTime(first + after, nanoseconds);
        const epoch = BigInt(first + after) * 1_000_000_000n + BigInt(nanoseconds);
        expect(base.epochNanoseconds(time)).toBe(epoch);
        expect(base.sessionTimeOf(epoch)).toBe(time);
        expect(base.secondsOf(time)).toBe(first + after);
        expect(base.nanosecondsOf(time)).toBe(nanoseconds);
        expect(Object.is(base.nanosecondsOf(time), -0)).toBe(false);
      }),
    );
  });

  test('stays within a microsecond for any 32-bit second', () => {
    const second = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(second, second, fc.integer({ min: 0, max: 999_999_999 }), (first, other, nanoseconds) => {
        const base = new TimeBase();
        base.fix(first);
        const time = base.sessionTime(other, nanoseconds);
        const epoch = BigInt(other) * 1_000_000_000n + BigInt(nanoseconds);
        const error = base.epochNanoseconds(time) - epoch;
        expect(error > -1000n && error < 1000n).toBe(true);
        const rest = base.nanosecondsOf(time);
        expect(rest >= 0 && rest < 1e9 && Number.isInteger(base.secondsOf(time))).toBe(true);
      }),
    );
  });

  test('takes what a damaged capture may hold', () => {
    const base = new TimeBase();
    base.fix(1_700_000_000);
    const time = base.sessionTime(2 ** 64, 999_999_999);
    expect(Number.isFinite(time)).toBe(true);
    expect(typeof base.epochNanoseconds(time)).toBe('bigint');
    expect(base.nanosecondsOf(time)).toBeLessThan(1e9);
  });
});
