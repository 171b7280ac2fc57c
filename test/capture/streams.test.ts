import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaptureSource } from '../../src/capture/capture-source.ts';
import { type CaptureOptions, openCapture, openCaptureStream } from '../../src/capture/open-capture.ts';
import { TimeBase } from '../../src/capture/time-base.ts';
import type { SourceId } from '../../src/ids.ts';
import { Blocks, packets, payload, pcap } from './build-captures.ts';
import { Folder, type Kept, keep, read, readAgain, readAll } from './reading.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const ID = 0 as SourceId;
const plain = pcap(packets(300));
const blocks = new Blocks();
const plainNg = Buffer.concat([
  blocks.section(),
  blocks.interface(),
  ...packets(300).map((packet, at) => blocks.enhanced(0, 1_700_000_000_000_000n + BigInt(at), packet.data)),
]);

async function framesOf(bytes: Uint8Array): Promise<Kept[]> {
  const { source, frames } = await read(folder.file(bytes, 'plain'));
  source.close();
  return frames;
}

async function readStream(stream: Readable, options: CaptureOptions = {}) {
  const base = new TimeBase();
  const source = await openCaptureStream(stream, 'a pipe', ID, base, options);
  const frames = await readAll(source, base);
  return { source, base, frames };
}

/** `bytes` in pieces of `size`, each in a turn of its own. */
function dripping(bytes: Uint8Array, size: number): Readable {
  return Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
    })(),
    { objectMode: true },
  );
}

describe('pipes', () => {
  test.each([
    ['pcap', plain],
    ['pcapng', plainNg],
    ['gzip', gzipSync(plain)],
  ])('%s in pieces of any size gives the same frames, and again afterwards', async (_, bytes) => {
    const want = await framesOf(bytes);
    for (const size of [1, 7, 24, 1000, 1_000_000]) {
      const { source, base, frames } = await readStream(dripping(bytes, size));
      expect(frames).toEqual(want);
      expect(source.warnings).toEqual([]);
      expect(source.progress).toEqual({ bytesRead: bytes.length, bytesTotal: undefined });
      expect(readAgain(source, base, frames)).toEqual(frames);
      source.close();
    }
  });

  test('frames come while the input is still open', async () => {
    const pipe = new PassThrough();
    const base = new TimeBase();
    pipe.write(plain.subarray(0, 24));
    const source = await openCaptureStream(pipe, 'a pipe', ID, base);
    expect(source.advance()).toBe('wait');
    for (let at = 24, count = 0; count < 3; count++) {
      const length = 16 + plain.readUInt32LE(at + 8);
      pipe.write(plain.subarray(at, at + length - 1));
      await Promise.race([source.whenReady(), pause(50)]);
      expect(source.advance()).toBe('wait');
      pipe.write(plain.subarray(at + length - 1, at + length));
      await source.whenReady();
      expect(source.advance()).toBe('frame');
      expect(source.frame.number).toBe(count + 1);
      at += length;
    }
    expect(source.advance()).toBe('wait');
    pipe.end();
    await source.whenReady();
    expect(source.advance()).toBe('end');
    expect(source.warnings).toEqual([]);
    source.close();
  });

  test('an input that fails: what came before, and a warning', async () => {
    const pipe = new PassThrough();
    pipe.write(plain.subarray(0, 5000));
    setTimeout(() => pipe.destroy(new Error('the other end broke')), 20);
    const { source, frames } = await readStream(pipe);
    expect(frames.length).toBeGreaterThan(50);
    expect(source.warnings.map((warning) => warning.kind)).toEqual(['read-error', 'cut-off']);
    expect(source.warnings[0]?.text).toContain('the other end broke');
    source.close();
  });

  test('closing stops the input', async () => {
    const pipe = new PassThrough();
    pipe.write(plain);
    const source = await openCaptureStream(pipe, 'a pipe', ID, new TimeBase());
    expect(source.advance()).toBe('frame');
    source.close();
    expect(source.advance()).toBe('end');
    await source.whenReady();
    expect(pipe.destroyed).toBe(true);
    expect(source.warnings).toEqual([]);
  });

  test('waiting for the first byte can be given up', async () => {
    const controller = new AbortController();
    const pipe = new PassThrough();
    const opening = openCaptureStream(pipe, 'a pipe', ID, new TimeBase(), { signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toThrow('a pipe: ');
    expect(pipe.destroyed).toBe(true);
  });

  test.runIf(existsSync('/proc/self/fd'))('the temporary file has no name and one reader', async () => {
    // Tests before this one, in the same process, may have left some.
    const before = openSpools();
    const { source } = await readStream(dripping(plain, 5000));
    const spools = openSpools().filter((fd) => !before.includes(fd));
    expect(spools).toHaveLength(1);
    expect(fstatSync(Number(spools[0])).mode & 0o777).toBe(0o600);
    expect(readdirSync(tmpdir()).filter((name) => name.endsWith('.spool'))).toEqual([]);
    source.close();
    expect(openSpools()).toEqual(before);
  });

  test('the temporary file has a limit', async () => {
    const { source, frames } = await readStream(dripping(plain, 999), { limits: { spool: 8000 } });
    expect(frames.length).toBeGreaterThan(80);
    expect(source.warnings.map((warning) => warning.kind)).toEqual(['spool-full', 'cut-off']);
    expect(source.warnings[0]?.offset).toBe(8000);
    source.close();
  });
});

function openSpools(): readonly string[] {
  return readdirSync('/proc/self/fd').filter((fd) => isSpool(fd));
}

function isSpool(fd: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).includes('.spool (deleted)');
  } catch {
    return false;
  }
}

