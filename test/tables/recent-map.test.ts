import { expect, test } from 'vitest';
import { RecentMap } from '../../src/tables/recent-map.ts';

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

test('never grows beyond its limit, and counts what it gives up', () => {
  const map = new RecentMap<number>(1000 * SECOND, 50);
  for (let at = 0; at < 1000; at++) map.set(String(at), at, at);
  expect(map.size).toBeLessThanOrEqual(50);
  expect(map.forgotten).toBe(1000 - map.size);
  expect(map.get('999', 999)).toBe(999);
  expect(map.get('0', 999)).toBeUndefined();
});
