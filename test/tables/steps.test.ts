import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOneGo, sortInSteps } from '../../src/tables/steps.ts';

test('Sorts as an array does, equals in their order, and in more than one step', () => {
  const items = fc.array(fc.record({ key: fc.nat(50), name: fc.nat() }), { maxLength: 2000, size: 'max' });
  fc.assert(
    fc.property(items, (all) => {
      const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
      expect(inOneGo(sortInSteps(all, compare))).toEqual(all.toSorted(compare));
    }),
    { numRuns: 20 },
  );
  const steps = sortInSteps(
    Array.from({ length: 10_000 }, (_, at) => -at),
    (a, b) => a - b,
  );
  let count = 0;
  while (steps.next().done !== true) count++;
  expect(count).toBeGreaterThan(100);
});
