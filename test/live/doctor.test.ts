import { expect, test } from 'vitest';
import { backendsByPreference } from '../../src/capture/live/backends.ts';
import { syncgrep } from '../cli/run-program.ts';

test('doctor tries every backend and says what is missing', async () => {
  const { code, output } = await syncgrep(['doctor']);
  const lines = output.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual([...backendsByPreference()]);
  const answers = lines.map((line) => /works|is not there: |is not built: |: any: /.test(line));
  expect(answers).toEqual(lines.map(() => true));
  expect(code).toBe(lines.some((line) => line.includes('works')) ? 0 : 2);
});

test('interfaces are listed with who captures from them', async () => {
  const { code, output } = await syncgrep(['interfaces', '--json']);
  const names = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).name);
  expect(code).toBe(0);
  expect(names).toContain('lo');
});
