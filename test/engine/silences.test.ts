import { expect, test } from 'vitest';
import { Silences } from '../../src/engine/silences.ts';
import type { SourceId } from '../../src/ids.ts';

const OBSERVER = 3 as SourceId;

/** Silences of so many seconds, one after the other. */
function unusualOf(...lengths: readonly number[]): readonly number[] {
  const silences = new Silences();
  let now = 0;
  for (const length of lengths) {
    silences.note(OBSERVER, now, now + length * 1e9);
    now += length * 1e9;
  }
  return silences.unusual(OBSERVER).map(({ from, to }) => Math.round((to - from) / 1e9));
}

test('nothing at all for longer than nodes are silent', () => {
  expect(unusualOf(4, 3, 4, 9)).toEqual([]);
  expect(unusualOf(4, 3, 4, 11, 4)).toEqual([11]);
  expect(unusualOf(11)).toEqual([11]);
  expect(unusualOf(3, 60, 4, 60, 4, 2, 4)).toEqual([60, 60]);
});

test('where nodes ping each other every thirty seconds, as long a silence says nothing', () => {
  expect(unusualOf(30, 29, 30, 12, 30)).toEqual([]);
  expect(unusualOf(30, 29, 30, 100, 30)).toEqual([100]);
});

test('the longest ones are remembered', () => {
  const many = Array.from({ length: 200 }, (_, at) => 1 + (at % 4));
  expect(unusualOf(...many, 20, ...many)).toEqual([20]);
});

test('an observer that has seen nothing has missed nothing', () => {
  expect(new Silences().unusual(OBSERVER)).toEqual([]);
});
