import type { MessageId, SourceId } from '../ids.ts';
import { OldestFirst } from '../tables/oldest-first.ts';

/** More are given up, the oldest first: they count as delivered. */
const MOST = 16_384;

/** By whose clock, and when, the receiver said that it has a message; infinite where it has not. */
export interface Acknowledgement {
  readonly source: SourceId;
  readonly time: number;
}

/**
 * Messages that an observer saw pass, and their receiver had not acknowledged when they were sent again, or when their
 * connection or the capture ended: they may have been lost behind the observer (RFC 9293 3.8.1).
 */
export class Unacknowledged {
  /** For how many there was no room. */
  forgotten = 0;
  /** Messages of which something was learned, the latest last; not all of them are remembered. */
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

  /** Without effect where it was not missed before. */
  acknowledged(id: MessageId, source: SourceId, time: number): void {
    const known = this.byMessage.get(id);
    if (!known?.some((one) => one.source === source && one.time > time)) return;
    this.set(
      id,
      known.map((one) => (one.source === source ? { source, time } : one)),
    );
  }

  /** One an observer that had seen no acknowledgement for too long. */
  of(id: MessageId): readonly Acknowledgement[] {
    return this.byMessage.get(id) ?? NONE;
  }

  all(): IterableIterator<MessageId> {
    return this.byMessage.keys();
  }

  get size(): number {
    return this.byMessage.size;
  }

  /** Grows with whatever is learned. */
  get revision(): number {
    return this.changesForgotten + this.changes.length;
  }

  /** Messages of which something was learned since it was that; undefined where it is too long ago to tell. */
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
