import { describe, expect, it } from 'vitest';
import { type Answer, canBeAsked } from '../../../src/tui/terminal/background-query.ts';
import { type Key, KeyDecoder } from '../../../src/tui/terminal/key-decoder.ts';

const WHITE = '\x1b]11;rgb:ffff/ffff/ffff\x1b\\';
const IDENTITY = '\x1b[?62;4;22c';

const names = (keys: readonly Key[]): readonly string[] => keys.map(({ name }) => name);

/** Of a terminal, whose answers are told apart from keys. */
function decoded(chunks: readonly string[], isLate: boolean): readonly Key[] {
  const decoder = new KeyDecoder();
  return chunks.flatMap((chunk) => [...decoder.push(chunk), ...(isLate ? decoder.flush() : [])]);
}

describe('the answer of a terminal about its background', () => {
  it.each([
    [WHITE, true],
    ['\x1b]11;rgb:ffff/ffff/ffff\x07', true],
    ['\x1b]11;rgb:f/f/e\x07', true],
    ['\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\x07', true],
    ['\x1b]11;#fdf6e3\x07', true],
    ['\x1b]11;rgb:0000/0000/0000\x1b\\', false],
    ['\x1b]11;rgb:00/2b/36\x07', false],
    ['\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\', false],
  ])('%j is bright: %s', (sequence, isBright) => {
    expect(decoded([sequence], false).map(({ answer }) => answer)).toEqual<Answer[]>([
      { kind: 'background', isBright },
    ]);
  });

  it.each([
    '\x1b]11;\x07',
    '\x1b]11;rgb:zz/0/0\x07',
    '\x1b]11;?\x07',
    '\x1b]10;rgb:f/f/f\x07',
    '\x1b]0;jjj\x07',
  ])('%j says nothing, and is no key', (sequence) => {
    expect(decoded([sequence], false)).toEqual([]);
  });

  it('is no key wherever it is torn, how late the rest may come, and what is typed before and behind', () => {
    const all = `j${WHITE}${IDENTITY}k`;
    for (let at = 1; at < all.length; at++) {
      const halves = [all.slice(0, at), all.slice(at)];
      expect(names(decoded(halves, false))).toEqual(['j', 'answer', 'answer', 'k']);
      // Where the Esc alone came long before, it was taken for the key; where the string did, it is given up.
      const late = names(decoded([`j${WHITE.slice(0, 1)}`, `${WHITE.slice(1)}k`], true));
      expect(late).toEqual(['j', 'esc', 'answer', 'k']);
    }
    expect(names(decoded(['\x1b', IDENTITY.slice(1)], true))).toEqual(['esc', 'answer']);
  });

  it('leaves Esc with what is typed behind it as it is', () => {
    expect(names(decoded(['\x1b', ']j'], true))).toEqual(['esc', ']', 'j']);
    expect(names(decoded(['\x1b]j'], false))).toEqual(['esc', ']', 'j']);
    expect(names(decoded(['\x1b', '[A'], true))).toEqual(['esc', '[', 'A']);
  });

  it('is given up where it does not end', () => {
    const decoder = new KeyDecoder();
    expect(decoder.push(`\x1b]11;${'f'.repeat(4096)}`)).toEqual([]);
    expect(names(decoder.push('j'))).toEqual(['j']);
  });
});

it('waits longer for what is no key than for an Esc', () => {
  const decoder = new KeyDecoder();
  const waits = (chunk: string): boolean => {
    decoder.flush();
    decoder.push(chunk);
    return decoder.waitsForString;
  };
  expect(waits('\x1b]11;rgb:ff')).toBe(true);
  expect(waits('\x1b[200~qqq')).toBe(true);
  expect(waits('\x1b')).toBe(false);
  expect(waits('\x1b[1;')).toBe(false);
});

it('asks only terminals that may have an answer', () => {
  for (const TERM of ['xterm-256color', 'alacritty', 'tmux-256color', 'foot', 'xterm-kitty'])
    expect(canBeAsked({ TERM })).toBe(true);
  for (const TERM of ['dumb', 'linux', 'vt100', 'screen', 'screen-256color', ''])
    expect(canBeAsked({ TERM })).toBe(false);
  expect(canBeAsked({ TERM: 'screen-256color', TMUX: '/tmp/tmux-0/default,1,0' })).toBe(true);
});
