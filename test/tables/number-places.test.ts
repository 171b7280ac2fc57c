import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberPlaces } from '../../src/tables/number-places.ts';

test('finds what a map finds, whatever was deleted', () => {
  // ShortList enough that they meet again, and many that begin in the same slots.
  const key = fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.nat(50).map((high) => high * 2 ** 45 + 7),
    fc.maxSafeInteger(),
  );
  const step = fc.record({ key, goes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 1500, size: 'max' }), (steps) => {
      const places = new NumberPlaces();
      const expected = new Map<number, number>();
      for (const [at, { key: one, goes }] of steps.entries()) {
        if (goes) {
          places.delete(one);
          expected.delete(one);
        } else {
          places.set(one, at);
          expected.set(one, at);
        }
        expect([places.has(one), places.get(one)]).toEqual([expected.has(one), expected.get(one)]);
      }
      expect(places.size).toBe(expected.size);
      for (const { key: one } of steps) expect(places.get(one)).toBe(expected.get(one));
    }),
    { numRuns: 30 },
  );
});
