import type { MessageId, SourceId } from '../ids.ts';
import { float64Column } from '../tables/lasting-columns.ts';
import type { MessageIndex } from './message-index.ts';

/** What an observer's clock showed, by the clock that all observers are aligned to. */
export type Alignment = (source: SourceId, time: number) => number;

/**
 * When each message was first seen. Until the observers' clocks are aligned, and where there is only
 * one, that is what the first observer's clock showed.
 */
export class MessageTimes {
  private readonly index: MessageIndex;
  private alignment: Alignment | undefined;
  /** Of the messages that were there when clocks were aligned, from `alignedFrom` on. */
  private aligned = float64Column(0);
  private alignedFrom = 0;
  private changes = 0;

  constructor(index: MessageIndex) {
    this.index = index;
  }

  /** Grows whenever times change: what was sorted by them is then out of order. */
  get revision(): number {
    return this.changes;
  }

  /** Nanoseconds since the session's base. */
  of(id: MessageId): number {
    if (this.alignment === undefined) return this.index.time(id);
    return this.aligned[id - this.alignedFrom] ?? this.earliest(id, this.alignment);
  }

  /** From now on all times are by the aligned clock. */
  align(alignment: Alignment): void {
    this.alignment = alignment;
    this.alignedFrom = this.index.first;
    this.aligned = float64Column(this.index.size - this.alignedFrom);
    for (let at = 0; at < this.aligned.length; at++) {
      this.aligned[at] = this.earliest((this.alignedFrom + at) as MessageId, alignment);
    }
    this.changes++;
  }

  /** Once none of them is there any more, the table of their times goes, too. */
  forgetBefore(id: MessageId): void {
    if (id >= this.alignedFrom + this.aligned.length) this.aligned = float64Column(0);
  }

  private earliest(id: MessageId, alignment: Alignment): number {
    const { index } = this;
    let time = alignment(index.source(id), index.time(id));
    for (let at = index.furtherObservation(id); at > 0; at = index.observations.next(at)) {
      const sight = index.observations.get(at);
      time = Math.min(time, alignment(sight.source, sight.time));
    }
    return time;
  }
}
