import { expect, test } from 'vitest';
import { TimeBase } from '../../../src/capture/time-base.ts';
import { clockTime, dateAndTime, rfc3339 } from '../../../src/view/text/times.ts';

function written(seconds: number, nanoseconds = 0): readonly string[] {
  const base = new TimeBase();
  const time = base.sessionTime(seconds, nanoseconds);
  return [rfc3339(base, time), dateAndTime(base, time, true), clockTime(base, time, true)];
}

test('an instant is written as JSON has it, with its date, and as a time of day', () => {
  expect(written(1_767_323_045, 1_000_500)).toEqual([
    '2026-01-02T03:04:05.001000500Z',
    '2026-01-02 03:04:05.001000',
    '03:04:05.001000',
  ]);
  expect(written(253_402_300_799)[0]).toBe('9999-12-31T23:59:59.000000000Z');
});

test('time stamps beyond any calendar are written as seconds since 1970', () => {
  expect(written(8e17)).toEqual([
    '800000000000000000.000000000Z',
    '800000000000000000.000000',
    '800000000000000000.000000',
  ]);
  // Year 10000: five digits are no date of RFC 3339 (its section 5.6).
  expect(written(253_402_300_800)[0]).toBe('253402300800.000000000Z');
  expect(written(-62_167_219_201)[0]).toBe('-62167219201.000000000Z');
});
