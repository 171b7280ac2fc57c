import type { MessageId, SourceId } from '../ids.ts';
import { OldestFirst } from '../tables/oldest-first.ts';

/** If there are more, the oldest are dropped: those messages count as delivered. */
const MOST = 16_384;

/** When the receiver acknowledged a message, and by which observer's clock; infinite if it never did. */
export interface Acknowledgement {
  readonly source: SourceId;
  readonly time: number;
}

/**
 * Messages that an observer saw pass, but that had not been acknowledged when they were retransmitted, or
 * when their connection or the capture ended: they may have been lost behind the observer (RFC 9293 3.8.1).
 */
export class Unacknowledged {
  /** How many were dropped for lack of room. */
  forgotten = 0;
  /** Messages whose entry changed, the latest last; only a limited number is remembered. */
  private changes: MessageId[] = [];
  private changesForgotten = 0;
  private readonly byMessage = new Map<MessageId, readonly Acknowledgement[]>();
  private readonly oldest = new OldestFirst(() => this.byMessage.keys());

  add(id: MessageId, source: SourceId): void {
    const known = this.byMessage.get(id);
    if (known?.some((one) => one.source === source) === true) return;
    this.set(id, [...(known ?? []), { source, time: Number.POSITIVE_INFINITY }]);
    if (this.byMessage.size <= MOST) return;
    const oldest = this.oldest.next();
    if (oldest !== undefined) this.forget(oldest);
    this.forgotten++;
  }

  /** Has no effect on a message that has no entry. */
  acknowledged(id: MessageId, source: SourceId, time: number): void {
    const known = this.byMessage.get(id);
    if (!known?.some((one) => one.source === source && one.time > time)) return;
    this.set(
      id,
      known.map((one) => (one.source === source ? { source, time } : one)),
    );
  }

  /** One entry for each observer that missed an acknowledgement. */
  of(id: MessageId): readonly Acknowledgement[] {
    return this.byMessage.get(id) ?? NONE;
  }

  all(): IterableIterator<MessageId> {
    return this.byMessage.keys();
  }

  get size(): number {
    return this.byMessage.size;
  }

  /** Increases with every change. */
  get revision(): number {
    return this.changesForgotten + this.changes.length;
  }

  /** The messages that changed after this revision; undefined if that is too long ago to tell. */
  changedSince(revision: number): readonly MessageId[] | undefined {
    if (revision < this.changesForgotten) return undefined;
    return this.changes.slice(revision - this.changesForgotten);
  }

  forgetBefore(first: MessageId): void {
    for (const id of this.byMessage.keys()) if (id < first) this.forget(id);
  }

  private forget(id: MessageId): void {
    this.byMessage.delete(id);
    this.changed(id);
  }

  private set(id: MessageId, observed: readonly Acknowledgement[]): void {
    this.byMessage.set(id, observed);
    this.changed(id);
  }

  private changed(id: MessageId): void {
    this.changes.push(id);
    if (this.changes.length < 2 * MOST) return;
    this.changes = this.changes.slice(MOST);
    this.changesForgotten += MOST;
  }
}

const NONE: readonly Acknowledgement[] = [];
