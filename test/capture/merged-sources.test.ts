import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaptureSource } from '../../src/capture/capture-source.ts';
import { MergedSources } from '../../src/capture/merged-sources.ts';
import { openCapture, openCaptureStream } from '../../src/capture/open-capture.ts';
import { TimeBase } from '../../src/capture/time-base.ts';
import type { SourceId } from '../../src/ids.ts';
import { payload, pcap, pcapRecord } from './build-captures.ts';
import { Folder } from './reading.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** A capture with a packet at each of these microseconds. */
function capture(times: readonly number[]): Buffer {
  return pcap(times.map((time) => packet(time)));
}

function packet(time: number) {
  return { seconds: 1_700_000_000, fraction: time, data: payload(20, time) };
}

async function open(...captures: (readonly number[])[]): Promise<CaptureSource[]> {
  const base = new TimeBase();
  base.fix(1_700_000_000);
  return Promise.all(
    captures.map((times, id) => openCapture(folder.file(capture(times)), id as SourceId, base)),
  );
}

/** `source:microsecond:number` of each frame, to the end. */
function drain(merged: MergedSources, goOn = false): string[] {
  const found: string[] = [];
  while (merged.advance(goOn) === 'frame') found.push(shown(merged));
  return found;
}

function shown(merged: MergedSources): string {
  const { frame } = merged.current;
  return `${frame.source}:${frame.time / 1000}:${frame.number}`;
}

describe('MergedSources', () => {
  test('by time, and in the order given where frames are equal too', async () => {
    const sources = await open([1, 4, 4, 9], [2, 4, 5], [4, 10, 11]);
    const merged = new MergedSources(sources);
    expect(drain(merged)).toEqual([
      '0:1:1',
      '1:2:1',
      '0:4:2',
      '0:4:3',
      '1:4:2',
      '2:4:1',
      '1:5:3',
      '0:9:4',
      '2:10:2',
      '2:11:3',
    ]);
    expect(merged.advance()).toBe('end');
    for (const source of sources) source.close();
  });

  test('frames of one time come in the same order, however the files are named', async () => {
    const captures = [['b', 'e'], ['d'], ['a', 'c', 'ca']].map((texts) =>
      folder.file(
        pcap(texts.map((text) => ({ seconds: 1_700_000_000, fraction: 4, data: Buffer.from(text) }))),
      ),
    );
    for (const order of [captures, captures.toReversed()]) {
      const base = new TimeBase();
      base.fix(1_700_000_000);
      const sources = await Promise.all(order.map((path, id) => openCapture(path, id as SourceId, base)));
      const merged = new MergedSources(sources);
      const texts: string[] = [];
      while (merged.advance() === 'frame') {
        const { bytes, from, to } = merged.current.frame;
        texts.push(Buffer.from(bytes.subarray(from, to)).toString());
      }
      for (const source of sources) source.close();
      expect(texts).toEqual(['a', 'b', 'c', 'ca', 'd', 'e']);
    }
  });

  test('one source, an empty one, none', async () => {
    const [one, empty] = await open([1, 2], []);
    if (one === undefined || empty === undefined) throw new Error('not opened');
    const merged = new MergedSources([one]);
    expect(drain(merged)).toEqual(['0:1:1', '0:2:2']);
    expect(drain(new MergedSources([empty]))).toEqual([]);
    expect(() => new MergedSources([])).toThrow(RangeError);
    one.close();
    empty.close();
  });

  test('any captures: every frame once, sorted, stable', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });
    const sorted = times.map((list) => list.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(fc.array(sorted, { minLength: 1, maxLength: 5 }), async (captures) => {
        const sources = await open(...captures);
        const want = captures
          .flatMap((list, id) => list.map((time, at) => ({ id, time, number: at + 1 })))
          .sort((a, b) => a.time - b.time || a.id - b.id || a.number - b.number);
        expect(drain(new MergedSources(sources))).toEqual(
          want.map((one) => `${one.id}:${one.time}:${one.number}`),
        );
        for (const source of sources) source.close();
      }),
      { numRuns: 50 },
    );
  });
});

describe('sources that wait', () => {
  async function withPipe(times: readonly number[], patience = 0) {
    const base = new TimeBase();
    base.fix(1_700_000_000);
    const pipe = new PassThrough();
    pipe.write(capture([]));
    const live = await openCaptureStream(pipe, 'live', 0 as SourceId, base);
    const file = await openCapture(folder.file(capture(times)), 1 as SourceId, base);
    const send = async (time: number) => {
      pipe.write(pcapRecord(packet(time)));
      await pause(1);
    };
    return { pipe, live, file, send, merged: new MergedSources([live, file], patience) };
  }

  test('hold the others back', async () => {
    const { pipe, live, file, send, merged } = await withPipe([1, 2, 3]);
    expect(merged.advance()).toBe('wait');
    await send(2);
    await merged.whenReady();
    expect(drain(merged)).toEqual(['1:1:1', '0:2:1']);
    expect(merged.advance()).toBe('wait');
    pipe.end();
    await merged.whenReady();
    expect(drain(merged)).toEqual(['1:2:2', '1:3:3']);
    expect(merged.advance()).toBe('end');
    live.close();
    file.close();
  });

  test('do not, where the caller goes on', async () => {
    const { pipe, live, file, send, merged } = await withPipe([1, 5]);
    expect(drain(merged, true)).toEqual(['1:1:1', '1:5:2']);
    expect(merged.advance(true)).toBe('wait');
    await send(3);
    expect(drain(merged)).toEqual(['0:3:1']);
    await send(7);
    expect(drain(merged)).toEqual(['0:7:2']);
    pipe.end();
    await merged.whenReady();
    expect(merged.advance()).toBe('end');
    live.close();
    file.close();
  });

  test('hold back for a moment only, where the caller goes on', async () => {
    const { pipe, live, file, send, merged } = await withPipe([1, 5], 30);
    expect(merged.advance(true)).toBe('wait');
    await send(0);
    expect(drain(merged, true)).toEqual(['0:0:1']);
    await merged.whenReady();
    expect(drain(merged, true)).toEqual(['1:1:1', '1:5:2']);
    pipe.end();
    live.close();
    file.close();
  });

  test('however often somebody waits', async () => {
    const { pipe, live, file, send, merged } = await withPipe([]);
    expect(merged.advance()).toBe('wait');
    const all = [merged.whenReady(), merged.whenReady(), merged.whenReady()];
    await send(1);
    await Promise.all(all);
    expect(merged.advance()).toBe('frame');
    pipe.end();
    live.close();
    file.close();
  });
});
