import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type Kept, read } from '../capture/reading.ts';
import { nodesOf } from '../flows/analysed.ts';
import { recording } from '../recordings/recordings.ts';
import {
  capture,
  optionsOf,
  RECORDINGS,
  runProgram,
  startSyncgrep,
  syncgrep,
  Workplace,
} from './run-program.ts';

const CALLS = `${RECORDINGS}/3.4/calls/bridge.pcap.gz`;
/** 600 registrations. */
const MANY = `${RECORDINGS}/3.4/coalesce/bridge.pcap.gz`;
const place = new Workplace();
afterAll(() => place.remove());

/** What a file holds, as `packets` reads it; without the ends, which it may not know as nodes. */
async function messagesOf(path: string, ...filter: string[]): Promise<readonly string[]> {
  const { output } = await syncgrep(['packets', '-q', '-A', path, ...filter]);
  const lines = output.trimEnd().split('\n');
  return lines.map((line) => line.replace(/ \S+ → \S+ /, ' '));
}

/** The connection to a phone that a node opens is on no port that is read. */
const NOT_READ = 'not read: SIP on port 6107; --any-port takes it in, or --sip-port with all ports\n';

describe.concurrent('export writes', () => {
  test.each([
    ['svg', /^<svg [^>]*>\n<title>f7 call COMPLETED 1201 → 1101<\/title>/],
    ['md', /^## f7 call COMPLETED `1201` → `1101`\n/],
    ['html', /^<!doctype html>\n<html lang="en">\n/],
    ['txt', /^f7 call COMPLETED 1201 → 1101\nCall-ID 1-25019@10\.9\.0\.11\n/],
  ])('%s, by the ending, or to standard output by --format', async (format, beginning) => {
    const path = place.path(`call.${format.toUpperCase()}`);
    const { code, output, errors } = await syncgrep(['export', '-o', path, '--flow', 'f7', CALLS]);
    expect([code, output, errors]).toEqual([0, '', `${path}: 22 messages of 1 flow written\n${NOT_READ}`]);
    expect(readFileSync(path, 'utf8')).toMatch(beginning);
    const piped = ['export', '-o', '-', '--format', format, '--flow', '1-25019@10.9.0.11', CALLS];
    const other = await syncgrep(piped, { environment: { LC_ALL: 'C.UTF-8' } });
    expect(other.output).toBe(readFileSync(path, 'utf8'));
    expect(other.errors).toBe(`standard output: 22 messages of 1 flow written\n${NOT_READ}`);
  });

  test('pcapng: the frames of what packets would show, and of the flows that are named', async () => {
    const [one, two] = [place.path('invites.pcapng'), place.path('flow.pcapng')];
    await syncgrep(['export', '-o', one, CALLS, 'method:INVITE']);
    expect(await messagesOf(one)).toEqual(await messagesOf(CALLS, 'method:INVITE'));
    const { errors } = await syncgrep(['export', '-o', two, '--flow', 'f7', CALLS]);
    expect(errors).toBe(`${two}: 22 frames of 22 messages written\n${NOT_READ}`);
    expect(await messagesOf(two)).toHaveLength(22);
  });

  test('pcapng to a pipe', async () => {
    const piped = await syncgrep(['export', '-o', '-', '--format', 'pcapng', '-n', '3', CALLS]);
    expect(piped.code).toBe(0);
    expect(piped.errors).toBe(`standard output: 3 frames of 3 messages written\n${NOT_READ}`);
    expect(piped.output.slice(4, 8)).not.toBe('');
  });

  test.each([
    [['-a', '1301'], 5],
    [['method:OPTIONS'], 1],
    [['--since', '+11.2', '--until', '+11.3'], 1],
    [['-n', '3'], 3],
    [['--call-id', '1-25019@10.9.0.11'], 1],
  ])('the flows that %s selects', async (args, count) => {
    const { output, errors } = await syncgrep(['export', '-o', '-', '--format', 'txt', CALLS, ...args]);
    expect(output.match(/^f\d+ (?:call|registration|options|message)/gm)).toHaveLength(count);
    expect(errors).toMatch(new RegExp(` of ${count} flows? written`));
  });

  test('a picture of what there is room for, and tells what is left out', async () => {
    const path = place.path('all.svg');
    const { code, errors } = await syncgrep(['export', '-o', path, MANY]);
    expect(code).toBe(0);
    const [, drawn, left] =
      /: (\d+) messages of \d+ flows? written; ([\d,]+) messages? left out: /.exec(errors) ?? [];
    expect([drawn, Number(left?.replace(',', '')) > 0]).toEqual(['500', true]);
    expect(readFileSync(path, 'utf8')).toContain(`the first 500 of `);
  });

  test('over what is there', async () => {
    const path = place.file('there.txt', 'x'.repeat(100_000));
    expect((await syncgrep(['export', '-o', path, '--flow', 'f7', CALLS])).code).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toContain('xx');
  });
});

describe.concurrent('export refuses', () => {
  test.each([
    [['-o', 'a.pdf'], 'a.pdf: an export is one of pcapng, '],
    [['-o', 'noending'], 'an export is one of pcapng, '],
    [['-o', 'a.svg', '--format', 'gif'], '--format "gif": an export is one of pcapng, '],
    [['-o', 'a.pcap'], 'a.pcap: a pcap holds one link type'],
    [['-o', '-'], '-o -: standard output has no ending; add --format'],
    [[], 'name the file to be written: -o call.svg'],
    [['-o', 'a.svg', '--json'], 'export writes no JSON'],
    [['-o', 'a.svg', '-O', 'b.pcapng'], '-O is for "packets"'],
    [['-o', 'a.pcapng', '--at', '+1'], '--at is for reports on state'],
    [['-o', '/nowhere/to/be/found.svg'], 'no such directory; create it first'],
    [['-o', '/tmp', '--format', 'svg'], 'is a directory; name a file'],
  ])('%s', async (args, text) => {
    const { code, output, errors } = await syncgrep(['export', ...args, CALLS]);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain(text);
    expect(errors.trimEnd().split('\n')).toHaveLength(1);
  });

  test('to write over a capture, by whatever name', async () => {
    const bytes = capture(optionsOf(2));
    const path = place.file('input.pcap', bytes);
    symlinkSync(path, place.path('link.svg'));
    for (const out of [[path, '--format', 'txt'], [place.path('link.svg')]]) {
      const { code, errors } = await syncgrep(['export', '-o', ...out, path]);
      expect([code, errors]).toEqual([2, expect.stringContaining('is one of the captures being read')]);
    }
    expect(readFileSync(path)).toEqual(Buffer.from(bytes));
  });
});

test.each(['svg', 'html', 'md', 'txt', 'pcapng'])(
  'where nothing is selected there is no %s, and the exit code is 1',
  async (format) => {
    const path = place.path(`nothing.${format}`);
    const read = place.file('three.pcap', capture(optionsOf(3)));
    const { code, errors } = await syncgrep(['export', '-o', path, '-a', 'nobody', read]);
    expect([code, errors]).toEqual([
      1,
      expect.stringContaining(`${path}: nothing is selected, nothing is written`),
    ]);
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, 'stays');
    await syncgrep(['export', '-o', path, '--flow', 'f999', read]);
    expect(readFileSync(path, 'utf8')).toBe('stays');
  },
);

