import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TcpFlag } from '../../decoders/packet-layers.ts';
import { Session } from '../../src/engine/session.ts';
import { Folder } from '../capture/reading.ts';
import {
  type RecordedCapture,
  type RecordedFrame,
  readCapture,
  type Segment,
  writeCapture,
} from './capture-frames.ts';
import { type Found, type StreamPlace, sessionOf, sessionOfFile } from './damaged-session.ts';
import { recording } from './recordings.ts';

/**
 * Real captures, damaged as networks, capture programs and hostile senders damage them, the whole way
 * from file to decoded message. `sessionOf` throws where a message is made of bytes that did not follow
 * each other in one stream, and where anything that is asked of a message throws.
 */
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const folder = new Folder();
afterAll(() => folder.remove());
const path = join(folder.path, 'damaged.pcap');

/**
 * Small ones, or the beginning: whole connections, connections that were there before, SIP on streams,
 * segments with many packets.
 */
const CAPTURES: readonly (readonly [name: string, capture: string, frames: number])[] = [
  ['4.0/cluster-bridge', 'node1', 150],
  ['3.4/midstream', 'bridge', 150],
  ['3.4/start', 'node4', 120],
  ['3.4/sip-framing', 'node1', 120],
  ['3.4/coalesce', 'node1', 400],
];
const RUNS = 8;

describe.each(CAPTURES)('%s %s', (name, file, most) => {
  const capture = readCapture(captureOf(name, file), most);
  let whole: readonly Found[] = [];
  let known: ReadonlySet<string>;

  beforeAll(async () => {
    whole = await sessionOf(capture, path);
    known = identitiesOf(whole);
  });

  test('is sound as it was recorded', () => {
    expect(whole.filter((one) => one.stream && one.whole && one.decoded).length).toBeGreaterThan(10);
  });

  test('frames that are there several times change nothing', async () => {
    await property(fc.array(fc.nat(3), { minLength: 50, maxLength: 50 }), async (pattern) => {
      const frames = capture.frames.flatMap((frame, at) => {
        const times = Math.max(1, pattern[at % pattern.length] ?? 1);
        return Array.from({ length: times }, () => frame);
      });
      expect(identities(await sessionOf({ ...capture, frames }, path))).toEqual([...known].sort());
    });
  });

  test('frames out of order change nothing', async () => {
    const swaps = fc.array(fc.nat(capture.frames.length - 2), { minLength: 1, maxLength: 300 });
    await property(swaps, async (places) => {
      const frames = reordered(capture.frames, places);
      expect(identities(await sessionOf({ ...capture, frames }, path))).toEqual([...known].sort());
    });
  });

  test('lost messages are missing, and no message is made up from the rest', async () => {
    const losses = fc.array(fc.nat(capture.frames.length - 1), { minLength: 1, maxLength: 40 });
    await property(losses, async (places) => {
      const lost = new Set(places);
      const frames = capture.frames.filter((_, at) => !lost.has(at));
      const found = await sessionOf({ ...capture, frames }, path);
      const made = found.filter((one) => one.whole && !known.has(one.identity));
      expect(made).toEqual([]);
      expect(found.filter((one) => one.stream && !one.whole && one.decoded)).toEqual([]);
      const left = identitiesOf(found);
      const kept = keptBytes(frames);
      const missed = whole.filter((one) => one.whole && isKept(one.place, kept) && !left.has(one.identity));
      expect(missed).toEqual([]);
    });
  });

  test('frames cut by a snap length: what is cut is said to be', async () => {
    await property(fc.tuple(fc.integer({ min: 54, max: 400 }), fc.nat(6)), async ([most, every]) => {
      const frames = capture.frames.map((frame, at) =>
        at % (every + 1) === 0 ? cutFrame(frame, most) : frame,
      );
      const found = await sessionOf({ ...capture, frames }, path);
      expect(found.filter((one) => one.whole && one.stream && !known.has(one.identity))).toEqual([]);
    });
  });

  test('a file cut anywhere holds what came before', async () => {
    const { file: bytes, records } = writeCapture(capture);
    const offsets = [...records.keys()];
    await property(fc.integer({ min: 24, max: bytes.length }), async (length) => {
      const found = await sessionOfFile(bytes.subarray(0, length), records, path);
      expect(found.filter((one) => one.whole && !known.has(one.identity))).toEqual([]);
      const frames = capture.frames.slice(0, Math.max(0, offsets.filter((at) => at < length).length - 1));
      const before = await sessionOf({ ...capture, frames }, path);
      const left = identitiesOf(found);
      expect(before.filter((one) => one.whole && !left.has(one.identity))).toEqual([]);
    });
  });

  test('numbers that lie, markers in the wrong place: nothing throws, and the stream goes on', async () => {
    const places = fc.record({
      segment: fc.nat(),
      at: fc.nat(),
      change: fc.constantFrom(
        'length',
        'version',
        'name length',
        'marker',
        'no marker',
        'byte',
        'number',
      ) as fc.Arbitrary<Change>,
      value: fc.constantFrom(0, 1, 11, 12, 16, 17, 255, 65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff),
    });
    await property(fc.array(places, { minLength: 1, maxLength: 3 }), async (changes) => {
      const frames = [...capture.frames];
      const touched: Segment[] = [];
      const carriers = frames.flatMap(({ segment }, at) =>
        segment !== undefined && segment.to > segment.from ? [at] : [],
      );
      for (const { segment, at, change, value } of changes) {
        const place = carriers[segment % carriers.length] ?? 0;
        frames[place] = changed(frames[place] as RecordedFrame, at, change, value);
        touched.push((frames[place] as RecordedFrame).segment as Segment);
      }
      const left = identitiesOf(await sessionOf({ ...capture, frames }, path));
      const untouched = whole.filter((one) => !touched.some((segment) => isBehind(one.place, segment)));
      expect(untouched.filter((one) => !left.has(one.identity))).toEqual([]);
    });
  });

  test('with little memory less is found, and nothing is made up', async () => {
    const limits = {
      streams: 2,
      heldBytes: 4096,
      heldStreamBytes: 1024,
      heldStreamSegments: 4,
      fragmentBytes: 1024,
    };
    const losses = fc.array(fc.nat(capture.frames.length - 1), { maxLength: 40 });
    await property(losses, async (places) => {
      const left = capture.frames.filter((_, at) => !places.includes(at));
      const frames = reordered(left, places);
      const found = await sessionOf({ ...capture, frames }, path, limits);
      expect(found.filter((one) => one.whole && !known.has(one.identity))).toEqual([]);
    });
  });
});

