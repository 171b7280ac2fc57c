import { expect, test } from 'vitest';
import { containsPieces, matchesPieces } from '../../src/filter/wildcard.ts';

test.each<[pattern: string, text: string, whole: boolean, part: boolean]>([
  ['', '', true, true],
  ['', 'a', false, true],
  ['abc', 'abc', true, true],
  ['abc', 'xabcx', false, true],
  ['*', '', true, true],
  ['*', 'anything', true, true],
  ['ab*ba', 'aba', false, false],
  ['ab*ba', 'abba', true, true],
  ['ab*ba', 'ab-ba', true, true],
  ['a*b*c', 'a-b-c', true, true],
  ['a*b*c', 'a-c-b', false, false],
  ['*b*', 'abc', true, true],
  ['*aa*aa*', 'aaa', false, false],
  ['*aa*aa*', 'aaaa', true, true],
  ['a*bc', 'abcbc', true, true],
  ['a*bc*bc', 'abc', false, false],
])('%s on %s', (pattern, text, whole, part) => {
  expect(matchesPieces(pattern.split('*'), text)).toBe(whole);
  expect(containsPieces(pattern.split('*'), text)).toBe(part);
});
