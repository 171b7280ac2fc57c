import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asciiText, isAsciiScreen } from '../../src/output/text/ascii-text.ts';
import { configPath, keepColumns, parseConfig, readConfig } from '../../src/tui/config/config.ts';
import { KeyTable } from '../../src/tui/keys/key-table.ts';
import { NO_PREFERENCES } from '../../src/tui/preferences.ts';
import { firstModel } from '../../src/tui/program-options.ts';
import { PLAIN } from '../../src/tui/terminal/theme.ts';
import { rowText } from '../../src/view/text/styled-row.ts';

describe('the config file', () => {
  test('has columns, names of addresses, colours and keys', () => {
    const text = JSON.stringify({
      columns: ['flow', 'header:User-Agent', 'field:expires'],
      aliases: { '192.0.2.1': 'sbc1', '[2001:db8::1]:5062': 'lab\u001b[31m' },
      colours: { request: 'bold bright-blue on-black', dim: 'plain' },
      keys: { 'choose-columns': 'c', mark: ['space', 'm'] },
    });
    const { config, mistakes } = parseConfig(text, 'c');
    expect(mistakes).toEqual([]);
    expect(config.columns).toEqual(['id', 'header:User-Agent', 'field:expires']);
    expect(config.aliases?.get('[2001:db8::1]:5062')).not.toContain('\u001b');
    expect(config.colours).toEqual({ request: '1;94;40', dim: '' });
    expect(config.keys).toEqual({ 'choose-columns': ['c'], mark: ['space', 'm'] });
  });

  test('cuts long names between characters, and says so', () => {
    const names = {
      '192.0.2.1': '漢'.repeat(20),
      '192.0.2.2': `${'x'.repeat(31)}😀😀`,
      '192.0.2.3': 'y'.repeat(32),
    };
    const { config } = parseConfig(JSON.stringify({ aliases: names }), 'c');
    expect([...(config.aliases?.values() ?? [])]).toEqual([
      `${'漢'.repeat(15)}…`,
      `${'x'.repeat(31)}…`,
      'y'.repeat(32),
    ]);
  });

  test.each([
    [{ columns: ['flow', 'nonsense'] }, /^c: columns: "nonsense": there are flow, .* header:NAME/],
    [{ aliases: { host1: 'x' } }, /^c: aliases: "host1" is no address/],
    [{ aliases: { '192.0.2.1': 3 } }, /^c: aliases: 192.0.2.1: the name has to be a text/],
    [{ colours: { request: 'pink' } }, /^c: colours: request: words of bold/],
    [{ colours: { pink: 'red' } }, /^c: colours: "pink": there are plain, dim/],
    [{ keys: { fly: 'f' } }, /^c: keys: there is no command "fly"/],
    [{ keys: { mark: 'hyper-x' } }, /^c: keys: mark: "hyper-x" is no key/],
    [{ keys: { mark: 'm', 'clear-marks': 'm' } }, /^c: keys: m is given to mark and to clear-marks/],
    [{ keys: [] }, /^c: keys: has to be an object/],
  ])('says what is wrong in %j', (setting, mistake) => {
    const { mistakes } = parseConfig(JSON.stringify(setting), 'c');
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(mistake);
  });

  test('mistakes are told when the screen begins, as what was printed before it is not seen', () => {
    const usual = { filterText: '', internal: false, utc: true, align: true, theme: PLAIN };
    const begun = (mistakes: number) =>
      firstModel({ ...usual, size: { columns: 80, rows: 24 }, preferences: { ...NO_PREFERENCES, mistakes } });
    expect(rowText(begun(2).notice ?? [])).toBe('2 mistakes in the config file: F8 tells where');
    expect(begun(0).notice).toBeUndefined();
  });

  test('keeps columns beside what stands there, and leaves a damaged file alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'syncgrep-'));
    try {
      const path = join(folder, 'new', 'config.json');
      expect(keepColumns(['id', 'state'], path)).toBe(`kept in ${path}`);
      writeFileSync(path, '{"theme":"light","columns":["from"]}');
      keepColumns(['id', 'header:Allow'], path);
      expect(readConfig(path).config).toEqual({ theme: 'light', columns: ['id', 'header:Allow'] });
      writeFileSync(path, '{');
      expect(keepColumns(['id'], path)).toContain('stays as it is');
      expect(readFileSync(path, 'utf8')).toBe('{');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

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
        'c: "colour": there are theme, utc, ascii, mouse, view, columns, aliases, colours, keys',
        'c: "__proto__": there are theme, utc, ascii, mouse, view, columns, aliases, colours, keys',
      ],
    });
    expect(parseConfig('{', 'c').mistakes[0]).toMatch(/^c: no JSON: /);
    expect(parseConfig('[]', 'c').mistakes).toEqual(['c: has to be an object: {"theme": "light"}']);
  });
});

test('a screen without UTF-8 gets ASCII of the same width', () => {
  expect(new KeyTable({}, true).labelOf('step-on')).toBe('Right');
  expect(asciiText('▸ a → b │─└ ▁█ ≠ 漢')).toBe('+ a > b |-` .# # ?');
  expect(isAsciiScreen({})).toBe(false);
  expect(isAsciiScreen({ LANG: 'C' })).toBe(true);
  expect(isAsciiScreen({ LANG: 'de_DE.UTF-8' })).toBe(false);
});
