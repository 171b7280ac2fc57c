import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BACKENDS, backendsByPreference } from '../../src/capture/live/backends.ts';
import {
  asRoot,
  forbiddenText,
  missingText,
  nothingText,
  sudoCommand,
} from '../../src/capture/live/remedies.ts';
import { PROGRAM, type Result, runProgram } from '../cli/run-program.ts';
import { isInstalled, isUsable, mayCapture } from './started-program.ts';

/** Who owns nothing and is in no group. */
const NOBODY = 65_534;

const folder = mkdtempSync(join(tmpdir(), 'syncgrep-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('doctor tries every backend and says what is missing', async () => {
  const { code, output } = await runProgram(['doctor']);
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
    const { code, output, errors } = await runProgram(['interfaces', '--json']);
    const lines = output.trimEnd().split('\n');
    const loopback = lines.map((line) => JSON.parse(line)).find(({ name }) => name === 'lo');
    expect(code).toBe(0);
    expect(loopback).toMatchObject({ backend: 'tcpdump', timestamps: 'kernel', resolution: 'ns' });
    expect(loopback.why).toContain('because you are root');
    expect(errors).toBe(`captured by tcpdump, ${loopback.why}; time stamps of the kernel, in ns\n`);
  },
);

describe.skipIf(!mayCapture || !isInstalled('setpriv') || !isForAll(PROGRAM))('who may not capture', () => {
  const installed = BACKENDS.filter((backend) => isUsable(backend));

  test('is told the command that permits it', () => {
    const { output, code } = asNobody(['doctor']);
    expect(code).toBe(2);
    for (const backend of installed) {
      const line = output.split('\n').find((text) => text.startsWith(backend)) ?? '';
      expect(line).toMatch(
        /"sudo setcap cap_net_raw,cap_net_admin\+eip \/\S+"|sudo usermod -aG \w+|run sudo \S+ \S+syncgrep.js,/,
      );
    }
    const capture = asNobody(['packets', '-d', 'lo']);
    expect(capture).toMatchObject({ code: 2, output: '' });
    expect(capture.errors).toMatch(/^syncgrep: lo: \w+ (?:may not capture here|is not .*): .*sudo.*\n$/);
    expect(asNobody(['interfaces']).errors).toMatch(/^nobody captures: .*sudo/);
  });
});

test.skipIf(!mayCapture)('a program for a group only: which one, if it is not that of root', () => {
  const dumpcap = join(folder, 'dumpcap');
  writeFileSync(dumpcap, '#!/bin/sh\n');
  chmodSync(dumpcap, 0o750);
  const [group = '', , id] = readFileSync('/etc/group', 'utf8').split('\n')[1]?.split(':') ?? [];
  chownSync(dumpcap, 0, Number(id));
  const told = `${dumpcap} is not for you to run: run "sudo usermod -aG ${group} $USER" and log in again, or sudo `;
  expect(forbiddenText(dumpcap)).toContain(told);
  chownSync(dumpcap, 0, 0);
  expect(forbiddenText(dumpcap)).toMatch(/is not for you to run: sudo /);
});

test('what is not there: the command that brings it, as root where that is needed', () => {
  expect(asRoot('apt-get install tcpdump', true)).toBe('apt-get install tcpdump');
  expect(asRoot('apt-get install tcpdump', false)).toBe('sudo apt-get install tcpdump');
  expect(missingText('cap')).toMatch(
    /^is not built: .*libpcap-dev, then "(?:cd \/.* && npm rebuild|npm install) cap"$/,
  );
  expect(nothingText(['cap'])).toMatch(/^cap is not built: /);
});

test.each([
  ['/usr/bin/node', '/usr/bin/syncgrep', 'sudo syncgrep'],
  ['/home/me/.nvm/bin/node', '/home/me/.nvm/bin/syncgrep', 'sudo env "PATH=$PATH" syncgrep'],
  ['/opt/node/bin/node', '/usr/local/bin/syncgrep', 'sudo env "PATH=$PATH" syncgrep'],
  ['/usr/bin/node', '/src/dist/syncgrep.js', 'sudo /usr/bin/node /src/dist/syncgrep.js'],
])('as root: %s %s', (node, script, command) => {
  expect(sudoCommand([node, script])).toBe(command);
});

function asNobody(args: readonly string[]): Result {
  const { status, stdout, stderr } = runAsNobody([process.execPath, PROGRAM, ...args]);
  return { code: status, output: stdout, errors: stderr };
}

function runAsNobody(command: readonly string[]) {
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  return spawnSync('setpriv', [...user, ...command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Not in a checkout that is its owner's alone, as one below a folder of mktemp. */
function isForAll(path: string): boolean {
  return runAsNobody(['test', '-r', path]).status === 0;
}
