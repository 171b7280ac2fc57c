import { expect, test } from 'vitest';
import { agreeing, counted, grouped } from '../../../src/view/text/counts.ts';

test.each([
  [0, '0'],
  [12, '12'],
  [999, '999'],
  [1000, '1,000'],
  [54_321, '54,321'],
  [123_456, '123,456'],
  [1_350_000, '1,350,000'],
  [2 ** 32, '4,294,967,296'],
  [2 ** 71, '2,361,183,241,434,822,606,848'],
])('%i is %s', (count, text) => {
  expect(grouped(count)).toBe(text);
});

test('one is named by itself', () => {
  expect([0, 1, 2, 1500].map((count) => counted(count, 'reply', 'replies'))).toEqual([
    '0 replies',
    '1 reply',
    '2 replies',
    '1,500 replies',
  ]);
});

test('what is counted agrees with its number', () => {
  const text = 'packet[s] too short for [its|their] headers';
  expect(agreeing(1, text)).toBe('1 packet too short for its headers');
  expect(agreeing(2000, text)).toBe('2,000 packets too short for their headers');
});
