import type { CompiledFilter } from '../filter/compile.ts';
import type { MessageId } from '../ids.ts';
import type { MessageIndex } from '../store/message-index.ts';
import type { MessageTimes } from '../store/message-times.ts';
import { TimeOrder } from '../store/time-order.ts';

/** Messages judged between two looks at the clock. */
const BATCH = 256;
/** As `BATCH`, for filters that have to read messages again, which takes longer. */
const SMALL_BATCH = 8;

/**
 * The messages that pass a filter, in the order of time. `update` extends the list in slices of time as the index
 * grows, and starts again if something has changed on which the filter depends.
 */
export class MessageList {
  private readonly index: MessageIndex;
  private readonly filter: CompiledFilter;
  private readonly revision: () => number;
  private readonly order: TimeOrder;
  private judgedUpTo = 0;
  private judgedAt: number;
  private readonly times: MessageTimes;
  private sortedAt: number;
  /** The first message that has not been forgotten. */
  private first = 0 as MessageId;

  constructor(index: MessageIndex, times: MessageTimes, filter: CompiledFilter, revision: () => number) {
    this.index = index;
    this.times = times;
    this.sortedAt = times.revision;
    this.filter = filter;
    this.revision = revision;
    this.judgedAt = revision();
    this.order = new TimeOrder((id) => times.of(id as MessageId));
  }

  get length(): number {
    return this.order.length;
  }

  /** Number of messages that were judged so far, whether or not they passed. */
  get judged(): number {
    return this.judgedUpTo;
  }

  /** Changes whenever positions do, except when messages are added at the end. */
  get reordered(): number {
    return this.order.reordered;
  }

  /** `position` is below `length`. */
  at(position: number): MessageId {
    return this.order.at(position) as MessageId;
  }

  /** Position of the first message at or after a time. */
  positionOf(time: number): number {
    return this.order.positionOf(time);
  }

  /** Judges new messages for at most `budget` milliseconds. Returns true when none is left. */
  update(budget: number): boolean {
    this.startAnewIfStale();
    this.sortIfAligned();
    this.forget();
    const until = performance.now() + budget;
    const batch = this.filter.needsBytes ? SMALL_BATCH : BATCH;
    while (this.judgedUpTo < this.index.size) {
      const end = Math.min(this.judgedUpTo + batch, this.index.size);
      for (let id = this.judgedUpTo; id < end; id++)
        if (this.filter.matches(id as MessageId)) this.order.add(id);
      this.judgedUpTo = end;
      if (performance.now() >= until) return this.judgedUpTo === this.index.size;
    }
    return true;
  }

  /** Clocks were aligned: the same messages in another order, unless the filter asks for times. */
  private sortIfAligned(): void {
    if (this.times.revision === this.sortedAt) return;
    this.sortedAt = this.times.revision;
    if (this.filter.dependsOnTimes) this.clear();
    else this.order.resort();
  }

  private startAnewIfStale(): void {
    const revision = this.revision();
    if (revision === this.judgedAt) return;
    this.judgedAt = revision;
    if (this.filter.dependsOnRevision || this.filter.dependsOnOrder) this.clear();
  }

  private forget(): void {
    const { first } = this.index;
    if (first === this.first) return;
    this.first = first;
    this.order.forgetBefore(first);
    this.judgedUpTo = Math.max(this.judgedUpTo, first);
  }

  private clear(): void {
    this.order.clear();
    this.judgedUpTo = this.first;
  }
}
