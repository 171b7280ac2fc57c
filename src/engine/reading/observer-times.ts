import type { Leap } from '../../cluster/clocks/clock-evidence.ts';
import type { ClockSolution } from '../../cluster/clocks/solve-clocks.ts';
import type { TimeSpan } from '../../cluster/time-spans.ts';
import type { SourceId } from '../../ids.ts';
import type { StreamGap } from '../../reassembly/carried-message.ts';
import { LEAST_BACK, LEAST_LEAP, ObserverLeaps } from './observer-leaps.ts';
import { ObserverSilences, SHORTEST_SILENCE } from './observer-silences.ts';

/** When each observer saw its first and its last frame, and how their clocks relate to each other. */
export class ObserverTimes {
  /** Undefined unless the clocks were compared. */
  solution: ClockSolution | undefined;
  /** By source, by its own clock. */
  private readonly firsts: (number | undefined)[] = [];
  private readonly lasts: number[] = [];
  private readonly silences = new ObserverSilences();
  private readonly leaps = new ObserverLeaps();

  /** Returns by how many nanoseconds the frame is earlier than the one before it; 0 if it is later. */
  note(source: SourceId, time: number, frame: number): number {
    this.firsts[source] ??= time;
    const last = this.lasts[source] ?? time;
    if (time - last > LEAST_LEAP || time - last < LEAST_BACK)
      this.leaps.note(source, frame, time, time - last);
    if (time - last >= SHORTEST_SILENCE) this.silences.note(source, last, time);
    this.lasts[source] = time;
    return Math.max(0, last - time);
  }

  /** By its own clock; only for an observer that has seen a frame. */
  lastOf(source: SourceId): number {
    return this.lasts[source] as number;
  }

  /** Nanoseconds from its first frame to its last one; only for an observer that has seen a frame. */
  lengthOf(source: SourceId): number {
    return this.lastOf(source) - (this.firsts[source] as number);
  }

  /** Times of the observer's first and last frame, by the aligned clock; undefined if it has none yet. */
  spanOf(source: SourceId): TimeSpan | undefined {
    const first = this.firsts[source];
    if (first === undefined) return undefined;
    return {
      from: this.aligned(source, first, 0),
      to: this.aligned(source, this.lastOf(source), Number.POSITIVE_INFINITY),
    };
  }

  /** Pauses of an observer, and where its time went back; the longest ones, by its own clock. */
  leapsOf(source: SourceId): readonly Leap[] {
    return this.leaps.of(source);
  }

  /** Times in which an observer captured nothing and must have missed something, by the aligned clock. */
  silencesOf(source: SourceId, gaps: readonly StreamGap[]): readonly TimeSpan[] {
    return this.silences
      .unusual(source, gaps, this.alignedBy(source))
      .map(({ from, to }) => ({ from: this.aligned(source, from), to: this.aligned(source, to) }));
  }

  /** The longest time without a frame that does not yet mean that the observer has missed something. */
  longestPause(source: SourceId): number {
    return this.silences.longestUsual(source, this.alignedBy(source));
  }

  /** Time of the first frame of all observers, by the aligned clock; undefined if there is none yet. */
  get first(): number | undefined {
    const times = this.firsts.flatMap((time, source) =>
      time === undefined ? [] : this.aligned(source as SourceId, time, 0),
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** From the first frame of all observers to the last one, by the aligned clock; undefined while there is none. */
  get span(): TimeSpan | undefined {
    const { first } = this;
    if (first === undefined) return undefined;
    const lasts = this.lasts.map((_, source) => this.spanOf(source as SourceId)?.to ?? first);
    return { from: first, to: Math.max(first, ...lasts) };
  }

  /**
   * Translates a time of an observer's clock to the aligned clock. The number of a frame tells whether the time is
   * before or after a step of the clock.
   */
  aligned(source: SourceId, time: number, frame?: number): number {
    return this.solution === undefined ? time : time - this.solution.offsetAt(source, time, frame);
  }

  private alignedBy(source: SourceId): (time: number) => number {
    return (time) => this.aligned(source, time);
  }
}
