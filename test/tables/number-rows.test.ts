import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberRows } from '../../src/tables/number-rows.ts';

test('rows keep their numbers while others come and go, and take the place of those that went', () => {
  const numbers = fc.tuple(fc.double(), fc.double(), fc.double());
  const step = fc.oneof(
    numbers.map((row) => ({ row })),
    fc.nat().map((gone) => ({ gone })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const rows = new NumberRows(3);
      const known = new Map<number, readonly number[]>();
      let most = 0;
      for (const one of steps) {
        if ('row' in one) {
          const row = rows.add();
          expect(known.has(row)).toBe(false);
          one.row.forEach((value, column) => {
            rows.set(row, column, value);
          });
          known.set(row, one.row);
          most = Math.max(most, known.size);
          expect(row).toBeLessThan(most);
        } else if (known.size > 0) {
          const gone = [...known.keys()][one.gone % known.size] ?? 0;
          rows.remove(gone);
          known.delete(gone);
        }
      }
      for (const [row, values] of known)
        expect(values.map((_, column) => rows.get(row, column))).toEqual(values);
    }),
  );
});
