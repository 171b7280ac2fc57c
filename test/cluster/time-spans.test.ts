import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin, overlaps, type TimeSpan } from '../../src/cluster/time-spans.ts';

const span = fc.tuple(fc.nat(40), fc.nat(6)).map(([from, length]): TimeSpan => ({ from, to: from + length }));
const spans = fc.array(span, { maxLength: 12 });

test('overlaps are the times that are in both lists', () => {
  fc.assert(
    fc.property(spans, spans, (some, others) => {
      const both = overlaps(some, others);
      for (let time = 0; time <= 50; time += 0.5) {
        const expected = isWithin(some, time, time) && isWithin(others, time, time);
        expect(isWithin(both, time, time)).toBe(expected);
      }
    }),
  );
});

test('many observers who miss the same again and again have no more in common than each has', () => {
  const missed = Array.from({ length: 6 }, (_, at): TimeSpan => ({ from: at, to: 100 }));
  let left: readonly TimeSpan[] = missed;
  for (let observer = 0; observer < 6; observer++) left = overlaps(left, missed);
  expect(left).toEqual([{ from: 0, to: 100 }]);
});
