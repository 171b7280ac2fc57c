import { type FilterValue, plainText } from '../ast.ts';
import { nearest } from '../suggestion.ts';
import { meaning, type Reading, unreadable } from './reading.ts';

/** One of a fixed list of words; letter case is ignored. */
export function readWord<Word extends string>(
  value: FilterValue,
  key: string,
  words: readonly Word[],
): Reading<Word> {
  const text = plainText(value);
  const found = words.find((word) => word === text.toLowerCase());
  if (found !== undefined) return meaning(found);
  const near = nearest(text, words);
  const list = words.join(', ');
  return unreadable(
    `${key}: does not know '${text}'`,
    near === undefined ? `It takes ${list}` : `Did you mean ${key}:${near}? It takes ${list}`,
  );
}

/** Text with wildcards, to be compared as a whole. */
export function readText(value: FilterValue): Reading<readonly string[]> {
  if (plainText(value) === '')
    return unreadable('The value is empty', 'Write what to look for, * for anything');
  return meaning(value.pieces);
}
