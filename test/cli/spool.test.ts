import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../bench/traffic/generate.ts';
import { trafficOptions } from '../../bench/traffic/options.ts';
import { PROGRAM, runProgram, startSyncgrep, syncgrep, Workplace } from './run-program.ts';

const MESSAGES = 2000;
/** Of what has to fill a ring dozens of times. */
const MANY = 6000;
const place = new Workplace();
const busy = place.path('busy.pcap');
const busier = place.path('busier.pcap');
beforeAll(async () => {
  await generate(busy, trafficOptions({ kind: 'mixed', messages: MESSAGES, seed: 7 }));
  await generate(busier, trafficOptions({ kind: 'mixed', messages: MANY, seed: 7 }));
});
afterAll(() => place.remove());

function folder(name: string): string {
  const path = place.path(name);
  mkdirSync(path);
  return path;
}

interface AorLine {
  readonly aor: string;
  readonly nodes: Readonly<Record<string, { readonly contacts: readonly Record<string, unknown>[] }>>;
}

/** Who holds what; numbers of messages aside. */
function holdings(output: string): readonly unknown[] {
  return output
    .trim()
    .split('\n')
    .map((line) => {
      const { aor, nodes } = JSON.parse(line) as AorLine;
      const contacts = Object.entries(nodes).map(([node, held]) => [
        node,
        held.contacts.map(({ message, ...contact }) => contact),
      ]);
      return [aor, contacts];
    });
}

describe.concurrent('the spool of a stream', () => {
  test('turns dozens of times, and who holds which contact is known all the same', async () => {
    const input = readFileSync(busier);
    const directory = folder('turning');
    const ring = ['--spool', directory, '--ring', '4x100kB', '--keep-spool'];
    const streamed = await runProgram(['aors', '--json', ...ring, '-'], { input });
    const [, count = '0'] = /the first ([\d,]+) messages are no longer kept/.exec(streamed.errors) ?? [];
    const forgotten = Number(count.replaceAll(',', ''));
    expect(forgotten).toBeGreaterThan(0.75 * MANY);
    expect(forgotten).toBeLessThan(MANY);
    const files = readdirSync(directory).sort();
    expect(files.length).toBeLessThanOrEqual(4);
    expect(Number(/\.(\d+)\.pcapng$/.exec(files.at(-1) ?? '')?.[1])).toBeGreaterThan(20);
    const whole = await syncgrep(['aors', '--json', busier]);
    expect(holdings(streamed.output)).toEqual(holdings(whole.output));
    // What is left in the spool are the messages that were not forgotten.
    const { errors } = await syncgrep(['packets', '-q', '-A', directory]);
    const [, left = '0'] = /([\d,]+) messages shown/.exec(errors) ?? [];
    expect(Math.abs(Number(left.replaceAll(',', '')) + forgotten - MANY)).toBeLessThan(100);
  });

  test('of a program that was killed can be opened again', async () => {
    const directory = folder('killed');
    const child = startSyncgrep(['packets', '-q', '-A', '--spool', directory, '-'], {
      input: Buffer.alloc(0),
    });
    let shown = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    child.stdin?.write(readFileSync(busy));
    while (shown.split('\n').length < 0.9 * MESSAGES) await new Promise((resolve) => setTimeout(resolve, 20));
    // What was shown is handed to the disk after a tenth of a second.
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGKILL');
    await once(child, 'close');
    const again = await syncgrep(['packets', '-q', '-A', directory]);
    expect(again.code).toBe(0);
    // What came again, or completed an earlier message, came later than the line.
    const lines = (text: string) => text.replace(/ \[sent again \d+x\]/g, '').split('\n');
    const found = new Set(lines(again.output));
    expect(lines(shown.slice(0, shown.lastIndexOf('\n'))).filter((line) => !found.has(line))).toEqual([]);
  });

  test('is among the temporary files, for nobody else, and gone at the end', async () => {
    const TMPDIR = folder('temporary');
    const child = startSyncgrep(['packets', '-q', '-'], {
      input: Buffer.alloc(0),
      environment: { TMPDIR },
    });
    child.stdin?.write(readFileSync(busy));
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    const [own = ''] = readdirSync(TMPDIR);
    expect(statSync(join(TMPDIR, own)).mode & 0o777).toBe(0o700);
    const [file = ''] = readdirSync(join(TMPDIR, own));
    expect(statSync(join(TMPDIR, own, file)).mode & 0o777).toBe(0o600);
    child.stdout?.resume();
    child.stdin?.end();
    await once(child, 'close');
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  test('on a disk that is full: said, and everything is shown all the same', async () => {
    const directory = folder('full');
    const { stdout, stderr, code } = await limited(`--spool ${directory}`);
    expect(code).toBe(0);
    expect(stdout.match(/\n/g)?.length).toBeGreaterThan(0.9 * MESSAGES);
    expect(stderr).toMatch(/frames are not kept for now: .*--spool/);
    expect(stderr).toMatch(/not kept: [\d,]+ bytes of frames/);
  });

  test('in a directory that vanishes: what is shown stays, what comes is shown', async () => {
    const directory = folder('vanishing');
    const child = startSyncgrep(['packets', '-q', '--spool', directory, '--ring', '9x250kB', '-'], {
      input: Buffer.alloc(0),
    });
    const text: { stdout: string; stderr: string } = { stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk: Buffer) => {
      text.stdout += chunk.toString('utf8');
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      text.stderr += chunk.toString('utf8');
    });
    const input = readFileSync(busy);
    child.stdin?.write(input.subarray(0, 100_000));
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    rmSync(directory, { recursive: true });
    child.stdin?.end(input.subarray(100_000));
    await once(child, 'close');
    expect(text.stdout.match(/\n/g)?.length).toBeGreaterThan(0.9 * MESSAGES);
    expect(text.stderr).toMatch(/frames are not kept for now: no such directory/);
  });

  test('where it cannot be: one line, before anything is captured', async () => {
    const { code, errors } = await runProgram(['packets', '--spool', place.path('nowhere'), '-'], {
      input: readFileSync(busy),
    });
    expect(code).toBe(2);
    expect(errors).toMatch(/nowhere: what is captured cannot be kept here: no such directory; create it/);
  });

  test('takes sizes that make sense', async () => {
    for (const [ring, complaint] of [
      ['10', /takes a number of files/],
      ['1x100MB', /2 to 500/],
      ['4x5kB', /hold too little/],
      ['4xmuch', /takes a size, as 100MB/],
    ] as const) {
      const { code, errors } = await syncgrep(['packets', '--ring', ring, '-']);
      expect(code).toBe(2);
      expect(errors).toMatch(complaint);
    }
  });
});

/** Files of this run may have 300 kB: more is refused, as by a disk that is full. */
async function limited(options: string): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const { execFile } = await import('node:child_process');
  const command = `ulimit -f 600; exec "$0" "${PROGRAM}" packets -q ${options} - < <(cat "${busy}")`;
  return new Promise((resolve) => {
    const options = { maxBuffer: 1e8, env: { ...process.env, TZ: 'UTC' } };
    const child = execFile('bash', ['-c', command, process.execPath], options, (_, stdout, stderr) => {
      resolve({ stdout, stderr, code: child.exitCode });
    });
  });
}
