import type { MessageId, SourceId } from '../ids.ts';
import { float64Column } from '../tables/lasting-columns.ts';
import type { MessageIndex } from './message-index.ts';

/** Converts the time of an observer's frame to the clock that all are aligned to. */
export type Alignment = (source: SourceId, time: number, frame: number) => number;

/**
 * When each message was first seen, by the aligned clock; by the clock of its first observer before clocks are
 * aligned, or if there is only one observer.
 */
export class MessageTimes {
  private readonly index: MessageIndex;
  private alignment: Alignment | undefined;
  /** Times of the messages that existed when clocks were aligned, from `alignedFrom` on. */
  private aligned = float64Column(0);
  private alignedFrom = 0;
  private changes = 0;

  constructor(index: MessageIndex) {
    this.index = index;
  }

  /** Increases whenever times change: anything sorted by time is out of order then. */
  get revision(): number {
    return this.changes;
  }

  /** Nanoseconds since the session's base. */
  of(id: MessageId): number {
    if (this.alignment === undefined) return this.index.time(id);
    return this.aligned[id - this.alignedFrom] ?? this.earliest(id, this.alignment);
  }

  /** From now on, all times are by the aligned clock. */
  align(alignment: Alignment): void {
    this.alignment = alignment;
    this.alignedFrom = this.index.first;
    this.aligned = float64Column(this.index.size - this.alignedFrom);
    for (let at = 0; at < this.aligned.length; at++) {
      this.aligned[at] = this.earliest((this.alignedFrom + at) as MessageId, alignment);
    }
    this.changes++;
  }

  /** Once none of these messages is left, the table of their aligned times is dropped. */
  forgetBefore(id: MessageId): void {
    if (id >= this.alignedFrom + this.aligned.length) this.aligned = float64Column(0);
  }

  private earliest(id: MessageId, alignment: Alignment): number {
    const { index } = this;
    let time = alignment(index.source(id), index.time(id), index.frame(id));
    for (let at = index.furtherObservation(id); at > 0; at = index.observations.next(at)) {
      const sight = index.observations.get(at);
      time = Math.min(time, alignment(sight.source, sight.time, sight.frame));
    }
    return time;
  }
}
