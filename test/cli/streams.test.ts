import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { pcapHeader, pcapRecord } from '../capture/build-captures.ts';
import { capture, optionsOf, PROGRAM, packet, runProgram, startSyncgrep, Workplace } from './run-program.ts';

const place = new Workplace();
const ten = capture(optionsOf(10));
const run = promisify(execFile);
afterAll(() => place.remove());

/** Resolves when a stream has brought so many lines. */
function lines(stream: NodeJS.ReadableStream, count: number): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if ((text.match(/\n/g)?.length ?? 0) >= count) resolve(text);
    });
  });
}

describe.concurrent('standard input', () => {
  test('by name, and where nothing is named', async () => {
    const named = await runProgram(['packets', '-q', '-'], { input: ten });
    expect(named.output.match(/\n/g)).toHaveLength(10);
    const unnamed = await runProgram(['-q'], { input: ten });
    expect(unnamed).toEqual(named);
    const filtered = await runProgram(['aor:1003', '-q'], { input: ten });
    expect(filtered.output.match(/\n/g)).toHaveLength(1);
  });

  test('is printed as it comes; Ctrl-C ends with the summary', async () => {
    const child = startSyncgrep(['packets', '-q', '-'], { input: new Uint8Array(0) });
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
    const [one, two, three] = optionsOf(3).map((message, at) => pcapRecord(packet(message, at)));
    if (one === undefined || two === undefined || three === undefined) throw new Error('no records');
    stdin.write(Buffer.concat([pcapHeader(), one, two]));
    const first = lines(stdout, 2);
    expect(await first).toContain('1001');
    const next = lines(stdout, 1);
    // In two pieces: a record may come at any pace.
    stdin.write(three.subarray(0, 20));
    stdin.write(three.subarray(20));
    expect(await next).toContain('1002');
    const summary = lines(stderr, 1);
    // It may be over as soon as the summary is read.
    const closed = once(child, 'close');
    child.kill('SIGINT');
    expect(await summary).toBe('3 messages shown\n');
    const [code] = (await closed) as [number];
    expect(code).toBe(0);
  });

  test('Ctrl-C that npm passes on once more is still one', async () => {
    const child = startSyncgrep(['packets', '-q', '-'], { input: new Uint8Array(0) });
    if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
    const shown = lines(child.stdout, 10);
    child.stdin?.write(ten);
    await shown;
    const summary = lines(child.stderr, 1);
    const closed = once(child, 'close');
    // At once: on a busy machine, a moment later may be as late as a second wish.
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await summary).toBe('10 messages shown\n');
    const [code] = (await closed) as [number];
    expect(code).toBe(0);
  });

  test('late ones take their place', async () => {
    const [one, two, three] = optionsOf(3).map((message, at) => packet(message, at));
    if (one === undefined || two === undefined || three === undefined) throw new Error('no packets');
    const records = [
      one,
      { ...three, seconds: one.seconds, fraction: 100_000 },
      { ...two, seconds: one.seconds, fraction: 50_000 },
    ];
    const input = Buffer.concat([pcapHeader(), ...records.map((record) => pcapRecord(record))]);
    const { output } = await runProgram(['--json', '-'], { input });
    const users = [...output.matchAll(/"uri":"sip:(10\d\d)@example\.com"/g)].map(([, user]) => user);
    expect([...new Set(users)]).toEqual(['1000', '1001', '1002']);
    expect([...output.matchAll(/"no":(\d)/g)].map(([, no]) => no).slice(0, 1)).toEqual(['1']);
  });

  test('-n ends before the input does', async () => {
    const child = startSyncgrep(['packets', '-q', '-n', '2', '-'], { input: new Uint8Array(0) });
    child.stdin?.write(ten);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
  });

  test('a FIFO', async () => {
    const fifo = place.path('fifo');
    execFileSync('mkfifo', [fifo]);
    const path = place.file('ten.pcap', ten);
    const script = `cat "$1" > "$2" & exec "$3" "$4" -q "$2"`;
    const { stdout } = await run('sh', ['-c', script, 'sh', path, fifo, process.execPath, PROGRAM]);
    expect(stdout.match(/\n/g)).toHaveLength(10);
  });
});

test('a reader that has seen enough ends us quietly', async () => {
  const large = place.file('large.pcap', capture(optionsOf(4000)));
  const script = `{ "$1" "$2" packets "$3"; echo "code $?" >&2; } | head -1`;
  const { stdout, stderr } = await run('sh', ['-c', script, 'sh', process.execPath, PROGRAM, large]);
  expect(stdout.match(/\n/g)).toHaveLength(1);
  expect(stderr).toBe('code 0\n');
});

test('so does a reader that closes the pipe at once', async () => {
  const script = `{ "$1" "$2" export --help; echo "code $?" >&2; } | true`;
  const { stderr } = await run('sh', ['-c', script, 'sh', process.execPath, PROGRAM]);
  expect(stderr).toBe('code 0\n');
});