test('Ctrl-C leaves no unfinished file behind', async () => {
  const path = place.path('interrupted.html');
  const child = startSyncgrep(['export', '-o', path, MANY]);
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (!existsSync(path) && child.exitCode === null) await setTimeout(2);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(existsSync(path)).toBe(false);
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full is told, and its device stays', async () => {
  const { code, errors } = await syncgrep([
    'export',
    '-o',
    '/dev/full',
    '--format',
    'svg',
    '--flow',
    'f7',
    CALLS,
  ]);
  expect([code, errors]).toEqual([2, expect.stringContaining('/dev/full: no room left on the disk')]);
  expect(existsSync('/dev/full')).toBe(true);
});

/** Frames that hold the last bytes of messages, as `capture time bytes`, of everybody who saw them. */
async function sightsOf(captures: readonly string[], args: readonly string[]): Promise<ReadonlySet<string>> {
  const { output } = await syncgrep(['packets', '--json', ...captures, ...args]);
  const lines = output.trimEnd().split('\n');
  const messages: readonly { frames: { capture: string; no: number }[] }[] = lines.map((line) =>
    JSON.parse(line),
  );
  const frames = new Map<string, readonly Kept[]>();
  for (const path of captures) frames.set(basename(path), await framesOf(path));
  return new Set(
    messages.flatMap(({ frames: places }) =>
      places.map(({ capture: name, no }) => {
        const frame = frames.get(name)?.[no - 1];
        return `${name} ${frame?.time} ${frame?.data}`;
      }),
    ),
  );
}

