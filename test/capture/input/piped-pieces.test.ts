import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { PipedPieces } from '../../../src/capture/input/piped-pieces.ts';
import { openCapture } from '../../../src/capture/open-capture.ts';
import { TimeBase } from '../../../src/capture/time-base.ts';
import type { SourceId } from '../../../src/ids.ts';
import { packets, pcap } from '../build-captures.ts';
import { Folder, type Kept, read, readAll } from '../reading.ts';

const folder = new Folder();
afterAll(() => folder.remove());

function fifo(name: string): string {
  const path = join(folder.path, name);
  execFileSync('mkfifo', [path]);
  return path;
}

/** Another process writes the file into the pipe. */
function pour(file: string, pipe: string): Promise<unknown> {
  return once(spawn('sh', ['-c', 'cat "$0" > "$1"', file, pipe], { stdio: 'ignore' }), 'close');
}

const many = pcap(packets(8000));

describe.skipIf(process.platform === 'win32')('what comes through a pipe', () => {
  test('is all that was written, in one memory', async () => {
    const path = fifo('pieces');
    const pieces = new PipedPieces(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
    const poured = pour(folder.file(many, 'many'), path);
    const memories = new Set<ArrayBufferLike>();
    const copies: Buffer[] = [];
    for await (const piece of pieces) {
      memories.add(piece.buffer);
      copies.push(Buffer.from(piece));
      // Whoever is busy with one piece finds it unchanged, although more has been written.
      await new Promise(setImmediate);
      expect(copies.at(-1)?.equals(piece)).toBe(true);
    }
    await poured;
    pieces.destroy();
    expect(Buffer.concat(copies).equals(many)).toBe(true);
    expect([copies.length > 1, memories.size]).toEqual([true, 1]);
  });

  test('ends when nobody wants more of it', async () => {
    const path = fifo('left');
    const pieces = new PipedPieces(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
    const poured = pour(folder.file(many, 'many'), path);
    for await (const piece of pieces) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    pieces.destroy();
    await poured;
    for await (const _ of pieces) expect.unreachable();
  });

  const zipped = gzipSync(many, { level: 0 });
  const damaged = Buffer.from(zipped);
  damaged.fill(0xff, 400_000, 400_100);
  test.each([
    ['a capture', many],
    ['a gzip file', zipped],
    ['a damaged gzip file, of which what came before is decompressed again', damaged],
  ])('is read as a file is: %s', async (name, bytes) => {
    const file = folder.file(bytes, name);
    const ofFile = await read(file);
    const path = fifo(`${name} in a pipe`);
    const base = new TimeBase();
    const opening = openCapture(path, 0 as SourceId, base);
    const poured = pour(file, path);
    const source = await opening;
    const frames: Kept[] = await readAll(source, base);
    await poured;
    expect(frames.length).toBeGreaterThan(1000);
    expect(frames).toEqual(ofFile.frames);
    expect(source.warnings.map(({ kind }) => kind)).toEqual(ofFile.source.warnings.map(({ kind }) => kind));
    for (const one of [source, ofFile.source]) one.close();
  });
});
