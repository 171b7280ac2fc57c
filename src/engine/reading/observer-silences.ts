import type { TimeSpan } from '../../cluster/time-spans.ts';
import type { SourceId } from '../../ids.ts';
import type { StreamGap } from '../../reassembly/carried-message.ts';

/** Silences shorter than this, in nanoseconds, are not remembered. */
export const SHORTEST_SILENCE = 1e9;
/** Number of silences that are kept of each observer, the longest ones. */
const MOST = 64;
/** By default nodes ping each other every few seconds: an unusual silence of this length has missed something. */
const QUIET = 10e9;
/** A silence is unusual if it is so many times as long as usual: nodes may be told to ping each other rarely. */
const UNUSUAL = 2.5;
/** The usual silence is the median of this many, the longest ones. */
const COMPARED = 16;

/**
 * Times in which an observer captured nothing at all. As nodes ping each other, a long silence means that nothing was
 * captured, not that nothing was sent. And if bytes of a stream are missing that were sent during a shorter silence,
 * more than those bytes may be missing.
 */
export class ObserverSilences {
  private readonly bySource: TimeSpan[][] = [];

  /** The observer's frames before and after it. */
  note(source: SourceId, from: number, to: number): void {
    this.bySource[source] ??= [];
    const all = this.bySource[source];
    if (all.length >= MOST) {
      const shortest = all.reduce((least, one) => (lengthOf(one) < lengthOf(least) ? one : least));
      if (lengthOf(shortest) >= to - from) return;
      all.splice(all.indexOf(shortest), 1);
    }
    all.push({ from, to });
  }

  /** The longest silence in which nothing need have been missed; 0 if none was remembered. */
  longestUsual(source: SourceId, aligned: Alignment = asItIs): number {
    const unusual = new Set(this.unusual(source, [], aligned));
    const usual = (this.bySource[source] ?? []).filter((one) => !unusual.has(one));
    return Math.max(0, ...usual.map(({ from, to }) => aligned(to) - aligned(from)));
  }

  /**
   * Those in which something was missed, by the observer's clock: unusual ones that are longer than pings
   * explain, or in which bytes of a stream are `missing`.
   */
  unusual(
    source: SourceId,
    missing: Iterable<MissingBytes> = [],
    aligned: Alignment = asItIs,
  ): readonly TimeSpan[] {
    const all = this.bySource[source] ?? [];
    // A clock that is set forward looks like a silence.
    const lengthOf = ({ from, to }: TimeSpan) => aligned(to) - aligned(from);
    const lengths = all.map(lengthOf).sort((a, b) => b - a);
    const compared = lengths.slice(0, COMPARED);
    // The lower median: of two silences, the shorter one is the usual one.
    const usual = compared.length < 2 ? 0 : (compared[compared.length >>> 1] ?? 0);
    const unusual = all.filter((one) => lengthOf(one) > UNUSUAL * usual);
    const gaps =
      unusual.length === 0
        ? []
        : [...missing].filter((gap) => gap.source === source && gap.kind === 'counted');
    return unusual.filter(
      (one) => lengthOf(one) > QUIET || gaps.some(({ since, time }) => since <= one.from && time >= one.to),
    );
  }
}

/** From a time of the observer's clock to the aligned clock. */
type Alignment = (time: number) => number;

const asItIs: Alignment = (time) => time;

/** Bytes of a stream that the observer lacks were sent between the two times. */
type MissingBytes = Pick<StreamGap, 'source' | 'since' | 'time' | 'kind'>;

function lengthOf({ from, to }: TimeSpan): number {
  return to - from;
}
