import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { generate } from '../../bench/traffic/generate.ts';
import { trafficOptions } from '../../bench/traffic/options.ts';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { Session } from '../../src/engine/session.ts';
import type { SessionOptions } from '../../src/engine/session-options.ts';
import type { MessageId } from '../../src/ids.ts';
import { pcapHeader, pcapRecord } from '../capture/build-captures.ts';
import type { Finishing } from '../live/started-program.ts';
import { remoteSource } from '../remote/served-bytes.ts';
import { ethernet, ipv4, tcp, text } from '../support/build-packets.ts';
import { BYTES, type Census, census } from '../support/census.ts';
import { EVERYTHING } from '../support/everything.ts';
import { strangers } from '../support/strangers.ts';

const RING = { files: 4, fileSize: 200_000 };
/** Bytes that have left the ring between two counts: two files. */
const COUNT_EVERY = 2 * RING.fileSize;
/** How much more than before may be there: what lives goes up and down. */
interface Slack {
  /** Lists of pages, too: an entry for some thousand messages. */
  readonly entries: number;
  /** Arrays of numbers grow by pages, or to twice their size. */
  readonly bytes: number;
}
const PAGE = 65_536;
/**
 * Memory on its way, or free to be used again: how much depends on who is quicker. `StreamBytes` with its feeder,
 * `PcapngEncoder` and `RecordWindow` (the options of a block lie in its bytes) bound it: never more than this.
 */
const BUFFERS = /\.bytes\.(pieces|spare)|\.blocks\.free|\.(options|window)\.bytes/;
const MOST_BUFFERED = 2 ** 24;
/** `RecentMessages` grows up to a fixed number of messages, more than there are here: never more bytes in an array. */
const RECENT = /\.recent\.(young|old)\.\w+ bytes/;
const MOST_RECENT = 3 * 4 * 2 ** 18;
/** All that these tests wait for is work of a processor that others may use as well, in milliseconds. */
const BUSY_HOST = 180_000;
/** Tables grow to twice their size, and when they do is a matter of chance. */
const TIMES = 2;

/** Reads and analyses all that is served with a small ring; counts what is held, again and again. */
async function heldWhile(
  test: Finishing,
  bytes: Buffer,
  options: SessionOptions = {},
): Promise<readonly Census[]> {
  const remote = [await remoteSource(test, bytes)];
  const session = await Session.open([], { ...options, remote, spool: RING });
  test.onTestFinished(() => session.close());
  const analysis = new Analysis(session);
  session.forgetting.keepers.add(analysis);
  const counts: Census[] = [];
  for (let next = COUNT_EVERY; ; ) {
    const state = session.read(20, true);
    analysis.advance(20, 1000);
    if (session.spool.floor >= next) {
      // What waits for the disk is bounded by its own rules.
      await session.spool.whenDrained();
      counts.push(census({ session, analysis }));
      next = session.spool.floor + COUNT_EVERY;
    }
    if (state === 'end') return counts;
    if (state === 'wait') await session.whenReady();
    else await setImmediate();
  }
}

/** The most that each had at once. */
function most(counts: readonly Census[]): Census {
  const all = new Map<string, number>();
  for (const one of counts) {
    for (const [way, count] of one) all.set(way, Math.max(all.get(way) ?? 0, count));
  }
  return all;
}

/** Fails where something had more in the last fifth than in the second: what grows all the time had two and a half times as much. */
function expectBounded(counts: readonly Census[], { entries, bytes }: Slack): void {
  const fifth = Math.floor(counts.length / 5);
  const [before, later] = [most(counts.slice(fifth, 2 * fifth)), most(counts.slice(4 * fifth))];
  const limitOf = (way: string): number => {
    if (BUFFERS.test(way)) return MOST_BUFFERED;
    if (RECENT.test(way)) return MOST_RECENT;
    return TIMES * (before.get(way) ?? 0) + (way.endsWith(BYTES) ? bytes : entries);
  };
  const grown = [...later].filter(([way, count]) => count > limitOf(way));
  expect(grown.map(([way, count]) => ({ way, count, before: before.get(way) }))).toEqual([]);
}

test(
  'whoever comes once, and is forgotten, leaves nothing behind',
  async (context) => {
    const counts = await heldWhile(context, strangers(EVERYTHING ? 50_000 : 25_000), { streams: 200 });
    expect(counts.length).toBeGreaterThan(30);
    expectBounded(counts, { entries: 200, bytes: PAGE });
  },
  BUSY_HOST,
);

test(
  'a cluster that lives on is remembered as it is, not as it was',
  async (context) => {
    const path = join(mkdtempSync(join(tmpdir(), 'syncgrep-cluster-')), 'slow.pcap');
    context.onTestFinished(() => rmSync(dirname(path), { recursive: true }));
    await generate(path, trafficOptions({ kind: 'mixed', messages: 40_000, seed: 3, rate: 3 }));
    const counts = await heldWhile(context, readFileSync(path));
    expect(counts.length).toBeGreaterThan(10);
    // Calls and registrations come in waves; of the messages, a third are some 13,000.
    expectBounded(counts, { entries: 2000, bytes: 4 * PAGE });
  },
  BUSY_HOST,
);

test(
  'a connection that was silent while thousands came and went is still the same one',
  async (context) => {
    const count = EVERYTHING ? 20_000 : 8000;
    const passing = strangers(count).subarray(PCAP_HEADER);
    const bytes = Buffer.concat([pcapHeader(), ofOldConnection(0, 2), passing, ofOldConnection(count, 0x18)]);
    const options = { streams: 100_000, otherConnectionAge: Number.POSITIVE_INFINITY };
    const remote = [await remoteSource(context, bytes)];
    const session = await Session.open([], { ...options, remote, spool: RING });
    context.onTestFinished(() => session.close());
    for (let state = session.read(50, true); state !== 'end'; state = session.read(50, true)) {
      if (state === 'wait') await session.whenReady();
    }
    const { endpoints, index } = session.tables;
    expect(session.hasForgotten).toBe(true);
    expect(endpoints.text(index.sender((index.size - 1) as MessageId))).toBe('198.51.100.1:40000');
    // Of a fifth of those that passed by there are two streams, of the old connection the one that was there.
    expect(session.counters.streams).toBe((2 * count) / 5 + 1);
  },
  BUSY_HOST,
);

const PCAP_HEADER = 24;
const MESSAGE = text(
  'MESSAGE sip:v@example.com SIP/2.0\r\nCall-ID: old\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n',
);

/** Its SYN, or what it sends then, in a capture with strangers, after so many of these. */
function ofOldConnection(after: number, flags: number): Buffer {
  const isBegin = flags === 2;
  const segment = tcp(isBegin ? [] : MESSAGE, { destination: 5060, sequence: isBegin ? 1 : 2, flags });
  const data = ethernet(0x0800, ipv4(6, segment, { source: [198, 51, 100, 1] }));
  return pcapRecord({ seconds: 1_767_323_045 + after, fraction: 0, data });
}
