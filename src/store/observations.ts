import type { SourceId } from '../ids.ts';
import { GrowingNumbers } from '../tables/growing-numbers.ts';

/** A further observer's sight of a message. */
export interface Observation {
  readonly source: SourceId;
  readonly frame: number;
  /** By that observer's clock; nanoseconds since the session's base. */
  readonly time: number;
  readonly retransmissions: number;
}

/**
 * The observations of messages after the first one, as lists linked by number (0 ends a list). There are few
 * with one capture, and one or two per message if several nodes were captured.
 */
export class ObservationPool {
  private readonly sources = new GrowingNumbers();
  private readonly frames = new GrowingNumbers();
  private readonly timesHigh = new GrowingNumbers();
  private readonly timesLow = new GrowingNumbers();
  private readonly retransmissions = new GrowingNumbers();
  private readonly nexts = new GrowingNumbers();

  constructor() {
    this.add(0 as SourceId, 0, 0);
  }

  add(source: SourceId, frame: number, time: number): number {
    this.sources.push(source);
    this.frames.push(frame);
    // Two's complement in two words: exact for every integer that a double can hold.
    const high = Math.floor(time / 2 ** 32);
    this.timesHigh.push(high >>> 0);
    this.timesLow.push(time - high * 2 ** 32);
    this.retransmissions.push(0);
    return this.nexts.push(0);
  }

  get(at: number): Observation {
    return {
      source: this.sources.get(at) as SourceId,
      frame: this.frames.get(at),
      time: (this.timesHigh.get(at) | 0) * 2 ** 32 + this.timesLow.get(at),
      retransmissions: this.retransmissions.get(at),
    };
  }

  source(at: number): SourceId {
    return this.sources.get(at) as SourceId;
  }

  next(at: number): number {
    return this.nexts.get(at);
  }

  link(at: number, next: number): void {
    this.nexts.set(at, next);
  }

  countRetransmission(at: number): void {
    this.retransmissions.set(at, this.retransmissions.get(at) + 1);
  }
  get length(): number {
    return this.nexts.length;
  }

  /** Those before `at` belong to forgotten messages. */
  forgetBefore(at: number): void {
    for (const column of this.columns) column.forgetBefore(at);
  }

  private get columns(): readonly GrowingNumbers[] {
    return [this.sources, this.frames, this.timesHigh, this.timesLow, this.retransmissions, this.nexts];
  }
}
