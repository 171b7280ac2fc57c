import type { MessageId } from '../ids.ts';
import type { SessionTables } from './session-tables.ts';

/** The part of a session that numbers depend on. */
interface Numbered {
  readonly tables: Pick<SessionTables, 'index' | 'order'>;
  timeOf(id: MessageId): number;
}

/**
 * The numbers of messages as users see them: their places in the order of time of all messages, from 1. Of forgotten
 * messages only the order of arrival is known.
 */
export class MessageNumbers {
  private readonly session: Numbered;
  private readonly timeOf: (id: MessageId) => number;

  constructor(session: Numbered) {
    this.session = session;
    this.timeOf = (id) => session.timeOf(id);
  }

  of(id: MessageId): number {
    const { index, order } = this.session.tables;
    if (id < index.first) return id + 1;
    // Most messages arrive in order, so the place is near the message's id.
    const usual = id - index.first;
    const place = usual < order.length && order.at(usual) === id ? usual : placeOf(order, id, this.timeOf);
    return order.forgotten + place + 1;
  }

  /** The same messages by their numbers. */
  inOrder(ids: readonly MessageId[]): readonly MessageId[] {
    return [...ids].sort((a, b) => this.of(a) - this.of(b));
  }
}

interface Ordered {
  readonly length: number;
  at(position: number): number;
}

/** Position of a message in a list that is ordered by time and then by id; -1 if it is not in the list. */
export function placeOf(list: Ordered, id: MessageId, timeOf: (id: MessageId) => number): number {
  const place = placeFor(list, id, timeOf);
  return place < list.length && list.at(place) === id ? place : -1;
}

/** Position that the message has, or would have. */
export function placeFor(list: Ordered, id: MessageId, timeOf: (id: MessageId) => number): number {
  const time = timeOf(id);
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = list.at(middle) as MessageId;
    const before = timeOf(there) - time || there - id;
    if (before < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
