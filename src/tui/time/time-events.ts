import type { Buckets } from '../../engine/time-histogram.ts';
import { burstColumns, type Occurrence, occurrences } from '../../view/time-events.ts';
import type { Stage } from '../views/view.ts';
import type { TimeCounts } from './time-counts.ts';

/** What somebody may look for in time: what the analysis of the whole found, and bursts. */
export class TimeEvents {
  private readonly stage: Stage;
  private readonly counts: TimeCounts;
  private found: readonly Occurrence[] | undefined;

  constructor(stage: Stage, counts: TimeCounts) {
    this.stage = stage;
    this.counts = counts;
  }

  /** In the order of time. */
  of(buckets: Buckets): readonly Occurrence[] {
    const counts = Array.from({ length: buckets.count }, (_, at) => this.counts.total(at));
    const bursts = burstColumns(counts).map((column): Occurrence => {
      const time = buckets.from + column * buckets.width;
      return { time, mark: 'B', text: `burst: ${counts[column]} messages`, style: 'plain' };
    });
    return [...this.ofAnalysis(), ...bursts].sort((a, b) => a.time - b.time);
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
  }

  private ofAnalysis(): readonly Occurrence[] {
    const analysis = this.stage.analyses.latest;
    if (analysis === undefined) return [];
    this.found ??= occurrences(analysis.timeline.events, analysis.syncs.reports(), analysis.nodes.clusterIds);
    return this.found;
  }
}
