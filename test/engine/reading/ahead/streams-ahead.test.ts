import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Session } from '../../../../src/engine/session.ts';
import { pcap } from '../../../capture/build-captures.ts';
import { Folder } from '../../../capture/reading.ts';
import { NO_RECORDING_HAS_ONE } from '../../../decoders/bin/built-packets.ts';
import { recording, recordings } from '../../../recordings/recordings.ts';
import { ethernet, ipv4, join, tcp } from '../../../support/build-packets.ts';
import { EVERYTHING } from '../../../support/everything.ts';
import { bytesOf, goldens } from '../../../support/golden-packets.ts';
import { MESSAGES } from './sip-messages.ts';
import { nodesOf, readToEnd, readWithAhead, rowsOf } from './with-ahead.ts';

/** Messages over TCP, as a second reader meets them: split, joined, lost, sent again, in another order. */
const folder = new Folder();
afterAll(() => folder.remove());

const PACKETS = [...goldens().map(bytesOf), ...NO_RECORDING_HAS_ONE.map(({ bytes }) => bytes)];

interface Segment {
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** A stream of these messages in segments; `ways` tell in turn what happens to each message. */
function segmentsOf(messages: readonly Uint8Array[], ways: readonly number[]): readonly Segment[] {
  const segments: Segment[] = [];
  let sequence = 2 ** 32 - 20_000;
  let before: Uint8Array = new Uint8Array(0);
  const send = (payload: Uint8Array, times: number) => {
    for (let time = 0; time < times && payload.length > 0; time++) segments.push({ sequence, payload });
    sequence = (sequence + payload.length) % 2 ** 32;
  };
  messages.forEach((message, at) => {
    const way = ways[at % ways.length] ?? 0;
    const bytes = join(before, message);
    before = new Uint8Array(0);
    if (way === 1) before = bytes;
    else if (way === 2) send(bytes, 2);
    else if (way === 3) send(bytes, 0);
    else if (way === 4) segments.splice(-1, 0, ...[{ sequence, payload: bytes }]);
    if (way === 4) sequence = (sequence + bytes.length) % 2 ** 32;
    if (way === 0) send(bytes, 1);
    if (way < 5) return;
    // In pieces, of which one may be lost; the last one may bring the beginning of the next message.
    const size = way * 9;
    for (let from = 0; from < bytes.length; from += size) {
      const piece = bytes.slice(from, from + size);
      if (from + size >= bytes.length && way % 3 === 0) before = piece;
      else send(piece, way % 7 === 0 && from === size ? 0 : 1);
    }
  });
  send(before, 1);
  return segments;
}

/** The streams side by side, with the ends of their connections. */
function captureOf(
  streams: readonly (readonly [source: number, destination: number, of: readonly Segment[]])[],
) {
  const frames: Uint8Array[] = [];
  const longest = Math.max(...streams.map(([, , segments]) => segments.length));
  for (let at = 0; at < longest; at++) {
    for (const [source, destination, segments] of streams) {
      const segment = segments[at];
      if (segment === undefined) continue;
      const shape = { source, destination, sequence: segment.sequence };
      frames.push(
        ethernet(0x0800, ipv4(6, tcp(segment.payload, shape), { identification: frames.length + 1 })),
      );
    }
  }
  const data = frames.map((one, at) => ({ seconds: 1_700_000_000 + (at >>> 6), fraction: at, data: one }));
  return folder.file(pcap(data));
}

async function compare(
  paths: readonly string[],
  steps: readonly number[],
): Promise<{ all: number; used: number }> {
  const alone = await readToEnd(await Session.open(paths));
  const session = await readWithAhead(paths, steps);
  const used = session.progress.readAhead;
  expect(rowsOf(session)).toEqual(rowsOf(alone));
  expect(nodesOf(session)).toEqual(nodesOf(alone));
  const all = alone.tables.index.size;
  for (const one of [alone, session]) one.close();
  return { all, used };
}

describe('streams are read the same', () => {
  test('whole messages and pieces of them', async () => {
    const ways = [0, 0, 11, 1, 0, 2, 40, 0, 3, 0, 4, 9, 0, 28, 0, 0, 100];
    const path = captureOf([
      [40_000, 5555, segmentsOf(PACKETS, ways)],
      [40_001, 5555, segmentsOf(PACKETS, [0])],
      [5060, 5060, segmentsOf(MESSAGES, [0, 0, 1, 33, 0])],
    ]);
    const { all, used } = await compare([path], [1000]);
    expect(all).toBeGreaterThan(PACKETS.length);
    // What waits for lost bytes is read in the usual way.
    expect(used).toBeGreaterThan(all / 3);
    expect(used).toBeLessThan(all);
  });

  test('in any pieces, however far the second reader is ahead', async () => {
    const ways = fc.array(fc.nat(150), { minLength: 1, maxLength: 12 });
    const steps = fc.array(fc.nat(40), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(ways, ways, steps, async (ofBin, ofSip, ahead) => {
        const path = captureOf([
          [40_000, 5555, segmentsOf(PACKETS.slice(0, 60), ofBin)],
          [5555, 40_001, segmentsOf(PACKETS.slice(40), ofSip)],
          [40_001, 5060, segmentsOf(MESSAGES, ofSip)],
        ]);
        await compare([path], ahead);
      }),
      { numRuns: EVERYTHING ? 300 : 5 },
    );
  });

  test('of real clusters, each capture alone and all of a recording together', async () => {
    const few = ['3.4/calls', '3.1/register', '4.0/register'].filter((name) =>
      recordings().some((one) => one.name === name),
    );
    let used = 0;
    for (const { captures } of EVERYTHING ? recordings() : few.map(recording)) {
      const unpacked = captures.map((path) => folder.file(gunzipSync(readFileSync(path))));
      for (const paths of [...unpacked.map((path) => [path]), unpacked])
        used += (await compare(paths, [7])).used;
    }
    expect(used).toBeGreaterThan(1000);
  });
});
