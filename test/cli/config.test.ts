import { describe, expect, test } from 'vitest';
import { configPath, parseConfig, readConfig } from '../../src/cli/config.ts';
import { asciiText, isAsciiScreen } from '../../src/output/ascii-text.ts';

describe('the config file', () => {
  test('is where XDG says', () => {
    expect(configPath({ XDG_CONFIG_HOME: '/x' })).toBe('/x/syncgrep/config.json');
    expect(configPath({})).toMatch(/\/\.config\/syncgrep\/config\.json$/);
  });

  test('may be missing', () => {
    expect(readConfig('/nowhere/config.json')).toEqual({ config: {}, mistakes: [] });
  });

  test('is read, and a mistake in it costs only what is wrong', () => {
    expect(parseConfig('{"theme":"light","mouse":false,"view":"aors"}', 'c')).toEqual({
      config: { theme: 'light', mouse: false, view: 'aors' },
      mistakes: [],
    });
    expect(parseConfig('{"theme":"pink","utc":true,"colour":1,"__proto__":2}', 'c')).toEqual({
      config: { utc: true },
      mistakes: [
        'c: theme: one of "dark", "light", "mono"',
        'c: "colour": there are theme, utc, ascii, mouse, view',
        'c: "__proto__": there are theme, utc, ascii, mouse, view',
      ],
    });
    expect(parseConfig('{', 'c').mistakes[0]).toMatch(/^c: no JSON: /);
    expect(parseConfig('[]', 'c').mistakes).toEqual(['c: has to be an object: {"theme": "light"}']);
  });
});

test('a screen without UTF-8 gets ASCII of the same width', () => {
  expect(asciiText('▸ a → b │─└ ▁█ ≠ 漢')).toBe('+ a > b |-` .# # ?');
  expect(isAsciiScreen({})).toBe(false);
  expect(isAsciiScreen({ LANG: 'C' })).toBe(true);
  expect(isAsciiScreen({ LANG: 'de_DE.UTF-8' })).toBe(false);
});
