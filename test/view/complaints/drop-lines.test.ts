import { afterAll, expect, test } from 'vitest';
import { SessionGaps } from '../../../src/engine/analysis/session-gaps.ts';
import type { SourceId } from '../../../src/ids.ts';
import { dropLines } from '../../../src/view/complaints/drop-lines.ts';
import { Blocks, payload } from '../../capture/build-captures.ts';
import { Folder } from '../../capture/reading.ts';
import { readAll } from '../../recordings/recordings.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const blocks = new Blocks(false);
/** Microseconds since 1970. */
const BEGIN = 1_700_000_000_000_000n;

function second(at: number): bigint {
  return BEGIN + BigInt(at) * 1_000_000n;
}

function packet(at: number, drops?: bigint): Buffer {
  return blocks.enhanced(0, second(at), payload(40), drops === undefined ? [] : [[4, blocks.u64(drops)]]);
}

function statistics(at: number, dropped: bigint): Buffer {
  return blocks.statistics(0, second(at), [
    [2, blocks.stamp(BEGIN)],
    [7, blocks.u64(dropped)],
  ]);
}

/** Seconds from the first packet of each time in which something was dropped, and what is told of it. */
async function dropsOf(...after: readonly Buffer[]) {
  const path = folder.file(Buffer.concat([blocks.section(), blocks.interface(1), ...after]), 'a.pcapng');
  const session = await readAll([path]);
  const spans = new SessionGaps(session).drops(0 as SourceId);
  const { base } = session.tables;
  const lines = dropLines(session.sources, base);
  const begin = session.spanOf(0 as SourceId)?.from ?? 0;
  session.close();
  return { spans: spans.map(({ from, to }) => [(from - begin) / 1e9, (to - begin) / 1e9]), lines };
}

test('between the two packets of which the second one tells', async () => {
  const { spans, lines } = await dropsOf(packet(0), packet(3), packet(5, 7n), packet(6));
  expect(spans).toEqual([[3, 5]]);
  expect(lines).toEqual([
    '7 packets dropped by the host of a.pcapng: 7 between 2023-11-14T22:13:23.000000000Z and 2023-11-14T22:13:25.000000000Z',
  ]);
});

test('between the two statistics that differ', async () => {
  const { spans } = await dropsOf(
    packet(0),
    statistics(10, 0n),
    packet(12),
    statistics(20, 4n),
    packet(21),
    statistics(30, 4n),
  );
  expect(spans).toEqual([[10, 20]]);
});

test('since the capture began, where there is one at the end', async () => {
  // Which was two seconds before the first packet.
  expect((await dropsOf(packet(2), packet(9), statistics(10, 4n))).spans).toEqual([[-2, 8]]);
});

test('drops that packets reported are not counted again from statistics', async () => {
  const both = await dropsOf(
    packet(0),
    packet(3),
    packet(5, 7n),
    statistics(10, 7n),
    packet(11),
    statistics(20, 9n),
  );
  expect(both.spans).toEqual([
    [3, 5],
    [10, 20],
  ]);
});

test('a counter that begins anew, and nothing dropped at all', async () => {
  const anew = await dropsOf(packet(0), statistics(10, 9n), packet(11), statistics(20, 2n));
  expect(anew.spans).toEqual([
    [0, 10],
    [10, 20],
  ]);
  const none = await dropsOf(packet(0), packet(5, 0n), statistics(10, 0n));
  expect([none.spans, none.lines]).toEqual([[], []]);
});
