import type { MessageId, SourceId } from '../ids.ts';
import { OldestFirst } from '../tables/oldest-first.ts';

/** More are given up, the oldest first: they are taken as they came. */
const MOST = 65_536;

/** By whose clock, and when, a message could be read. */
export interface LateDelivery {
  readonly source: SourceId;
  readonly time: number;
}

/**
 * Messages that had to wait for others of their stream, as observers saw it: a segment before them was lost, and came
 * again after theirs.
 */
export class LateDeliveries {
  private readonly byMessage = new Map<MessageId, readonly LateDelivery[]>();
  private readonly oldest = new OldestFirst(() => this.byMessage.keys());
  /** For how many there was no room. */
  forgotten = 0;

  add(id: MessageId, source: SourceId, time: number): void {
    this.byMessage.set(id, [...this.of(id), { source, time }]);
    if (this.byMessage.size <= MOST) return;
    const oldest = this.oldest.next();
    if (oldest !== undefined) this.byMessage.delete(oldest);
    this.forgotten++;
  }

  /** One an observer that saw the message wait. */
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
