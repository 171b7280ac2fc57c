import type { TimeSpan } from '../cluster/time-spans.ts';
import type { SourceId } from '../ids.ts';
import type { StreamGap } from '../reassembly/carried-message.ts';

/** Shorter ones are not remembered; in nanoseconds. */
export const SHORTEST_SILENCE = 1e9;
/** The longest ones of each observer are. */
const MOST = 64;
/** Nodes ping each other every few seconds, if nobody says otherwise: then there is no such silence. */
const QUIET = 10e9;
/** A silence that is so many times longer than others are is none of them, whatever somebody said. */
const UNUSUAL = 2.5;
/** ObserverSilences whose median is what is usual. */
const COMPARED = 16;

/**
 * Times in which an observer captured nothing at all. Where nodes ping each other, silence means that nothing
 * was captured, not that nothing was sent; and where a stream lacks bytes that were sent meanwhile, more than
 * those may be lacking.
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

  /** The longest that is none of those in which something must have been missed; 0 where none was remembered. */
  longestUsual(source: SourceId): number {
    const unusual = new Set(this.unusual(source));
    return Math.max(0, ...(this.bySource[source] ?? []).filter((one) => !unusual.has(one)).map(lengthOf));
  }

  /**
   * Those in which something was missed, by the observer's clock: longer than pings explain, or unusual, with
   * bytes of a stream that are `missing`.
   */
  unusual(source: SourceId, missing: Iterable<MissingBytes> = []): readonly TimeSpan[] {
    const all = this.bySource[source] ?? [];
    const lengths = all.map(lengthOf).sort((a, b) => b - a);
    const compared = lengths.slice(0, COMPARED);
    // Of two, the shorter one is what is usual.
    const usual = compared.length < 2 ? 0 : (compared[compared.length >>> 1] ?? 0);
    const unusual = all.filter((one) => lengthOf(one) > UNUSUAL * usual);
    const gaps =
      unusual.length === 0 ? [] : [...missing].filter((gap) => gap.source === source && !gap.vague);
    return unusual.filter(
      (one) => lengthOf(one) > QUIET || gaps.some(({ since, time }) => since <= one.from && time >= one.to),
    );
  }
}

/** What the observer lacks of a stream: it was sent between the two times. */
type MissingBytes = Pick<StreamGap, 'source' | 'since' | 'time' | 'vague'>;

function lengthOf({ from, to }: TimeSpan): number {
  return to - from;
}
