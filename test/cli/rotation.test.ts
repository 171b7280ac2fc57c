import { once } from 'node:events';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { pcap } from '../capture/build-captures.ts';
import {
  capture,
  options,
  optionsOf,
  packet,
  runProgram,
  startSyncgrep,
  syncgrep,
  Workplace,
} from './run-program.ts';

const place = new Workplace();
afterAll(() => place.remove());

function folder(name: string): string {
  const path = place.path(name);
  mkdirSync(path);
  return path;
}

/** Users of the messages in files that were written, in their order. */
async function usersIn(paths: readonly string[]): Promise<readonly string[]> {
  const users: string[] = [];
  for (const path of paths) {
    const { output, errors } = await syncgrep(['packets', '--json', path]);
    expect(errors).not.toContain('warning');
    for (const line of output.trim().split('\n')) users.push(JSON.parse(line).aors[0]);
  }
  return users;
}

const USERS = Array.from({ length: 40 }, (_, at) => `${1000 + at}@example.com`);

describe('what -O writes of a stream', () => {
  test('is no file if it was no stream', async () => {
    const directory = folder('refused');
    const input = place.file('file.pcap', capture(optionsOf(2)));
    const output = join(directory, 'out.pcapng');
    const refused = await runProgram(['packets', '-q', '-O', output, '--rotate', '3kB', input]);
    expect([refused.code, refused.errors]).toEqual([
      2,
      expect.stringContaining('--rotate is for what goes on'),
    ]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('goes on in another file by size, and only so many stay', async () => {
    const directory = folder('sizes');
    const input = capture(optionsOf(40));
    const all = ['packets', '-q', '-O', join(directory, 'out.pcapng'), '-'];
    const whole = await runProgram([...all, '--rotate', '3kB'], { input });
    expect(whole.errors).toContain('40 frames written');
    const files = readdirSync(directory).sort();
    expect(files.length).toBeGreaterThan(2);
    for (const [at, file] of files.entries())
      expect(file).toMatch(new RegExp(`^out_0000${at + 1}_\\d{14}\\.pcapng$`));
    expect(await usersIn(files.map((file) => join(directory, file)))).toEqual(USERS);
    const few = folder('few');
    await runProgram(['packets', '-q', '-O', join(few, 'out.pcapng'), '-', '--rotate', '2x3kB'], { input });
    await vi.waitFor(() => expect(readdirSync(few)).toHaveLength(2));
    const left = await usersIn(
      readdirSync(few)
        .sort()
        .map((file) => join(few, file)),
    );
    expect(left).toEqual(USERS.slice(-left.length));
  });

  test('is there though the program is killed, and begun anew on SIGUSR1', async () => {
    const directory = folder('signals');
    const path = join(directory, 'out.pcapng');
    const child = startSyncgrep(['packets', '-q', '-O', path, '-'], { input: Buffer.alloc(0) });
    let shown = '';
    child.stdout?.on('data', (text) => {
      shown += text;
    });
    const lines = (count: number) =>
      vi.waitFor(() => expect(shown.split('\n')).toHaveLength(count + 1), 8000);
    child.stdin?.write(capture([options('one')]));
    await lines(1);
    await vi.waitFor(async () => expect(await usersIn([path])).toEqual(['one@example.com']), 8000);
    renameSync(path, `${path}.1`);
    child.kill('SIGUSR1');
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.stdin?.write(pcap([packet(options('two'), 1)]).subarray(24));
    await lines(2);
    await vi.waitFor(async () => expect(await usersIn([path])).toEqual(['two@example.com']), 8000);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await usersIn([`${path}.1`, path])).toEqual(['one@example.com', 'two@example.com']);
  });

  test('on a disk that is full: said once, and everything is shown', async () => {
    const input = capture(optionsOf(40));
    const { output, errors, code } = await runProgram(['packets', '-q', '-O', '/dev/full', '-'], { input });
    expect([code, output.trim().split('\n').length]).toEqual([0, 40]);
    expect(errors.match(/no room left on the disk.*shown all the same/g)).toHaveLength(1);
  });
});

test.each([
  ['--rotate is for the file that -O names', ['packets', '--rotate', '1MB', '-']],
  ['takes a size', ['packets', '-O', 'x.pcapng', '--rotate', 'often', '-']],
  ['at least one file has to stay', ['packets', '-O', 'x.pcapng', '--rotate', '0x1MB', '-']],
])('%s', async (text, args) => {
  const { code, errors } = await syncgrep(args);
  expect([code, errors]).toEqual([2, expect.stringContaining(text)]);
});
