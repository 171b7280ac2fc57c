import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { OutputError } from '../../../src/output/frames/byte-sink.ts';
import { WholeFile } from '../../../src/output/pages/whole-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'syncgrep-whole-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BYTES = new TextEncoder().encode('some of it');

test('a file that was written completely stays', async () => {
  const path = join(folder, 'whole');
  const file = new WholeFile(path, []);
  expect(existsSync(path)).toBe(false);
  const wrote = await file.write(async (sink) => {
    sink.write(BYTES);
    await sink.close();
    return true;
  });
  expect([wrote, readFileSync(path, 'utf8')]).toEqual([true, 'some of it']);
});

test.each([
  ['fails', () => Promise.reject(new OutputError('part', 'no room', 'ENOSPC')), 'nothing is left of it'],
  ['is not to be', () => Promise.resolve(false), undefined],
] as const)('of what %s nothing is left', async (_, end, text) => {
  const path = join(folder, 'part');
  // Behind a link as well.
  symlinkSync(path, join(folder, 'link'));
  const written = new WholeFile(join(folder, 'link'), []).write((sink) => {
    sink.write(BYTES);
    return end();
  });
  if (text === undefined) expect(await written).toBe(false);
  else await expect(written).rejects.toThrow(text);
  expect(existsSync(path)).toBe(false);
  rmSync(join(folder, 'link'));
});
