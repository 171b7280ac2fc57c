import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentMap, RecentNumberMap } from '../../src/tables/recent-map.ts';

const SECOND = 1e9;

test('finds what is young enough, whether or not it was removed yet', () => {
  const map = new RecentMap<string>(30 * SECOND, 100);
  map.set('a', 'first', 0);
  map.set('b', 'second', 20 * SECOND);
  expect(map.get('a', 30 * SECOND)).toBe('first');
  expect(map.get('a', 30 * SECOND + 1)).toBeUndefined();
  map.set('a', 'again', 40 * SECOND);
  expect(map.get('a', 70 * SECOND)).toBe('again');
  expect(map.get('b', 45 * SECOND)).toBe('second');
  map.set('c', 'third', 75 * SECOND);
  expect(map.size).toBe(1);
  expect(map.forgotten).toBe(0);
});

test('has what it finds', () => {
  const map = new RecentMap<string>(30 * SECOND, 100);
  map.set('a', 'first', 0);
  expect([map.has('a', 30 * SECOND), map.has('a', 30 * SECOND + 1), map.has('b', 0)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('never grows beyond its limit, and counts what it gives up', () => {
  const map = new RecentMap<number>(1000 * SECOND, 50);
  for (let at = 0; at < 1000; at++) map.set(String(at), at, at);
  expect(map.size).toBeLessThanOrEqual(50);
  expect(map.forgotten).toBe(1000 - map.size);
  expect(map.get('999', 999)).toBe(999);
  expect(map.get('0', 999)).toBeUndefined();
});

test('finds the same as a map from which nothing is removed, and keeps no more than twice its time', () => {
  const step = fc.record({ key: fc.integer({ min: 0, max: 200 }), later: fc.integer({ min: 0, max: 3 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
      const kept = 20;
      const map = new RecentNumberMap<number>(kept, 1000);
      const all = new Map<number, { value: number; time: number }>();
      let now = 0;
      for (const [value, { key, later }] of steps.entries()) {
        now += later;
        map.set(key, value, now);
        all.set(key, { value, time: now });
        for (const [one, known] of all) {
          expect(map.get(one, now)).toBe(now - known.time > kept ? undefined : known.value);
        }
        const lately = [...all.values()].filter(({ time }) => now - time <= 2 * kept);
        expect(map.size).toBeLessThanOrEqual(lately.length);
      }
      expect(map.forgotten).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('an entry that is set again and again stays when others make room', () => {
  const map = new RecentNumberMap<string>(1000, 100);
  for (let at = 0; at < 1000; at++) {
    map.set(-1, 'busy', at);
    map.set(at, 'once', at);
  }
  expect(map.get(-1, 1000)).toBe('busy');
  expect(map.size).toBe(100);
});
