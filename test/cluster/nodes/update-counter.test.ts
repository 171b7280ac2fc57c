import { expect, test } from 'vitest';
import { UpdateCounters } from '../../../src/cluster/nodes/update-counter.ts';

/** Which updates are news, as [number, timestamp]. */
function news(...updates: readonly (readonly [number, number])[]): readonly boolean[] {
  const counters = new UpdateCounters();
  return updates.map(([number, timestamp]) => counters.accept(1, 'links', number, timestamp) !== undefined);
}

test('of a node whose clock was set back, updates still count', () => {
  expect(news([5, 1000], [6, 900], [7, 901])).toEqual([true, true, true]);
});

test('by how much the clock was set back', () => {
  const counters = new UpdateCounters();
  const setBack = [
    [5, 1000],
    [6, 900],
    [7, 901],
    [7, 901],
  ].map(([number = 0, timestamp = 0]) => counters.accept(1, 'links', number, timestamp));
  expect(setBack).toEqual([0, 100, 0, undefined]);
});

test('copies and updates that were overtaken are no news', () => {
  expect(news([5, 1000], [5, 1000], [4, 1000], [4, 999])).toEqual([true, false, false, false]);
});

test('a node that restarts begins with 0, whatever its clock says; its first update may not have been captured', () => {
  expect(news([57, 1000], [0, 1001], [1, 1001])).toEqual([true, true, true]);
  expect(news([57, 1000], [0, 900], [1, 901])).toEqual([true, true, true]);
  expect(news([57, 1000], [2, 1010], [3, 1010])).toEqual([true, true, true]);
});

test('a copy of the first update that comes behind later ones is no restart', () => {
  expect(news([0, 1000], [1, 1000], [0, 1000], [2, 1030], [0, 1000])).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  expect(news([1, 1000], [0, 1000], [0, 999])).toEqual([true, false, false]);
});

test('the same of the same node in another kind counts for itself', () => {
  const counters = new UpdateCounters();
  expect(['links', 'topology'].map((kind) => counters.accept(1, kind, 3, 1000))).toEqual([0, 0]);
});
