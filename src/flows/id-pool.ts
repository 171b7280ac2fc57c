import { GrowingNumbers } from '../tables/growing-numbers.ts';

/** Memory for the ids of very many lists, outside of V8's heap: in blocks of 1, 2, 4, ... places. */
export class IdPool {
  private readonly cells = new GrowingNumbers();
  /** By the size of a stretch: where the free one begins that is taken next, plus one. Its first cell names the one after. */
  private readonly free: number[] = [];

  get(at: number): number {
    return this.cells.get(at);
  }

  set(at: number, id: number): void {
    this.cells.set(at, id);
  }

  /** Takes a block of `1 << shift` places; returns where it begins. */
  take(shift: number): number {
    const free = this.free[shift] ?? 0;
    if (free > 0) {
      this.free[shift] = this.cells.get(free - 1);
      return free - 1;
    }
    const start = this.cells.length;
    for (let more = 1 << shift; more > 0; more--) this.cells.push(0);
    return start;
  }

  /** Nobody uses the places any more that were taken there. */
  giveBack(start: number, shift: number): void {
    while (this.free.length <= shift) this.free.push(0);
    this.cells.set(start, this.free[shift] ?? 0);
    this.free[shift] = start + 1;
  }
}
