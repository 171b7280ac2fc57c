import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../src/engine/session.ts';
import { TimeHistogram } from '../../src/engine/time-histogram.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import type { MessageId } from '../../src/ids.ts';
import { readAll, recording } from '../recordings/recordings.ts';

const [bridge = ''] = recording('3.4/calls').captures.filter((path) => path.endsWith('/bridge.pcap.gz'));

let session: Session;
beforeAll(async () => {
  session = await readAll([bridge]);
});
afterAll(() => session.close());

/** Classes are the remainders of kinds by three. */
const classes = { count: 3, of: (kind: number): number => kind % 3 };

describe('a histogram', () => {
  it('counts each message once, however thin the slices are', () => {
    const { index, times } = session.tables;
    const list = session.list(parseFilter('proto:bin').filter);
    const histogram = new TimeHistogram(session, classes);
    const buckets = { from: 2e9, width: 0.7e9, count: 20 };
    while (!list.update(0)) histogram.advance(list, buckets, 0);
    while (!histogram.advance(list, buckets, 0));
    const expected = Array.from({ length: 20 }, () => [0, 0, 0]);
    for (let at = 0; at < list.length; at++) {
      const id = list.at(at);
      const bucket = expected[Math.floor((times.of(id) - 2e9) / 0.7e9)];
      const ofClass = index.kind(id) % 3;
      if (bucket !== undefined) bucket[ofClass] = (bucket[ofClass] ?? 0) + 1;
    }
    const counted = expected.map((_, bucket) => [0, 1, 2].map((one) => histogram.count(bucket, one)));
    expect(counted).toEqual(expected);
    expect(counted.flat().some((count) => count > 1)).toBe(true);
    expect(histogram.totals.reduce((sum, count) => sum + count, 0)).toBe(list.length);
  });

  it('begins anew with other buckets or another list', () => {
    const { index } = session.tables;
    const all = { length: index.size, reordered: 0, at: (at: number) => at as MessageId };
    const histogram = new TimeHistogram(session, classes);
    const total = (): number => histogram.totals.reduce((sum, count) => sum + count, 0);
    histogram.advance(all, { from: 0, width: 1e9, count: 5 }, 1000);
    histogram.advance(all, { from: 0, width: 1e9, count: 5 }, 1000);
    expect(total()).toBe(index.size);
    histogram.advance(all, { from: 0, width: 2e9, count: 5 }, 1000);
    expect(total()).toBe(index.size);
    histogram.advance({ ...all, length: 7 }, { from: 0, width: 2e9, count: 5 }, 1000);
    expect(total()).toBe(7);
  });

  it('counts again what a late message has put elsewhere', () => {
    const { index } = session.tables;
    const ids = Array.from({ length: 40 }, (_, at) => at as MessageId);
    const list = { length: 30, reordered: 0, at: (at: number) => ids[at] as MessageId };
    const histogram = new TimeHistogram(session, classes);
    const buckets = { from: 0, width: 1e12, count: 1 };
    while (!histogram.advance(list, buckets, 1000));
    // It stands before those that are counted.
    ids.unshift((index.size - 1) as MessageId);
    list.length = 31;
    list.reordered = 1;
    histogram.advance(list, buckets, 1000);
    while (!histogram.advance(list, buckets, 1000));
    const expected = [0, 0, 0];
    for (const id of ids.slice(0, 31)) {
      const one = index.kind(id) % 3;
      expected[one] = (expected[one] ?? 0) + 1;
    }
    expect([0, 1, 2].map((one) => histogram.count(0, one))).toEqual(expected);
  });
});
