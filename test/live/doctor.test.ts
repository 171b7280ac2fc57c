import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BACKENDS, backendsByPreference } from '../../src/capture/live/backends.ts';
import { PROGRAM, type Result, syncgrep } from '../cli/run-program.ts';
import { isInstalled, isUsable, mayCapture } from './started-program.ts';

/** Who owns nothing and is in no group. */
const NOBODY = 65_534;

const folder = mkdtempSync(join(tmpdir(), 'syncgrep-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('doctor tries every backend and says what is missing', async () => {
  const { code, output } = await syncgrep(['doctor']);
  const lines = output.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual([...backendsByPreference(), 'ssh', 'spool']);
  const answers = lines
    .slice(0, 3)
    .map((line) => /works; time stamps|is not there: |is not built: |may not/.test(line));
  expect(answers).toEqual([true, true, true]);
  expect(code).toBe(lines.some((line) => line.includes('works')) ? 0 : 2);
});

test.skipIf(!isUsable('tcpdump'))(
  'interfaces are listed with who captures, why, and how good the stamps are',
  async () => {
    const { code, output, errors } = await syncgrep(['interfaces', '--json']);
    const lines = output.trimEnd().split('\n');
    const loopback = lines.map((line) => JSON.parse(line)).find(({ name }) => name === 'lo');
    expect(code).toBe(0);
    expect(loopback).toMatchObject({ backend: 'tcpdump', timestamps: 'kernel', resolution: 'ns' });
    expect(loopback.why).toContain('because you are root');
    expect(errors).toBe(`captured by tcpdump, ${loopback.why}; time stamps of the kernel, in ns\n`);
  },
);

describe.skipIf(!mayCapture || !isInstalled('setpriv'))('who may not capture', () => {
  const installed = BACKENDS.filter((backend) => isUsable(backend));

  test('is told the command that permits it', () => {
    const { output, code } = asNobody(['doctor']);
    expect(code).toBe(2);
    for (const backend of installed) {
      const line = output.split('\n').find((text) => text.startsWith(backend)) ?? '';
      expect(line).toMatch(
        /"sudo setcap cap_net_raw,cap_net_admin\+eip \/\S+"|sudo usermod -aG wireshark|run sudo syncgrep/,
      );
    }
    const capture = asNobody(['packets', '-d', 'lo']);
    expect(capture).toMatchObject({ code: 2, output: '' });
    expect(capture.errors).toMatch(/^syncgrep: lo: \w+ (?:may not capture here|is not .*): .*sudo.*\n$/);
    expect(asNobody(['interfaces']).errors).toMatch(/^nobody captures: .*sudo/);
  });

  test('a program for a group only: which one', () => {
    const dumpcap = join(folder, 'dumpcap');
    writeFileSync(dumpcap, '#!/bin/sh\n');
    chmodSync(folder, 0o755);
    chmodSync(dumpcap, 0o750);
    const { output } = asNobody(['doctor'], { PATH: `${folder}:/bin` });
    // Another one may be where programs usually are.
    expect(output).toMatch(/^dumpcap .*sudo usermod -aG wireshark \$USER/m);
  });
});

function asNobody(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Result {
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const { status, stdout, stderr } = spawnSync('setpriv', [...user, process.execPath, PROGRAM, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  return { code: status, output: stdout, errors: stderr };
}
