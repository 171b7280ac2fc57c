import type { Leap } from '../../cluster/clocks/clock-evidence.ts';
import type { SourceId } from '../../ids.ts';

/** Nanoseconds: shorter pauses are no leaps. */
export const LEAST_LEAP = 50e6;
/** Frames of several queues come out of order by less than this. */
export const LEAST_BACK = -20e6;
/** Number of leaps that are kept of each observer, the largest ones. */
const MOST = 512;

/** Where the time of an observer's frames leaps: only there can its clock have been set by much. */
export class ObserverLeaps {
  private readonly bySource: Leap[][] = [];

  note(source: SourceId, frame: number, time: number, by: number): void {
    this.bySource[source] ??= [];
    const all = this.bySource[source];
    all.push({ frame, time, by });
    if (all.length < 2 * MOST) return;
    all.sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
    all.length = MOST;
  }

  of(source: SourceId): readonly Leap[] {
    return this.bySource[source] ?? [];
  }
}
