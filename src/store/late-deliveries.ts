import type { MessageId, SourceId } from '../ids.ts';
import { OldestFirst } from '../tables/oldest-first.ts';

/** If there are more, the oldest are dropped: those messages count as delivered when captured. */
const MOST = 65_536;

/** When the receiver could read a message, and by which observer's clock. */
export interface LateDelivery {
  readonly source: SourceId;
  readonly time: number;
}

/**
 * Messages that their receivers could only read later than they were captured: an earlier segment of the
 * stream was lost and came again after them.
 */
export class LateDeliveries {
  private readonly byMessage = new Map<MessageId, readonly LateDelivery[]>();
  private readonly oldest = new OldestFirst(() => this.byMessage.keys());
  /** How many were dropped for lack of room. */
  forgotten = 0;

  add(id: MessageId, source: SourceId, time: number): void {
    this.byMessage.set(id, [...this.of(id), { source, time }]);
    if (this.byMessage.size <= MOST) return;
    const oldest = this.oldest.next();
    if (oldest !== undefined) this.byMessage.delete(oldest);
    this.forgotten++;
  }

  /** One entry for each observer that saw the message wait. */
  of(id: MessageId): readonly LateDelivery[] {
    return this.byMessage.get(id) ?? NONE;
  }

  forgetBefore(first: MessageId): void {
    for (const id of this.byMessage.keys()) if (id < first) this.byMessage.delete(id);
  }

  get size(): number {
    return this.byMessage.size;
  }
}

const NONE: readonly LateDelivery[] = [];
