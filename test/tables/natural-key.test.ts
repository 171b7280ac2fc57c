import { describe, expect, it } from 'vitest';
import { naturalKey } from '../../src/tables/natural-key.ts';

function inOrder(...texts: readonly string[]): readonly string[] {
  const keyed = texts.map((text) => ({ text, key: naturalKey(text) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ text }) => text);
}

describe('natural keys', () => {
  it('put numbers in the order of their values, also inside of names', () => {
    expect(inOrder('1000', '999', '99', 'a10b', 'a9b', 'a9a')).toEqual([
      '99',
      '999',
      '1000',
      'a9a',
      'a9b',
      'a10b',
    ]);
  });

  it('put a name before those that go on, signs before digits before letters', () => {
    expect(inOrder('bob1@x', 'boba@x', 'bob@x', 'bob.z@x', 'bob')).toEqual([
      'bob',
      'bob.z@x',
      'bob@x',
      'bob1@x',
      'boba@x',
    ]);
  });

  it('do not tell upper from lower case, nor zeros before a number', () => {
    expect(naturalKey('Bob007')).toBe(naturalKey('bob7'));
    expect(inOrder('Carol', 'bob', 'Alice')).toEqual(['Alice', 'bob', 'Carol']);
    expect(inOrder('a1', 'a000', 'a01x')).toEqual(['a000', 'a1', 'a01x']);
  });
});
