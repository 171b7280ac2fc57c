import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { createProgram } from '../../src/cli/program.ts';
import { parseFilter } from '../../src/filter/parser.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

test.each(['README.md', 'fixtures/README.md'])('what %s links to is there', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const links = [...text.matchAll(/\]\(([^):]+)\)/g)].map(([, link = '']) => join(ROOT, file, '..', link));
  expect(links.length).toBeGreaterThan(1);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

test('the filters in the README are filters', () => {
  const [, table = ''] = /### Display filter(.*?)### /s.exec(README) ?? [];
  const cells = [...table.matchAll(/^\| (`.*?) \| /gm)].map(([, cell = '']) => cell);
  const terms = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, term = '']) => term));
  expect(terms.length).toBeGreaterThan(15);
  expect(terms.filter((term) => parseFilter(term).errors.length > 0)).toEqual([]);
});

test('the options in the README are options', () => {
  const flags = createProgram(() => {}).options.flatMap(({ short, long }) => [short, long]);
  const used = [...README.matchAll(/`(--?[a-zA-Z][a-z-]*)`/g)].map(([, flag]) => flag);
  expect(used.length).toBeGreaterThan(8);
  expect(used.filter((flag) => flag !== '--help' && !flags.includes(flag))).toEqual([]);
});

test('the README names the commands', () => {
  const named = COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(README))).toEqual([]);
});

test('fixtures/README.md names every recording', () => {
  const text = readFileSync(join(ROOT, 'fixtures/README.md'), 'utf8');
  const named = [...text.matchAll(/`([\w.-]+\/[\w.-]+)`/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !existsSync(join(ROOT, 'fixtures/captures', name)))).toEqual([]);
});
