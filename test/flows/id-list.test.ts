import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdList } from '../../src/flows/id-list.ts';
import { IdPool } from '../../src/flows/id-pool.ts';

/** What is done to one of several lists. */
const step = fc.record({
  list: fc.nat(3),
  what: fc.constantFrom('push', 'set', 'keep', 'append', 'sort', 'close'),
  id: fc.nat(1000),
});

test('lists in one pool are as arrays would be, whatever is done to them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const pool = new IdPool();
      const lists = Array.from({ length: 4 }, () => new IdList(pool));
      const expected: number[][] = lists.map(() => []);
      for (const { list, what, id } of steps) {
        const [own, ids] = [lists[list], expected[list]];
        if (own === undefined || ids === undefined) continue;
        switch (what) {
          case 'push':
            own.push(id);
            ids.push(id);
            break;
          case 'set':
            own.setAt(id % 40, id);
            while (ids.length <= id % 40) ids.push(0);
            ids[id % 40] = id;
            break;
          case 'keep':
            own.keepWhere((at) => own.at(at) % 3 !== id % 3);
            expected[list] = ids.filter((one) => one % 3 !== id % 3);
            break;
          case 'append': {
            const other = (list + 1) % 4;
            own.append(lists[other] ?? IdList.NONE);
            ids.push(...(expected[other] ?? []));
            break;
          }
          case 'sort':
            own.sortBy((one) => one % 10);
            ids.sort((a, b) => (a % 10) - (b % 10));
            break;
          case 'close':
            own.close();
            lists[list] = new IdList(pool);
            expected[list] = [];
        }
        if (ids.length > 5000) return;
      }
      expect(lists.map((one) => [...one])).toEqual(expected);
    }),
  );
});

test('the memory of a closed list is used again, and nothing is added to the list', () => {
  const pool = new IdPool();
  const first = pool.take(0);
  pool.giveBack(first, 0);
  const closed = new IdList(pool);
  for (let id = 0; id < 100; id++) closed.push(id);
  closed.close();
  closed.push(1);
  closed.setAt(5, 1);
  expect([closed.isClosed, [...closed]]).toEqual([true, []]);
  const end = pool.take(10);
  pool.giveBack(end, 10);
  for (let round = 0; round < 50; round++) {
    const list = closed.another();
    for (let id = 0; id < 100; id++) list.push(id);
    list.close();
  }
  // Nothing was taken beyond it.
  expect(pool.take(11)).toBe(end + 1024);
});
