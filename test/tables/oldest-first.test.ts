import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OldestFirst } from '../../src/tables/oldest-first.ts';

test('gives the oldest, however entries come and go in between', () => {
  const steps = fc.array(fc.constantFrom('add', 'give up', 'remove the newest'), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (all) => {
      const entries = new Set<number>();
      const oldest = new OldestFirst(() => entries.values());
      let added = 0;
      for (const step of all) {
        if (step === 'add') entries.add(added++);
        else if (step === 'give up') {
          const [first] = entries;
          expect(oldest.next()).toBe(first);
          if (first !== undefined) entries.delete(first);
        } else {
          const newest = [...entries].pop();
          if (newest !== undefined) entries.delete(newest);
        }
      }
    }),
  );
});

test('goes on where it was, and begins anew only at the end', () => {
  const entries = new Set<number>();
  let begun = 0;
  const oldest = new OldestFirst(() => {
    begun++;
    return entries.values();
  });
  for (let at = 0; at < 100; at++) entries.add(at);
  for (let at = 100; at < 10_000; at++) {
    entries.add(at);
    entries.delete(oldest.next() ?? -1);
  }
  expect(begun).toBe(1);
  expect(entries.size).toBe(100);
});

test('entries that were passed and stay come again after the newest', () => {
  const oldest = new OldestFirst(() => ['a', 'b'].values());
  expect([oldest.next(), oldest.next(), oldest.next()]).toEqual(['a', 'b', 'a']);
  expect(new OldestFirst(() => [].values()).next()).toBeUndefined();
});
