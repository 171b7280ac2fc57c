import type { MessageId, SourceId } from '../ids.ts';
import { OldestFirst } from '../tables/oldest-first.ts';

/** If there are more, the oldest are dropped: those messages count as delivered when captured. */
const MOST = 65_536;
/** A power of two. */
const MARKS = 1 << 20;

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
  /**
   * A bit for each message, by the lowest bits of its id. Hardly a message waited, and to look for each of them in a large
   * map takes a while.
   */
  private readonly mayHaveWaited = new Uint8Array(MARKS / 8);
  private readonly byMessage = new Map<MessageId, readonly LateDelivery[]>();
  private readonly oldest = new OldestFirst(() => this.byMessage.keys());
  /** How many were dropped for lack of room. */
  forgotten = 0;

  add(id: MessageId, source: SourceId, time: number): void {
    this.byMessage.set(id, [...this.of(id), { source, time }]);
    this.mark(id);
    if (this.byMessage.size <= MOST) return;
    const oldest = this.oldest.next();
    if (oldest !== undefined) this.byMessage.delete(oldest);
    this.forgotten++;
  }

  /** One entry for each observer that saw the message wait. */
  of(id: MessageId): readonly LateDelivery[] {
    const marks = this.mayHaveWaited[(id & (MARKS - 1)) >>> 3] as number;
    return ((marks >>> (id & 7)) & 1) === 0 ? NONE : (this.byMessage.get(id) ?? NONE);
  }

  forgetBefore(first: MessageId): void {
    this.mayHaveWaited.fill(0);
    for (const id of this.byMessage.keys()) {
      if (id < first) this.byMessage.delete(id);
      else this.mark(id);
    }
  }

  get size(): number {
    return this.byMessage.size;
  }

  private mark(id: MessageId): void {
    const at = (id & (MARKS - 1)) >>> 3;
    this.mayHaveWaited[at] = (this.mayHaveWaited[at] as number) | (1 << (id & 7));
  }
}

const NONE: readonly LateDelivery[] = [];