describe('gzip', () => {
  test('a file: the same frames, random access, progress in compressed bytes', async () => {
    const bytes = gzipSync(plain);
    const { source, base, frames } = await read(folder.file(bytes));
    expect(frames).toEqual(await framesOf(plain));
    expect(source.description.compression).toBe('gzip');
    expect(source.progress).toEqual({ bytesRead: bytes.length, bytesTotal: bytes.length });
    expect(readAgain(source, base, frames)).toEqual(frames);
    source.close();
  });

  test('several members, and something behind the last one', async () => {
    const members = [gzipSync(plain.subarray(0, 1000)), gzipSync(plain.subarray(1000))];
    for (const rest of [Buffer.alloc(0), Buffer.alloc(600), Buffer.from('what is this?')]) {
      const { source, frames } = await read(folder.file(Buffer.concat([...members, rest])));
      expect(frames).toHaveLength(300);
      source.close();
      const bytes = Buffer.concat([...members, rest]);
      const dripped = await readStream(dripping(bytes, 13));
      expect(dripped.frames).toHaveLength(300);
      dripped.source.close();
    }
  });

  test('cut off anywhere: all that could be decompressed', async () => {
    const want = await framesOf(plain);
    const bytes = gzipSync(plain);
    let last = 0;
    for (let length = 700; length < bytes.length; length += 311) {
      const { source, frames } = await read(folder.file(bytes.subarray(0, length), 'cut.gz'));
      expect(frames.length).toBeGreaterThanOrEqual(last);
      expect(frames.slice(0, -1)).toEqual(want.slice(0, Math.max(0, frames.length - 1)));
      expect(source.warnings[0]?.kind).toBe('compression');
      last = frames.length;
      source.close();
    }
    expect(last).toBeGreaterThan(200);
  });

  test('corrupt: what was decompressed before', async () => {
    const noise = Array.from({ length: 400 }, (_, at) => ({
      seconds: 1_700_000_000,
      fraction: at,
      data: Uint8Array.from({ length: 1000 }, (__, i) => Math.imul((at * 1000 + i) ** 2, 0x9e3779b1) >>> 24),
    }));
    const bytes = gzipSync(pcap(noise), { level: 9 });
    for (const at of [0.1, 0.5, 0.95]) {
      const from = Math.floor(at * bytes.length);
      const { source, frames } = await read(folder.file(Buffer.from(bytes).fill(0xff, from, from + 100)));
      expect(frames.length / 400).toBeGreaterThan(at - 0.03);
      expect(frames.length / 400).toBeLessThan(at + 0.03);
      expect(source.warnings[0]?.kind).toBe('compression');
      source.close();
    }
    // A wrong checksum at the end: every byte is there.
    const last = bytes.length - 5;
    const { source, frames } = await read(folder.file(Buffer.from(bytes).fill(0, last - 3, last)));
    expect(frames.length).toBeGreaterThan(395);
    expect(source.warnings[0]?.text).toContain('corrupt');
    source.close();
  });

  test('a bomb fills the temporary file up to its limit, and no memory', async () => {
    const bomb = gzipSync(Buffer.concat([pcap(packets(1)), Buffer.alloc(40_000_000)]));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().rss;
    const { source, frames } = await read(folder.file(bomb), { limits: { spool: 10_000_000 } });
    expect(frames).toHaveLength(1);
    expect(source.warnings.map((warning) => warning.kind)).toContain('spool-full');
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
    source.close();
  });
});

