import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countOf,
  has,
  isMany,
  itemsOf,
  type ShortList,
  withItem,
  withoutItem,
} from '../../src/tables/short-list.ts';

test('holds the same items as an array would', () => {
  const step = fc.record({ item: fc.nat(4).map(String), goes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let list: ShortList<string>;
      let expected: readonly string[] = [];
      for (const { item, goes } of steps) {
        if (goes) {
          list = withoutItem(list, item);
          expected = expected.filter((one) => one !== item);
        } else {
          list = withItem(list, item);
          expected = [...expected, item];
        }
        expect([itemsOf(list), countOf(list), has(list, item)]).toEqual([
          expected,
          expected.length,
          expected.includes(item),
        ]);
        expect(isMany(list)).toBe(expected.length > 1);
      }
    }),
  );
});
