import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PairMap } from '../../src/tables/pair-map.ts';

const number = fc.constantFrom(-1, 0, 1, 2, 12, 2 ** 31 - 1);
const entries = fc.array(fc.record({ first: number, second: number, value: fc.nat(9) }), { maxLength: 40 });

it('has what was set last for each pair, whatever their order', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const pairs = new PairMap<number>();
      const texts = new Map<string, number>();
      for (const { first, second, value } of all) {
        pairs.set(first, second, value);
        texts.set(`${first} ${second}`, value);
        expect(pairs.size).toBe(texts.size);
      }
      for (const { first, second } of all) {
        expect(pairs.get(first, second)).toBe(texts.get(`${first} ${second}`));
        expect(pairs.get(second, first)).toBe(texts.get(`${second} ${first}`));
        expect(pairs.has(second, first)).toBe(texts.has(`${second} ${first}`));
      }
    }),
  );
});
