import type { MessageId } from '../../ids.ts';

/**
 * Messages of a live stream, held back for a moment: those of several sources, and those whose last
 * fragment came late, do not arrive in the order of their times.
 */
export class HeldMessages {
  private ids: MessageId[] = [];
  /** When each was put in, by the wall clock in milliseconds. */
  private arrivals: number[] = [];
  private newest = Number.NEGATIVE_INFINITY;
  private readonly hold: number;
  private readonly timeOf: (id: MessageId) => number;

  /**
   * A message is held for `hold` milliseconds, by the time of capture or by the wall clock, whichever is over
   * first.
   */
  constructor(hold: number, timeOf: (id: MessageId) => number) {
    this.hold = hold;
    this.timeOf = timeOf;
  }

  get size(): number {
    return this.ids.length;
  }

  add(id: MessageId, now: number): void {
    const time = this.timeOf(id);
    this.newest = Math.max(this.newest, time);
    let place = this.ids.length;
    while (place > 0 && this.timeOf(this.ids[place - 1] as MessageId) > time) place--;
    this.ids.splice(place, 0, id);
    this.arrivals.splice(place, 0, now);
  }

  /** Takes out those that were held long enough, in the order of their times. */
  release(now: number): readonly MessageId[] {
    const horizon = this.newest - this.hold * 1e6;
    let count = 0;
    while (count < this.ids.length && this.isDue(count, now, horizon)) count++;
    return this.take(count);
  }

  releaseAll(): readonly MessageId[] {
    return this.take(this.ids.length);
  }

  private isDue(at: number, now: number, horizon: number): boolean {
    return (
      (this.arrivals[at] as number) <= now - this.hold || this.timeOf(this.ids[at] as MessageId) <= horizon
    );
  }

  private take(count: number): readonly MessageId[] {
    this.arrivals.splice(0, count);
    return this.ids.splice(0, count);
  }
}
