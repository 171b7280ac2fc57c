import type { Buckets } from '../../engine/time-histogram.ts';
import { burstColumns, type Occurrence, occurrences } from '../../view/time/occurrences.ts';
import type { Stage } from '../views/view.ts';
import type { TimeCounts } from './time-counts.ts';

/** Events to which users can jump in time: those that the analysis of the whole capture found, and bursts. */
export class TimeEvents {
  private readonly stage: Stage;
  private readonly counts: TimeCounts;
  private found: readonly Occurrence[] | undefined;
  private last:
    | { readonly buckets: Buckets; readonly revision: number; readonly events: readonly Occurrence[] }
    | undefined;

  constructor(stage: Stage, counts: TimeCounts) {
    this.stage = stage;
    this.counts = counts;
  }

  /** In the order of time; the same array as long as it holds the same. */
  of(buckets: Buckets): readonly Occurrence[] {
    const { revision } = this.counts;
    const { last } = this;
    if (last !== undefined && last.revision === revision && isSame(last.buckets, buckets)) return last.events;
    const events = this.all(buckets);
    this.last = { buckets, revision, events };
    return events;
  }

  /** The nearest at or after a time, or the nearest before it. */
  next(buckets: Buckets, time: number, direction: 1 | -1): number | undefined {
    const events = this.of(buckets);
    if (direction === 1) return events.find((event) => event.time >= time)?.time;
    return events.findLast((event) => event.time < time)?.time;
  }

  /** More is known, or something else. */
  forget(): void {
    this.found = undefined;
    this.last = undefined;
  }

  private all(buckets: Buckets): readonly Occurrence[] {
    const counts = this.counts.totals(buckets.count);
    const bursts = burstColumns(counts).map((column): Occurrence => {
      const time = buckets.from + column * buckets.width;
      return { time, mark: 'B', text: `burst: ${counts[column]} messages`, style: 'plain' };
    });
    return [...this.ofAnalysis(), ...bursts].sort((a, b) => a.time - b.time);
  }

  private ofAnalysis(): readonly Occurrence[] {
    const analysis = this.stage.analyses.latest;
    if (analysis === undefined) return [];
    this.found ??= occurrences(analysis.timeline, analysis.syncs.reports(), analysis.nodes.clusterIds);
    return this.found;
  }
}

function isSame(a: Buckets, b: Buckets): boolean {
  return a.from === b.from && a.width === b.width && a.count === b.count;
}
