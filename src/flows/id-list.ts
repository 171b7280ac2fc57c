import type { MessageId } from '../ids.ts';

/** Up to this length a plain array takes less memory, because a typed array has a large header. */
const FEW = 32;

/** Message ids in a compact array: what is kept of a flow that has ended. */
export class IdList {
  private ids: number[] | Uint32Array = NONE;
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(id: number): void {
    if (this.count === this.ids.length) this.grow();
    this.ids[this.count++] = id;
  }

  /** `at` is below `length`. */
  at(at: number): MessageId {
    return this.ids[at] as MessageId;
  }

  /** `at` is below `length`. */
  set(at: number, id: number): void {
    this.ids[at] = id;
  }

  /** As `set`, also beyond the end: ids in between become 0. */
  setAt(at: number, id: number): void {
    while (this.count <= at) this.push(0);
    this.ids[at] = id;
  }

  append(others: IdList): void {
    for (let at = 0; at < others.length; at++) this.push(others.at(at));
  }

  /** Those of equal rank stay in their order. */
  sortBy(rankOf: (id: MessageId) => number): void {
    const sorted = [...this].sort((a, b) => rankOf(a) - rankOf(b));
    for (const [at, id] of sorted.entries()) this.ids[at] = id;
  }

  /** Keeps those at whose places `isKept` holds. */
  keepWhere(isKept: (at: number) => boolean): void {
    let kept = 0;
    for (let at = 0; at < this.count; at++) {
      if (isKept(at)) this.ids[kept++] = this.ids[at] as number;
    }
    this.count = kept;
    if (kept < this.ids.length >>> 1) this.trim();
  }

  /** Gives back unused memory: nothing more will be added. */
  trim(): void {
    this.ids = this.count === 0 ? NONE : this.ids.slice(0, this.count);
  }

  *[Symbol.iterator](): Generator<MessageId> {
    for (let at = 0; at < this.count; at++) yield this.at(at);
  }

  private grow(): void {
    const room = this.count + Math.max(4, this.count >>> 1);
    const larger = room > FEW ? new Uint32Array(room) : new Array<number>(room).fill(0);
    for (let at = 0; at < this.count; at++) larger[at] = this.ids[at] as number;
    this.ids = larger;
  }
}

/** Has no room, so nothing is ever written to it. */
const NONE: number[] = [];
