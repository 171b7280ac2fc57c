import { expect, test } from 'vitest';
import { ObserverSilences } from '../../../src/engine/reading/observer-silences.ts';
import type { SourceId } from '../../../src/ids.ts';

const OBSERVER = 3 as SourceId;

/** ObserverSilences of so many seconds, one after the other. */
function unusualOf(...lengths: readonly number[]): readonly number[] {
  const silences = new ObserverSilences();
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

test('a shorter one, in which a stream shows that something was sent', () => {
  const silences = new ObserverSilences();
  for (const [from, to] of [
    [0, 2],
    [2, 4],
    [4, 11],
  ] as const)
    silences.note(OBSERVER, from * 1e9, to * 1e9);
  const gap = { source: OBSERVER, since: 3e9, time: 12e9, kind: 'counted' as const };
  const found = [{ from: 4e9, to: 11e9 }];
  expect(silences.unusual(OBSERVER)).toEqual([]);
  expect(silences.unusual(OBSERVER, [gap])).toEqual(found);
  expect(silences.unusual(OBSERVER, [{ ...gap, kind: 'vague' }])).toEqual([]);
  expect(silences.unusual(OBSERVER, [{ ...gap, source: 4 as SourceId }])).toEqual([]);
  expect(silences.unusual(OBSERVER, [{ ...gap, since: 5e9 }])).toEqual([]);
});

test('the longest ones are remembered', () => {
  const many = Array.from({ length: 200 }, (_, at) => 1 + (at % 4));
  expect(unusualOf(...many, 20, ...many)).toEqual([20]);
});

test('an observer that has seen nothing has missed nothing', () => {
  expect(new ObserverSilences().unusual(OBSERVER)).toEqual([]);
});
