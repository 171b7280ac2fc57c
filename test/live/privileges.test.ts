import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { BACKENDS, type BackendName } from '../../src/capture/live/backends.ts';
import { options, runProgram } from '../cli/run-program.ts';
import { programsWith } from '../support/processes.ts';
import { type Finishing, isUsable, StartedProgram } from './started-program.ts';

/** Nobody in particular; there need not be such a user. */
const [USER, GROUP] = [64_123, 64_124];
const SUDO = { SUDO_UID: String(USER), SUDO_GID: String(GROUP) };
const FIRST_PORT = 25_850;
const [FROM, TO] = ['127.83.0.1', '127.83.0.2'];

describe.concurrent.each(BACKENDS)('under sudo, by %s', (backend) => {
  const port = FIRST_PORT + BACKENDS.indexOf(backend);
  const capturing = (more: readonly string[]) => [
    'packets',
    '-q',
    '-d',
    'lo',
    '--backend',
    backend,
    '--sip-port',
    `${port}`,
    ...more,
  ];

  it.skipIf(!isUsable(backend))(
    "root is given up when the capture is open; files are the user's",
    async (test) => {
      const folder = folderOf(test);
      const [spool, out] = [join(folder, 'spool'), join(folder, 'out.pcapng')];
      mkdirSync(spool);
      chownSync(spool, USER, GROUP);
      const files = ['--spool', spool, '--keep-spool', '-O', out];
      const program = new StartedProgram(test, capturing(files), { environment: SUDO });
      await program.says(/^lo: captured by /m);
      await vi.waitFor(
        () => expect(idsOf(program.process.pid)).toEqual({ user: USER, group: GROUP }),
        10_000,
      );
      send(port, 'before');
      await program.prints(1);
      // Another one is begun with the rights that there were.
      for (const id of backendsAt(backend, port)) process.kill(id, 'SIGKILL');
      await program.says(/captured again/);
      send(port, 'after');
      await program.prints(2);
      expect(await program.interrupt()).toBe(0);
      expect(program.output).toMatch(/OPTIONS before@.*\n.*OPTIONS after@/);
      for (const path of [out, ...readdirSync(spool).map((name) => join(spool, name))]) {
        const { uid, gid, size } = statSync(path);
        expect({ path, uid, gid }).toEqual({ path, uid: USER, gid: GROUP });
        expect(size).toBeGreaterThan(0);
      }
    },
  );
});

describe.skipIf(!isUsable('tcpdump'))('under sudo', () => {
  it('a file that was there stays whose it is', async (test) => {
    const out = join(folderOf(test), 'out.pcapng');
    await runProgram(['packets', '-q', '-O', out, '-'], { input: readFileSync('/dev/null') });
    const args = ['packets', '-q', '-d', 'lo', '--duration', '0.1', '-O', out];
    spawnSync('touch', [out]);
    expect((await runProgram(args, { environment: SUDO })).code).toBe(0);
    expect(statSync(out).uid).toBe(0);
  });

  it('a directory that the user cannot write to is known before anything is captured', async (test) => {
    const folder = folderOf(test);
    const spool = join(folder, 'spool');
    mkdirSync(spool, { mode: 0o755 });
    const out = join(spool, 'out.pcapng');
    for (const options of [
      ['--spool', spool],
      ['-O', out, '--rotate', '1MB'],
    ]) {
      const { code, errors } = await runProgram(['packets', '-d', 'lo', ...options], { environment: SUDO });
      expect(code).toBe(2);
      expect(errors).toContain(`syncgrep: ${spool}: ${USER} may not write there`);
      expect(errors).toContain(`"sudo chown ${USER} ${spool}"`);
    }
  });
});

function folderOf(test: Finishing): string {
  const folder = mkdtempSync(join(tmpdir(), 'syncgrep-sudo-'));
  chownSync(folder, USER, GROUP);
  test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** proc(5): real, effective, saved and of the file system; all of them, or it would not be given up. */
function idsOf(pid: number | undefined): { user: number; group: number } | undefined {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [user, group] = ['Uid', 'Gid'].map((name) => {
    const [, ids = ''] = new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status) ?? [];
    const different = new Set(ids.split(/\s+/).map(Number));
    return different.size === 1 ? [...different][0] : undefined;
  });
  return user === undefined || group === undefined ? undefined : { user, group };
}

/** By their filter, which our own command line does not have. */
function backendsAt(backend: BackendName, port: number): readonly number[] {
  return programsWith(backend === 'cap' ? 'node' : backend, `port ${port} or`);
}

function send(port: number, user: string): void {
  const socket = createSocket('udp4');
  socket.bind(port, FROM, () => socket.send(options(user), port, TO, () => socket.close()));
}