async function framesOf(path: string): Promise<readonly Kept[]> {
  const { source, frames } = await read(path);
  source.close();
  return frames;
}

/** What an export holds, in the same form; an interface is named after its capture. */
async function exportedFrames(path: string): Promise<ReadonlySet<string>> {
  const { source, frames } = await read(path);
  const { interfaces } = source.description;
  source.close();
  return new Set(
    frames.map(({ interfaceId, time, data }) => `${interfaces[interfaceId]?.name} ${time} ${data}`),
  );
}

test('what a regular expression did not look at is told, as by every report', async () => {
  const slow = '/([^#]+)+#/';
  const told =
    /^not searched: \d+ texts? that a regular expression takes too long for; counted as not matching$/m;
  const one = place.file('slow.pcap', capture(optionsOf(1)));
  const out = place.path('slow.pcapng');
  for (const command of [['export', '-o', out], ['flows'], ['check']]) {
    const { errors } = await syncgrep([...command, one, slow]);
    expect(errors.match(told)).toHaveLength(1);
  }
  expect(existsSync(out)).toBe(false);
});

describe.concurrent('a pcapng has the frames of all who saw a message', () => {
  const nodes = (name: string) => nodesOf(recording(name));

  test('each message in one frame: those, and no others', async () => {
    const path = place.path('one.pcapng');
    const args = ['--call-id', '1-25019@10.9.0.11'];
    const sights = await sightsOf(nodes('3.4/calls'), args);
    const { errors } = await syncgrep(['export', '-o', path, ...nodes('3.4/calls'), ...args]);
    expect(errors).toContain(`${path}: ${sights.size} frames of 22 messages written`);
    expect(sights.size).toBeGreaterThan(22);
    expect(await exportedFrames(path)).toEqual(sights);
  });

  test.each([
    ['in fragments and segments', '3.4/sip-framing', []],
    ['over TLS, with its keys', '3.6/tls13', ['--keylog']],
  ])('%s: they can be read again', async (_, name, options) => {
    const path = place.path(`${basename(name)}.pcapng`);
    const keys = options.flatMap((option) => [option, place.file('keys.log', keysOf(name))]);
    const sights = await sightsOf(nodes(name), [...keys, '-A']);
    await syncgrep(['export', '-A', '-o', path, ...keys, ...nodes(name)]);
    const written = await exportedFrames(path);
    expect([...sights].filter((sight) => !written.has(sight))).toEqual([]);
    const again = await syncgrep(['packets', '-q', '-A', path]);
    const first = await syncgrep(['packets', '-q', '-A', '--no-align', ...keys, ...nodes(name)]);
    const lines = ({ output }: { output: string }) => output.trimEnd().split('\n').length;
    expect(lines(again)).toBe(lines(first));
  });

  test('but not of who cannot be read again, which is told', async () => {
    const [one = '', two = ''] = nodes('3.4/calls');
    const path = place.path('piped.pcapng');
    const args = ['export', '-o', path, '-', two, '--call-id', '1-25019@10.9.0.11'];
    const { code, errors } = await runProgram(args, { input: readFileSync(one) });
    expect(code).toBe(0);
    expect(errors).toMatch(/: 22 frames of 22 messages written; without what standard input saw as well/);
  });
});

function keysOf(name: string): Buffer {
  return gunzipSync(readFileSync(`${RECORDINGS}/${name}/sslkeys.log.gz`));
}