describe('memory', () => {
  /** One real segment again and again, from many connections, each byte behind a hole that stays open. */
  function openHoles(): RecordedCapture {
    const capture = readCapture(captureOf('3.4/coalesce', 'node1'), 400);
    const longest = [...capture.frames].sort((a, b) => b.bytes.length - a.bytes.length)[0] as RecordedFrame;
    const frames = Array.from({ length: 7000 }, (_, at): RecordedFrame => {
      const round = Math.floor(at / 40);
      return {
        ...moved(longest, at % 40, round === 0 ? 0 : 1 + round * longest.bytes.length),
        time: longest.time + at,
      };
    });
    return { ...capture, frames };
  }

  /** Collecting garbage takes longer than reading; what is held stays at its limit once it is there. */
  const BATCHES_BETWEEN = 67;

  /** Most memory of buffers while reading, in bytes. */
  async function peak(holes: string, heldBytes: number): Promise<number> {
    const session = await Session.open([holes], { heldBytes });
    let most = 0;
    // A budget of nothing reads one batch of frames.
    for (let batch = 1; session.read(0) !== 'end'; batch++) {
      if (batch % BATCHES_BETWEEN !== 0) continue;
      collectGarbage();
      // Memory of buffers is given back a moment later.
      await setImmediate();
      collectGarbage();
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    session.close();
    return most;
  }

  test('is bounded where every hole stays open', async () => {
    const holes = folder.file(writeCapture(openHoles()).file);
    const held = 2 ** 19;
    const atLeast = await peak(holes, held / 16);
    expect(await peak(holes, held)).toBeLessThan(atLeast + 4 * held);
    expect(await peak(holes, 64 * held)).toBeGreaterThan(atLeast + 5 * held);
  });
});

function captureOf(name: string, file: string): string {
  const found = recording(name).captures.find((one) => one.endsWith(`/${file}.pcap.gz`));
  if (found === undefined) throw new Error(`no ${file} in ${name}`);
  return found;
}

async function property<Value>(arbitrary: fc.Arbitrary<Value>, holds: (value: Value) => Promise<void>) {
  await fc.assert(fc.asyncProperty(arbitrary, holds), { numRuns: RUNS });
}

function identities(found: readonly Found[]): readonly string[] {
  return [...identitiesOf(found)].sort();
}

function identitiesOf(found: readonly Found[]): ReadonlySet<string> {
  return new Set(found.map((one) => one.identity));
}

/** Stream positions that some frame still has, by stream. */
function keptBytes(frames: readonly RecordedFrame[]): ReadonlyMap<string, ReadonlySet<number>> {
  const kept = new Map<string, Set<number>>();
  for (const { segment } of frames) {
    if (segment === undefined) continue;
    const bytes = kept.get(segment.stream) ?? new Set();
    kept.set(segment.stream, bytes);
    for (let at = 0; at < segment.to - segment.from; at++) bytes.add((segment.sequence + at) >>> 0);
  }
  return kept;
}

function isKept(place: StreamPlace | undefined, kept: ReadonlyMap<string, ReadonlySet<number>>): boolean {
  if (place === undefined) return false;
  const bytes = kept.get(place.stream);
  for (let at = 0; at < place.length; at++)
    if (bytes?.has((place.sequence + at) >>> 0) !== true) return false;
  return true;
}

/** Does the message end behind the first byte of the segment, in the same stream? */
function isBehind(place: StreamPlace | undefined, segment: Segment): boolean {
  if (place === undefined) return true;
  return place.stream === segment.stream && ((place.sequence + place.length - segment.sequence) | 0) > 0;
}

/**
 * Neighbours change places, as a capture shows them that merges the queues of several CPUs: within a
 * moment. A connection is opened before it is used and closed after: and what comes in front of the
 * first bytes that were captured of it is not known to be new.
 */
function reordered(frames: readonly RecordedFrame[], swaps: readonly number[]): readonly RecordedFrame[] {
  const order = [...frames];
  for (const at of swaps) {
    const [one, other] = [order[at], order[at + 1]];
    if (one === undefined || other === undefined || !mayPass(one.segment, other.segment, order, at)) continue;
    order[at] = { ...other, time: one.time };
    order[at + 1] = { ...one, time: one.time };
  }
  return order;
}

const TURNING_POINT = TcpFlag.Syn | TcpFlag.Fin | TcpFlag.Rst;

function mayPass(
  one: Segment | undefined,
  other: Segment | undefined,
  order: readonly RecordedFrame[],
  at: number,
): boolean {
  if (one === undefined || other === undefined || !sameConnection(one, other)) return true;
  if (((one.flags | other.flags) & TURNING_POINT) !== 0) return false;
  return order.slice(0, at).some(({ segment }) => segment?.stream === one.stream);
}

function sameConnection(one: Segment, other: Segment): boolean {
  const ports = (segment: Segment): string => segment.stream.split(' ').slice(1).sort().join();
  return ports(one) === ports(other);
}

function cutFrame(frame: RecordedFrame, most: number): RecordedFrame {
  return { ...frame, bytes: frame.bytes.subarray(0, most) };
}

type Change = 'length' | 'version' | 'name length' | 'marker' | 'no marker' | 'byte' | 'number';

function changed(frame: RecordedFrame, at: number, change: Change, value: number): RecordedFrame {
  const { segment } = frame;
  if (segment === undefined || segment.to - segment.from < 16) return frame;
  const bytes = Buffer.from(frame.bytes);
  const anywhere = segment.from + (at % (segment.to - segment.from - 3));
  const packet = Math.max(segment.from, bytes.indexOf('P4CK', anywhere));
  if (packet + 12 > segment.to) return frame;
  if (change === 'length') bytes.writeUInt32LE(value, packet + 4);
  else if (change === 'version') bytes.writeUInt16LE(value & 0xffff, packet + 8);
  else if (change === 'name length') bytes.writeUInt16LE(value & 0xffff, packet + 10);
  else if (change === 'marker') bytes.write('P4CK', anywhere, 'latin1');
  else if (change === 'no marker') bytes.writeUInt32LE(value, packet);
  else if (change === 'byte') bytes[anywhere] = value & 0xff;
  else bytes.writeUInt32LE(value, anywhere);
  return { ...frame, bytes };
}

/** The same payload on another connection, elsewhere in its stream. */
function moved(frame: RecordedFrame, connection: number, sequence: number): RecordedFrame {
  const bytes = Buffer.from(frame.bytes);
  const header = [32, 20]
    .map((size) => (frame.segment?.from ?? 0) - size)
    .find((at) => (bytes[at + 12] ?? 0) >> 4 === ((frame.segment?.from ?? 0) - at) / 4);
  if (header === undefined) throw new Error('no TCP header');
  bytes.writeUInt16BE(20_000 + connection, header);
  bytes.writeUInt32BE(sequence, header + 4);
  return { ...frame, bytes };
}
