import type { MessageId } from '../ids.ts';
import { IdPool } from './id-pool.ts';

/** `start` of a list that is closed. */
const CLOSED = -1;

/**
 * Ids of messages, in a pool that all lists share. There are several lists for each flow, and mostly a handful of ids in
 * them: an array would cost several times as much.
 */
export class IdList {
  /** Empty for ever. */
  static readonly NONE: IdList = IdList.closed();
  private readonly pool: IdPool;
  private start = 0;
  private count = 0;

  constructor(pool: IdPool) {
    this.pool = pool;
  }

  private static closed(): IdList {
    const list = new IdList(new IdPool());
    list.close();
    return list;
  }

  /** An empty one in the same pool. */
  another(): IdList {
    return new IdList(this.pool);
  }

  get length(): number {
    return this.count;
  }

  get isClosed(): boolean {
    return this.start === CLOSED;
  }

  /** There is always memory for the next power of two. */
  push(id: number): void {
    if (this.isClosed) return;
    const { count } = this;
    // The pool is always that for the next power of two.
    if ((count & (count - 1)) === 0) this.move(count + 1);
    this.pool.set(this.start + count, id);
    this.count = count + 1;
  }

  /** `at` is below `length`. */
  at(at: number): MessageId {
    return this.pool.get(this.start + at) as MessageId;
  }

  /** `at` is below `length`. */
  set(at: number, id: number): void {
    this.pool.set(this.start + at, id);
  }

  /** As `set`, also beyond the end: ids in between become 0. */
  setAt(at: number, id: number): void {
    if (this.isClosed) return;
    while (this.count < at) this.push(0);
    if (this.count === at) this.push(id);
    else this.set(at, id);
  }

  append(others: IdList): void {
    for (let at = 0; at < others.length; at++) this.push(others.at(at));
  }

  /** Those of equal rank stay in their order. Each is asked for its rank once: it may have to be read for that. */
  sortBy(rankOf: (id: MessageId) => number): void {
    const ranked = [...this].map((id) => ({ id, rank: rankOf(id) })).sort((a, b) => a.rank - b.rank);
    for (const [at, { id }] of ranked.entries()) this.set(at, id);
  }

  /** Keeps those at whose places `isKept` holds. */
  keepWhere(isKept: (at: number) => boolean): void {
    let kept = 0;
    for (let at = 0; at < this.count; at++) {
      if (isKept(at)) this.set(kept++, this.at(at));
    }
    if (kept === this.count) return;
    if (shiftFor(kept) !== shiftFor(this.count)) this.move(kept);
    this.count = kept;
  }

  /** Frees the memory of the list; nothing more is added to it. */
  close(): void {
    this.keepWhere(() => false);
    this.start = CLOSED;
  }

  *[Symbol.iterator](): Generator<MessageId> {
    for (let at = 0; at < this.count; at++) yield this.at(at);
  }

  /** Moves the list to a block for `length` ids. */
  private move(length: number): void {
    const { pool, start, count } = this;
    if (length > 0) this.start = pool.take(shiftFor(length));
    for (let at = Math.min(count, length) - 1; at >= 0; at--) pool.set(this.start + at, pool.get(start + at));
    if (count > 0) pool.giveBack(start, shiftFor(count));
  }
}

/** Exponent of the smallest power of two that is at least `length`, which is above 0. */
function shiftFor(length: number): number {
  return 32 - Math.clz32(length - 1);
}
