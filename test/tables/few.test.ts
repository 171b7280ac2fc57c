import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOf, type Few, has, isMany, listOf, withOne, withoutOne } from '../../src/tables/few.ts';

test('a few are as a list of them would be', () => {
  const step = fc.record({ item: fc.nat(4).map(String), goes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let few: Few<string>;
      let expected: readonly string[] = [];
      for (const { item, goes } of steps) {
        if (goes) {
          few = withoutOne(few, item);
          expected = expected.filter((one) => one !== item);
        } else {
          few = withOne(few, item);
          expected = [...expected, item];
        }
        expect([listOf(few), countOf(few), has(few, item)]).toEqual([
          expected,
          expected.length,
          expected.includes(item),
        ]);
        expect(isMany(few)).toBe(expected.length > 1);
      }
    }),
  );
});
