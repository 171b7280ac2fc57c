import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberChanges } from '../../src/engine/number-changes.ts';
import { compileFilter } from '../../src/filter/compile.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import { TimeOrder } from '../../src/store/time-order.ts';

test('what a filter for numbers finds is the same as long as no change is counted', () => {
  const times = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 300, maxLength: 700 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 500 }), fc.boolean(), (jitter, highest, isFar) => {
      const timeOf = (id: number): number => id * 10 - (jitter[id] ?? 0) * (isFar ? 10 : 1);
      const order = new TimeOrder(timeOf);
      const changes = new NumberChanges(order, highest);
      const found = (): readonly number[] =>
        Array.from({ length: Math.min(highest, order.length) }, (_, at) => order.at(at));
      let [count, before] = [changes.count, found()];
      for (let id = 0; id < jitter.length; id++) {
        order.add(id);
        const now = changes.count;
        // Ids that come at the end are judged as they come.
        if (now === count) expect(found().slice(0, before.length)).toEqual(before);
        [count, before] = [now, found()];
      }
    }),
    { numRuns: 50 },
  );
});

test('messages that come late near the end change nothing for a low number', () => {
  const order = new TimeOrder((id) => (id % 10 === 9 ? id - 5 : id));
  const changes = new NumberChanges(order, 100);
  for (let id = 0; id < 1000; id++) order.add(id);
  const { count } = changes;
  for (let id = 1000; id < 3000; id++) {
    order.add(id);
    expect(changes.count).toBe(count);
  }
  expect(order.reordered).toBeGreaterThan(200);
});

test.each([
  ['no:286', 286],
  ['no:280-290 or no:>1000', 1001],
  ['-no:<5 aor:1000', 4],
  ['aor:1000', 0],
])('%s: what matters are the numbers up to %i', (text, highest) => {
  const facts = { revision: 0 } as unknown as Parameters<typeof compileFilter>[1];
  expect(compileFilter(parseFilter(text).filter, facts).highestNumber).toBe(highest);
});
