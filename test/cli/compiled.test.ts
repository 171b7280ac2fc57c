import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PROGRAM, Workplace } from './run-program.ts';

const place = new Workplace();
afterAll(() => place.remove());

const DIST = dirname(PROGRAM);
const COMPILED = `.js.${process.version}-${process.arch}`;

/** The only file of the build whose name ends so. */
function named(ending: string): string {
  const found = readdirSync(DIST).filter((name) => name.startsWith('program-') && name.endsWith(ending));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

/** The program somewhere else, its compiled code replaced by this, or removed. */
function copyWith(folder: string, code: Uint8Array | undefined): string {
  cpSync(DIST, place.path(folder), { recursive: true });
  const path = join(place.path(folder), named(COMPILED));
  if (code === undefined) rmSync(path);
  else writeFileSync(path, code);
  return place.path(join(folder, 'syncgrep.js'));
}

function help(program: string): string {
  return execFileSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
}

test('the code cache of the build fits this Node.js', () => {
  const looks = `
    const { readFileSync } = require('node:fs');
    const [, source, code] = process.argv;
    const cachedData = readFileSync(code);
    console.log(new (require('node:vm').Script)(readFileSync(source, 'latin1'), { cachedData }).cachedDataRejected);
  `;
  const files = [join(DIST, named('.js')), join(DIST, named(COMPILED))];
  expect(execFileSync(process.execPath, ['-e', looks, ...files], { encoding: 'utf8' })).toBe('false\n');
});

test('without compiled code, or with what is none, the program is the same', () => {
  const whole = readFileSync(join(DIST, named(COMPILED)));
  const otherV8 = Buffer.from(whole);
  otherV8.writeUInt32LE(~whole.readUInt32LE(4) >>> 0, 4);
  const others = { none: undefined, empty: new Uint8Array(), half: whole.subarray(0, 1000), otherV8 };
  const expected = help(PROGRAM);
  for (const [name, code] of Object.entries(others)) expect(help(copyWith(name, code))).toBe(expected);
});