describe.skipIf(process.platform === 'win32')('the outside world', () => {
  test('a FIFO whose writer comes late and writes byte by byte', async () => {
    const path = join(folder.path, 'fifo');
    execFileSync('mkfifo', [path]);
    const few = pcap(packets(4));
    const base = new TimeBase();
    const opening = openCapture(path, ID, base);
    await pause(20);
    const writer = openSync(path, 'w');
    const frames: Kept[] = [];
    let source: CaptureSource | undefined;
    for (let at = 0; at < few.length; at++) {
      writeSync(writer, few, at, 1);
      await pause(0);
      if (at === 23) source = await opening;
      if (source?.advance() === 'frame') frames.push(keep(source.frame, base));
    }
    closeSync(writer);
    source ??= await opening;
    frames.push(...(await readAll(source, base)));
    expect(frames).toEqual(await framesOf(few));
    expect(frames.length).toBe(4);
    source.close();
  });

  test('standard input: a pipe that stays open, a file, a gzip file', async () => {
    const few = pcap(packets(5));
    const path = folder.file(few, 'few.pcap');
    const zipped = folder.file(gzipSync(few), 'few.pcap.gz');
    const script = join(import.meta.dirname, 'print-frames.ts');
    const run = (from: string) => {
      const command = `"${process.execPath}" --import tsx "${script}" - ${from}`;
      return execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim().split('\n');
    };
    const lines = packets(5).map((packet, at) => `${at + 1} ${packet.data.length}`);
    const format = 'pcap µs little-endian';
    expect(run(`< ${path}`)).toEqual([...lines, `${format} ${few.length} of ${few.length}`]);
    const zippedLength = gzipSync(few).length;
    expect(run(`< ${zipped}`)).toEqual([...lines, `${format} ${zippedLength} of ${zippedLength}`]);

    const child = spawn(process.execPath, ['--import', 'tsx', script, '-'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stdin.write(few.subarray(0, few.length - 30));
    while (!output.includes(`${lines[3]}\n`)) await pause(10);
    child.stdin.end(few.subarray(few.length - 30));
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(output.trim().split('\n')).toEqual([...lines, `${format} ${few.length} of undefined`]);
  });

  test('a pipe is drained no faster than it is spooled', async () => {
    let made = 0;
    const record = pcap([{ seconds: 1_700_000_000, fraction: 0, data: payload(60_000) }]).subarray(24);
    const endless = new Readable({
      highWaterMark: 200_000,
      read() {
        made += record.length;
        this.push(made === record.length ? Buffer.concat([pcap([]), record]) : record);
      },
    });
    const source = await openCaptureStream(endless, 'endless', ID, new TimeBase(), {
      limits: { spool: 3_000_000 },
    });
    expect(source.advance()).toBe('frame');
    while (source.advance() !== 'end') await source.whenReady();
    expect(made).toBeLessThan(3_500_000);
    expect(endless.destroyed).toBe(true);
    source.close();
  });
});
