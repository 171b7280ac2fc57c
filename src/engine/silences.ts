import type { CaptureSpan } from '../cluster/capture-gaps.ts';
import type { SourceId } from '../ids.ts';

/** Shorter ones are not remembered; in nanoseconds. */
export const SHORTEST_SILENCE = 1e9;
/** The longest ones of each observer are. */
const MOST = 64;
/** Nodes ping each other every few seconds, if nobody says otherwise. */
const QUIET = 10e9;
/** Where somebody does, silences are as long as the others are: one that is so many times longer is none of them. */
const UNUSUAL = 2.5;
/** Silences whose median is what is usual. */
const COMPARED = 16;

/**
 * Times in which an observer captured nothing at all. Where nodes ping each other, silence means that nothing
 * was captured, not that nothing was sent.
 */
export class Silences {
  private readonly bySource: CaptureSpan[][] = [];

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

  /** Those that are longer than pings explain, by the observer's clock. */
  unusual(source: SourceId): readonly CaptureSpan[] {
    const all = this.bySource[source] ?? [];
    const lengths = all.map(lengthOf).sort((a, b) => b - a);
    const compared = lengths.slice(0, COMPARED);
    // Of two, the shorter one is what is usual.
    const usual = compared.length < 2 ? 0 : (compared[compared.length >>> 1] ?? 0);
    return all.filter((one) => lengthOf(one) > Math.max(QUIET, UNUSUAL * usual));
  }
}

function lengthOf({ from, to }: CaptureSpan): number {
  return to - from;
}
