import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { CaptureError } from '../../src/capture/capture-error.ts';
import { Frame } from '../../src/capture/frame.ts';
import { openCapture, openCaptureStream } from '../../src/capture/open-capture.ts';
import { TimeBase } from '../../src/capture/time-base.ts';
import type { SourceId } from '../../src/ids.ts';
import { Blocks, packets, payload, pcap } from './build-captures.ts';
import { Folder, readAll } from './reading.ts';

/** Captures may be damaged in any way: no exception, no endless loop, no memory beyond the limits. */

const folder = new Folder();
afterAll(() => folder.remove());

const LIMITS = { record: 64 * 1024, warnings: 20, text: 200, sections: 10, spool: 200_000 };

/** Reads whatever there is, twice; throws only where something is out of bounds. */
async function exercise(bytes: Uint8Array): Promise<number> {
  const base = new TimeBase();
  const path = folder.file(bytes, 'any');
  const source = await openCapture(path, 0 as SourceId, base, { limits: LIMITS, chunk: 1024 }).catch(
    (error) => {
      if (error instanceof CaptureError) return undefined;
      throw error;
    },
  );
  if (source === undefined) return 0;
  const again = new Frame();
  let count = 0;
  for (let found = source.advance(); found !== 'end'; found = source.advance()) {
    if (found === 'wait') {
      await source.whenReady();
      continue;
    }
    const { frame } = source;
    count++;
    expect(count).toBeLessThan(bytes.length);
    if (frame.from < 0 || frame.to < frame.from || frame.to > frame.bytes.length)
      throw new Error('out of bounds');
    if (!Number.isFinite(frame.time) || frame.to - frame.from > LIMITS.record) throw new Error('impossible');
    base.epochNanoseconds(frame.time);
    if (!source.readRecord(frame.recordOffset, again)) throw new Error('not there again');
    expect(again.to - again.from).toBe(frame.to - frame.from);
    expect(source.readComments(frame.recordOffset).length).toBeLessThan(frame.bytes.length);
    source.readRecord(frame.recordOffset + count, again);
  }
  expect(source.warnings.length).toBeLessThanOrEqual(LIMITS.warnings);
  expect(source.description.sections.length).toBeLessThanOrEqual(LIMITS.sections);
  expect(source.lostBytes).toBeLessThanOrEqual(bytes.length);
  source.close();
  return count;
}

/** Everything that reading yields: from a file, or from a pipe in pieces of `size`. */
async function story(bytes: Uint8Array, size: number): Promise<string[]> {
  const base = new TimeBase();
  const id = 0 as SourceId;
  const opening =
    size === 0
      ? openCapture(folder.file(bytes, 'any'), id, base, { limits: LIMITS, chunk: 1024 })
      : openCaptureStream(pieces(bytes, size), 'any', id, base, { limits: LIMITS, chunk: 5000 });
  const source = await opening.catch(() => undefined);
  if (source === undefined) return ['refused'];
  const frames = await readAll(source, base);
  source.close();
  const warnings = source.warnings.map((warning) => `${warning.kind} ${warning.offset} ${warning.text}`);
  return [...frames.map((frame) => Object.values(frame).join()), ...warnings, String(source.lostBytes)];
}

function pieces(bytes: Uint8Array, size: number): Readable {
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size)));
}

function pcapngOf(blocks: Blocks): Buffer {
  const parts = packets(30).map((packet, at) =>
    blocks.enhanced(
      at % 2,
      BigInt(1_700_000_000_000_000 + at),
      packet.data,
      at % 3 === 0 ? [[1, 'comment']] : [],
    ),
  );
  return Buffer.concat([
    blocks.section([
      [1, 'a section'],
      [4, 'a program'],
    ]),
    blocks.interface(1, 0, [
      [2, 'eth0'],
      [9, Uint8Array.of(6)],
    ]),
    blocks.interface(113, 100, [
      [9, Uint8Array.of(0x94)],
      [14, blocks.u64(-5n)],
    ]),
    blocks.simple(payload(20)),
    blocks.obsolete(1, 2, 5n, payload(30)),
    blocks.secrets(0x544c534b, payload(50)),
    ...parts,
    blocks.statistics(0, 1n, [
      [2, blocks.stamp(7n)],
      [4, blocks.u64(8n)],
    ]),
  ]);
}

const SOUND: [string, Buffer][] = [
  ['pcap', pcap(packets(30))],
  ['pcap big-endian ns', pcap(packets(30), { big: true, magic: 0xa1b23c4d })],
  ['pcapng', pcapngOf(new Blocks())],
  ['pcapng of two sections', Buffer.concat([pcapngOf(new Blocks(true)), pcapngOf(new Blocks())])],
];

type Edit = readonly [kind: number, at: number, value: number, length: number];

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.tuple(fc.nat(4), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(0xffffffff), fc.nat(200)),
  { minLength: 1, maxLength: 6 },
);

function edited(sound: Buffer, list: readonly Edit[]): Buffer {
  let bytes = Buffer.from(sound);
  for (const [kind, place, value, length] of list) {
    const at = Math.floor(place * Math.max(0, bytes.length - 4));
    if (bytes.length < 8) break;
    if (kind === 0) bytes[at] = value;
    else if (kind === 1) bytes.writeUInt32LE(value, at & ~3);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, value), bytes.subarray(at)]);
    else bytes.writeUInt32LE([0, 1, 6, 0x0a0d0d0a, 0xffffffff, 0x7fffffff, 64][value % 7] ?? 0, at & ~3);
  }
  return bytes;
}

describe('whatever the file holds', () => {
  test.each(SOUND)('%s, edited anywhere', async (_, sound) => {
    expect(await exercise(sound)).toBeGreaterThanOrEqual(30);
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        await exercise(edited(sound, list));
      }),
      { numRuns: 150 },
    );
  });

  test.each(SOUND)('%s, gzip, edited anywhere', async (_, sound) => {
    const zipped = gzipSync(sound);
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        await exercise(edited(zipped, list));
      }),
      { numRuns: 30 },
    );
  });

  test('any bytes behind a sound start', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SOUND),
        fc.uint8Array({ maxLength: 600 }),
        async ([, sound], bytes) => {
          await exercise(Buffer.concat([sound.subarray(0, 48), bytes]));
        },
      ),
      { numRuns: 150 },
    );
  });

  test.each(SOUND)('%s, edited anywhere, gives the same from a pipe', async (_, sound) => {
    await fc.assert(
      fc.asyncProperty(edits, fc.integer({ min: 1, max: 3000 }), async (list, size) => {
        const bytes = edited(sound, list);
        expect(await story(bytes, size)).toEqual(await story(bytes, 0));
      }),
      { numRuns: 60 },
    );
  });

  test('one field changed costs few packets', async () => {
    for (const [, sound] of SOUND.slice(0, 3)) {
      for (let at = sound.length >> 1; at < (sound.length >> 1) + 80; at += 4) {
        const damaged = Buffer.from(sound);
        damaged.writeUInt32LE(0xdeadbeef, at & ~3);
        expect(await exercise(damaged)).toBeGreaterThanOrEqual(29);
      }
    }
  });

  test('bytes that look like records everywhere take no more than a moment', async () => {
    const record = pcap(packets(1)).subarray(24, 40);
    record.writeUInt32LE(60_000, 8);
    record.writeUInt32LE(60_000, 12);
    const lookalikes = Buffer.concat([
      pcap([]),
      Buffer.alloc(16),
      ...Array.from({ length: 60_000 }, () => record),
    ]);
    const start = performance.now();
    await exercise(lookalikes);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
