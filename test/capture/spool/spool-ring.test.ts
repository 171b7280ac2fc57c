import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { Frame } from '../../../src/capture/frame.ts';
import { openCapture, openCaptureParts } from '../../../src/capture/open-capture.ts';
import { observersOfRing } from '../../../src/capture/spool/open-ring.ts';
import type { SpooledFrom } from '../../../src/capture/spool/ring-interfaces.ts';
import { captureParts } from '../../../src/capture/spool/spool-parts.ts';
import { SpoolRing } from '../../../src/capture/spool/spool-ring.ts';
import { TimeBase } from '../../../src/capture/time-base.ts';
import type { SourceId } from '../../../src/ids.ts';
import { readAll } from '../reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'syncgrep-ring-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let rings: SpoolRing[] = [];
afterEach(() => {
  for (const ring of rings) ring.close();
  rings = [];
});

const SIZE = 100_000;

/** A ring of three files in a directory of its own. */
function ringIn(name: string, keep = false): { ring: SpoolRing; directory: string; news: string[] } {
  const directory = mkdtempSync(join(folder, name));
  const news: string[] = [];
  const base = new TimeBase();
  base.fix(1_700_000_000);
  const ring = new SpoolRing({ directory, files: 3, fileSize: SIZE, keep }, base, (text) => news.push(text));
  rings.push(ring);
  return { ring, directory, news };
}

function sourceOf(id: number, name: string): SpooledFrom {
  const description = { format: 'pcap', compression: undefined, sections: [], interfaces: [], secrets: [] };
  return { id: id as SourceId, name, description };
}

/** The frame with a number, which its bytes and its time tell. */
function frameOf(number: number, source: SpooledFrom): Frame {
  const frame = new Frame();
  frame.source = source.id;
  frame.bytes = Buffer.alloc(400 + (number % 7), number);
  frame.bytes.set([number >>> 8, number & 0xff]);
  frame.to = frame.bytes.length;
  frame.originalLength = frame.to;
  frame.linkType = 1;
  frame.time = number * 1e9 + 123_456_789;
  return frame;
}

/** Resolves when all that the ring has is in its files. */
async function written(ring: SpoolRing, directory: string): Promise<void> {
  const bytes = Math.round(ring.fill * 3 * SIZE);
  const there = () =>
    readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  await vi.waitFor(() => expect(there()).toBe(bytes), 10_000);
}

function store(ring: SpoolRing, source: SpooledFrom, number: number): number {
  const frame = frameOf(number, source);
  ring.store(source, frame);
  return frame.recordOffset;
}

/** Is the frame with this number kept at this place? */
function holds(ring: SpoolRing, place: number, number: number): boolean {
  const [found, wanted] = [new Frame(), frameOf(number, sourceOf(0, ''))];
  if (!ring.readFrame(place, found) || found.time !== wanted.time) return false;
  return Buffer.from(found.bytes).equals(Buffer.from(wanted.bytes));
}

describe('a ring of files', () => {
  test('frames are found where they were kept, at once and later, until their file goes', async () => {
    const { ring, directory } = ringIn('turns');
    const source = sourceOf(0, 'lo');
    ring.join(source);
    ring.begin();
    const places: number[] = [];
    let dropped = 0;
    for (let number = 0; number < 1500; number++) {
      places.push(store(ring, source, number));
      expect(holds(ring, places[number] as number, number)).toBe(true);
      if (number % 100 === 0) await pause(1);
      for (; ring.isOverfull; dropped++) ring.drop();
    }
    await pause(150);
    expect(dropped).toBeGreaterThan(3);
    expect(readdirSync(directory).length).toBeLessThanOrEqual(3);
    places.forEach((place, number) => {
      expect(holds(ring, place, number)).toBe(place >= ring.floor);
    });
  });

  test('a file is a capture of its own; all of them together are one, also while it is written', async () => {
    const { ring, directory } = ringIn('reopened');
    const source = sourceOf(0, 'lo');
    ring.join(source);
    ring.begin();
    for (let number = 0; number < 300; number++) store(ring, source, number);
    await written(ring, directory);
    const files = readdirSync(directory).map((name) => join(directory, name));
    expect(files).toHaveLength(2);
    for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
    const single = await openCapture(files[1] as string, 0 as SourceId, new TimeBase());
    expect((await readAll(single, new TimeBase())).length).toBeGreaterThan(10);
    expect(single.warnings).toEqual([]);
    single.close();
    const [parts] = captureParts([directory]);
    if (parts === undefined) throw new Error('nothing there');
    const base = new TimeBase();
    const whole = await openCaptureParts(parts, 0 as SourceId, base);
    const frames = await readAll(whole, base);
    expect(frames.map(({ data }) => Number.parseInt(data.slice(0, 4), 16))).toEqual(
      Array.from({ length: 300 }, (_, number) => number),
    );
    expect(frames[299]?.time).toBe('1700000299.123456789');
    whole.close();
  });

  test('what several observers saw is told apart again', async () => {
    const { ring, directory } = ringIn('observers');
    const [one, two] = [sourceOf(0, 'root@node1'), sourceOf(1, 'root@node2')];
    ring.join(one);
    ring.join(two);
    ring.begin();
    for (let number = 0; number < 20; number++) store(ring, number % 4 === 0 ? two : one, number);
    await written(ring, directory);
    const [parts] = captureParts([directory]);
    if (parts === undefined) throw new Error('nothing there');
    const again = await observersOfRing(parts);
    expect(again.map(({ name }) => name)).toEqual(['root@node1', 'root@node2']);
    const counts: number[] = [];
    for (const { open } of again) {
      const source = await open(0 as SourceId, new TimeBase(), {});
      counts.push((await readAll(source, new TimeBase())).length);
      source.close();
    }
    expect(counts).toEqual([15, 5]);
  });

  test('without its directory, frames pass without being kept, and that is said once', async () => {
    const { ring, directory, news } = ringIn('removed');
    const source = sourceOf(0, 'lo');
    ring.join(source);
    ring.begin();
    const first = store(ring, source, 1);
    await pause(150);
    rmSync(directory, { recursive: true });
    const places = Array.from({ length: 900 }, (_, at) => store(ring, source, at + 2));
    await pause(20);
    expect(news).toEqual([expect.stringContaining('frames are not kept for now: no such directory')]);
    expect(ring.warnings.list).toHaveLength(1);
    expect(ring.bytesNotKept).toBeGreaterThan(SIZE);
    // What was kept before is still there; what was not is nowhere, and takes no other's place.
    expect(holds(ring, first, 1)).toBe(true);
    expect(ring.readFrame(places[899] as number, new Frame())).toBe(false);
    expect(new Set(places).size).toBe(900);
    expect(ring.isOverfull).toBe(true);
  });

  test('its files go with it, unless they are to stay', () => {
    const gone = ringIn('gone');
    const kept = ringIn('kept', true);
    for (const { ring, directory } of [gone, kept]) {
      const source = sourceOf(0, 'lo');
      ring.join(source);
      ring.begin();
      store(ring, source, 1);
      ring.close();
      expect(readdirSync(directory)).toHaveLength(ring === kept.ring ? 1 : 0);
    }
    const [file] = readdirSync(kept.directory);
    expect(statSync(join(kept.directory, file ?? '')).size).toBeGreaterThan(400);
  });
});
