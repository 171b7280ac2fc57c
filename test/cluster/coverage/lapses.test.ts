import { describe, expect, test } from 'vitest';
import type { CaptureGaps, MissedBytes } from '../../../src/cluster/coverage/capture-gaps.ts';
import { Coverage } from '../../../src/cluster/coverage/coverage.ts';
import { Lapses } from '../../../src/cluster/coverage/lapses.ts';
import type { SeenBin } from '../../../src/cluster/seen-message.ts';
import type { TimeSpan } from '../../../src/cluster/time-spans.ts';
import type { SourceId } from '../../../src/ids.ts';
import type { GapKind } from '../../../src/reassembly/carried-message.ts';

const SECOND = 1e9;

/** Three nodes; observers by number, each with the links that it sees and the gaps that it has. */
class Captures implements CaptureGaps {
  readonly coverage = new Coverage();
  readonly lapses = new Lapses(this, this.coverage);
  readonly spans = new Map<number, TimeSpan>();
  knownUntil = Number.POSITIVE_INFINITY;
  pause = 7;
  out = false;
  private readonly missed: MissedBytes[] = [];

  sees(source: number, a: number, b: number, from = 0, to = 100): this {
    this.spans.set(source, { from: from * SECOND, to: to * SECOND });
    this.coverage.push(packet(source, b, a, from));
    return this.hears(source, a, b, from);
  }

  /** One way only. */
  hears(source: number, from: number, to: number, at: number): this {
    this.coverage.push(packet(source, from, to, at));
    return this;
  }

  gap(
    source: number,
    sentBy: number,
    receivedBy: number,
    since: number,
    time: number,
    bytes = 200,
    kind: GapKind = 'counted',
  ): this {
    const at = { since: since * SECOND, time: time * SECOND };
    this.missed.push({ source: source as SourceId, sentBy, receivedBy, bytes, kind, ...at });
    return this;
  }

  in(): readonly MissedBytes[] {
    return this.missed;
  }

  span(source: SourceId): TimeSpan | undefined {
    return this.spans.get(source);
  }

  outages(): readonly TimeSpan[] {
    return this.out ? [{ from: 7 * SECOND, to: 9 * SECOND }] : [];
  }

  drops(source: number): readonly TimeSpan[] {
    return source === 2 ? [{ from: 30 * SECOND, to: 31 * SECOND }] : [];
  }

  longestPause(): number {
    return this.pause * SECOND;
  }

  wasOut(): boolean {
    return this.out;
  }

  into(node: number, from: number, to: number): boolean {
    this.lapses.refresh();
    return this.lapses.into(1, node, from * SECOND, to * SECOND);
  }

  stretches(node: number): readonly string[] {
    this.lapses.refresh();
    const seconds = (time: number) => Math.round(time / SECOND);
    return this.lapses.missedInto(1, node).map(({ from, to }) => `${seconds(from)}-${seconds(to)}`);
  }

  outOf(node: number, from: number, to: number): boolean {
    this.lapses.refresh();
    return this.lapses.outOf(1, node, from * SECOND, to * SECOND);
  }
}

function packet(source: number, sentBy: number, receivedBy: number, at: number, status = 'decoded'): SeenBin {
  const sights = [{ source, frame: 1, time: at * SECOND }];
  const about = { protocol: 'bin', cluster: 1, sentBy, receivedBy, time: at * SECOND, sights };
  return { ...about, packet: { status, capability: 'usrloc-contact-repl' } } as unknown as SeenBin;
}

test('a link that was never seen may have been used before those came who would have seen it', () => {
  const captures = new Captures().sees(2, 1, 2).sees(2, 1, 3).sees(1, 3, 1, 50);
  expect([captures.into(3, 10, 20), captures.into(3, 60, 70)]).toEqual([true, false]);
  expect([captures.into(1, 10, 20), captures.into(2, 10, 20)]).toEqual([false, true]);
  expect(captures.lapses.sawAll(1, 2, 3, 60 * SECOND, 70 * SECOND)).toBe(false);
});

