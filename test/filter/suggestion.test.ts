import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../src/filter/suggestion.ts';

const WORDS = ['aor', 'status', 'method', 'internal', 'to'];

test.each([
  ['ao', 'aor'],
  ['aro', 'aor'],
  ['stauts', 'status'],
  ['STATUS', 'status'],
  ['metod', 'method'],
  ['int', 'internal'],
  ['tt', 'to'],
  ['xyz', undefined],
  ['completely', undefined],
  ['', undefined],
])('%s', (word, expected) => {
  expect(nearest(word, WORDS)).toBe(expected);
});

test.each([
  ['', '', 0],
  ['abc', 'abd', 1],
  ['abc', 'acb', 1],
  ['abc', 'ab', 1],
  ['abcd', 'badc', 2],
  ['abc', 'xyz', 3],
  ['a', 'abcdefghijkl', 9],
])('from %s to %s', (a, b, distance) => {
  expect(editDistance(a, b, 9)).toBe(distance);
});
