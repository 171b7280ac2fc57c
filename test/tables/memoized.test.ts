import { expect, test } from 'vitest';
import { memoized } from '../../src/tables/memoized.ts';

test('looks once at each text, and at long ones each time', () => {
  const asked: string[] = [];
  const lengthOf = memoized((text) => {
    asked.push(text);
    return text.length === 0 ? undefined : text.length;
  });
  const long = 'x'.repeat(513);
  for (const text of ['', 'ab', '', 'ab', long, long]) {
    expect(lengthOf(text)).toBe(text === '' ? undefined : text.length);
  }
  expect(asked).toEqual(['', 'ab', long, long]);
});

test('remembers some thousands, and goes on', () => {
  let asked = 0;
  const same = memoized((text) => {
    asked++;
    return text;
  });
  for (let at = 0; at < 10_000; at++) expect(same(`${at}`)).toBe(`${at}`);
  expect(asked).toBe(10_000);
  expect(same('9999')).toBe('9999');
  expect(asked).toBe(10_000);
});