describe('what may have been missed', () => {
  test('bytes that nobody captured, on the way to a node and not from it', () => {
    const one = new Captures().sees(0, 1, 2).sees(0, 1, 3).gap(0, 1, 2, 10, 12);
    expect(one.into(2, 11, 11)).toBe(true);
    expect(one.into(2, 0, 20)).toBe(true);
    expect(one.into(2, 13, 20)).toBe(false);
    expect(one.into(3, 0, 20)).toBe(false);
    expect(one.into(1, 0, 20)).toBe(false);
  });

  test('a heartbeat is too short to matter', () => {
    expect(new Captures().sees(0, 1, 2).gap(0, 1, 2, 10, 12, 46).into(2, 0, 20)).toBe(false);
    // The end of a longer packet.
    expect(new Captures().sees(0, 1, 2).gap(0, 1, 2, 10, 12, 46, 'vague').into(2, 0, 20)).toBe(true);
  });

  test('bytes before the first segment of a connection were not missed if the observer missed nothing else', () => {
    const begins = () => new Captures().sees(0, 1, 2).gap(0, 1, 2, 0, 4, 1, 'beginning');
    expect(begins().into(2, 1, 3)).toBe(false);
    expect(begins().gap(0, 2, 1, 20, 21).into(2, 1, 3)).toBe(true);
    expect(begins().gap(1, 2, 1, 20, 21).into(2, 1, 3)).toBe(false);
    expect(new Captures().sees(2, 1, 2).gap(2, 1, 2, 0, 4, 1, 'beginning').into(2, 1, 3)).toBe(true);
  });

  test('what another observer of the link captured was not missed', () => {
    const two = new Captures().sees(0, 1, 2).sees(1, 1, 2).gap(0, 1, 2, 10, 12);
    expect(two.into(2, 0, 20)).toBe(false);
    expect(two.gap(1, 1, 2, 14, 15).into(2, 0, 20)).toBe(false);
    expect(two.gap(1, 1, 2, 11, 13).into(2, 0, 20)).toBe(true);
  });

  test('what passed after the last frame of one observer was not missed if another one captured it', () => {
    const two = new Captures().sees(0, 1, 2, 0, 60).sees(1, 1, 2, 0, 100);
    expect(two.into(2, 50, 65)).toBe(false);
    expect(two.gap(1, 1, 2, 40, 45).into(2, 30, 65)).toBe(false);
    expect(two.gap(1, 1, 2, 61, 64).into(2, 30, 65)).toBe(true);
    expect(two.into(2, 30, 60)).toBe(false);
  });

  test('all copies of what a node told, or else one tells of it', () => {
    const one = new Captures().sees(0, 1, 2).sees(0, 1, 3).gap(0, 1, 2, 10, 12);
    expect(one.outOf(1, 0, 20)).toBe(false);
    // Or of those that were there.
    expect(one.lapses.outOf(1, 1, 0, 20 * SECOND, (other) => other === 2)).toBe(true);
    expect(one.lapses.outOf(1, 1, 0, 20 * SECOND, () => false)).toBe(false);
    expect(one.gap(0, 1, 3, 10, 11).outOf(1, 0, 20)).toBe(true);
  });

  test('what a node must have answered to one that sends to it, until it is heard', () => {
    const one = () => new Captures().sees(0, 1, 3).sees(0, 2, 4).sees(0, 3, 4).hears(0, 2, 1, 5);
    expect(one().into(2, 50, 50)).toBe(true);
    expect([one().into(1, 0, 50), one().into(3, 0, 50)]).toEqual([false, false]);
    const late = one().hears(0, 1, 2, 40);
    expect([late.into(2, 30, 30), late.into(2, 41, 50)]).toEqual([true, false]);
    // In good time; and where it was seen elsewhere.
    expect(one().hears(0, 1, 2, 14).into(2, 5, 50)).toBe(false);
    expect(one().sees(1, 1, 2).into(2, 5, 50)).toBe(false);
  });

  test('packets before an observer began, and after it ended', () => {
    const late = new Captures().sees(0, 1, 2, 50, 60);
    expect(late.into(2, 40, 55)).toBe(true);
    expect(late.into(2, 51, 60)).toBe(false);
    expect(late.into(2, 51, 90)).toBe(true);
    expect(late.lapses.mayHide(1, 2, 61 * SECOND, 61 * SECOND)).toBe(true);
    expect(late.lapses.mayHide(1, 2, 59 * SECOND, 59 * SECOND)).toBe(false);
  });

  test('an observer has ended when it is silent for longer than ever before', () => {
    const passed = (pause: number, from: number) => {
      const one = new Captures().sees(0, 1, 2, from, 60);
      one.pause = pause;
      return [61.4, 64, 68, 71].filter((until) => one.into(2, 55, until));
    };
    expect([passed(0, 0), passed(4, 0), passed(30, 0)]).toEqual([[61.4, 64, 68, 71], [68, 71], []]);
    // What is usual is not known in the beginning.
    expect([passed(0, 50), passed(30, 50)]).toEqual([[71], [71]]);
  });

  test('what others got when one observer of a link had ended, and another one missed something', () => {
    const two = new Captures().sees(0, 1, 2, 0, 60).sees(1, 1, 2, 0, 100);
    expect(two.lapses.mayHide(1, 2, 70 * SECOND, 71 * SECOND)).toBe(false);
    two.gap(1, 1, 2, 69, 75).lapses.refresh();
    expect(two.lapses.mayHide(1, 2, 70 * SECOND, 71 * SECOND)).toBe(true);
    expect(two.lapses.mayHide(1, 2, 80 * SECOND, 81 * SECOND)).toBe(false);
  });

  test('packets while an observer was cut off', () => {
    const one = new Captures().sees(0, 1, 2);
    expect(one.into(2, 5, 20)).toBe(false);
    one.out = true;
    expect(one.into(2, 5, 20)).toBe(true);
  });

  test('datagrams, where every observer lacks bytes of whatever stream at the time', () => {
    const two = new Captures().sees(0, 1, 2).sees(1, 1, 2);
    const atAll = (sources: readonly number[], from: number, to: number): boolean => {
      two.lapses.refresh();
      return two.lapses.atAll(sources as SourceId[], from * SECOND, to * SECOND);
    };
    // A heartbeat that is lost is a sign of it, too; bytes that nobody could read are not lost.
    two.gap(0, 7, 8, 10, 12, 46).gap(1, 1, 2, 10, 12, 200, 'vague');
    expect([atAll([0], 11, 20), atAll([0], 13, 20)]).toEqual([true, false]);
    expect([atAll([1], 11, 20), atAll([0, 1], 11, 20)]).toEqual([false, false]);
    two.gap(1, 1, 2, 15, 16);
    expect([atAll([0, 1], 11, 20), atAll([], 11, 20)]).toEqual([true, false]);
    expect([atAll([2], 11, 20), atAll([2], 11, 40)]).toEqual([false, true]);
  });

  test('packets that are cut or damaged', () => {
    const one = new Captures().sees(0, 1, 2);
    one.lapses.push(packet(0, 1, 2, 10, 'partial'));
    expect(one.into(2, 5, 20)).toBe(true);
    expect(one.into(2, 11, 20)).toBe(false);
  });

  test('is told by the times in which nobody saw what came to a node', () => {
    const two = new Captures().sees(0, 1, 2).sees(1, 1, 2).sees(1, 3, 2);
    two.gap(0, 1, 2, 10, 14).gap(1, 1, 2, 12, 16).gap(1, 3, 2, 13, 15).gap(1, 3, 2, 40, 41);
    expect(two.stretches(2)).toEqual(['12-15', '40-41']);
    expect(two.stretches(1)).toEqual([]);
    const cutOff = new Captures().sees(0, 1, 2);
    cutOff.out = true;
    expect(cutOff.stretches(2)).toEqual(['7-9']);
    // Between the captures of a link, one of which begins when the other has long ended.
    expect(new Captures().sees(0, 1, 2, 0, 20).sees(1, 1, 2, 50, 60).stretches(2)).toEqual(['30-50']);
  });

  test('everything after the last gap that is remembered', () => {
    const one = new Captures().sees(0, 1, 2);
    one.knownUntil = 30 * SECOND;
    expect(one.into(2, 0, 20)).toBe(false);
    expect(one.into(2, 0, 40)).toBe(true);
  });
});
