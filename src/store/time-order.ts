import { uint32Column } from '../tables/lasting-columns.ts';
/**
 * Message ids in the order of their times. Captures are almost always in order, so that ids are appended; one
 * that comes slightly late is moved into place, and larger numbers of late ones are merged when somebody
 * looks. The lowest ids can be forgotten; positions do not count those.
 */
export class TimeOrder {
  private ids = uint32Column(LEAST);
  private count = 0;
  private late: number[] = [];
  private readonly timeOf: (id: number) => number;
  private changes = 0;
  private deepChanges = 0;
  private gone = 0;

  constructor(timeOf: (id: number) => number) {
    this.timeOf = timeOf;
  }

  get length(): number {
    return this.count + this.late.length;
  }

  /** Number of forgotten ids. */
  get forgotten(): number {
    return this.gone;
  }

  /** Increases whenever an id is inserted before the end: positions known before are stale then. */
  get reordered(): number {
    return this.changes;
  }

  /**
   * The ids at positions below `settled` stay there until this increases: other late ids are only inserted
   * further back.
   */
  get resettled(): number {
    if (this.late.length > 0) this.merge();
    return this.deepChanges;
  }

  get settled(): number {
    if (this.late.length > 0) this.merge();
    return Math.max(0, this.count - NEAR);
  }

  add(id: number): void {
    const time = this.timeOf(id);
    if (this.count > 0 && time < this.timeOf(this.ids[this.count - 1] as number)) {
      this.addLate(id, time);
      return;
    }
    this.append(id);
  }

  /** The id at a position below `length`. */
  at(position: number): number {
    if (this.late.length > 0) this.merge();
    return this.ids[position] as number;
  }

  /** Position of the first id whose time is not before `time`. */
  positionOf(time: number): number {
    if (this.late.length > 0) this.merge();
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeOf(this.ids[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Sorts everything again, after times have changed. */
  resort(): void {
    if (this.late.length > 0) this.merge();
    this.ids.subarray(0, this.count).sort((a, b) => this.timeOf(a) - this.timeOf(b) || a - b);
    this.changes++;
    this.deepChanges++;
  }

  clear(): void {
    this.count = 0;
    this.late = [];
    this.changes++;
    this.deepChanges++;
  }

  /** Forgets the ids below `id`, wherever they are. */
  forgetBefore(id: number): void {
    if (this.late.length > 0) this.merge();
    let kept = 0;
    for (let at = 0; at < this.count; at++) {
      const one = this.ids[at] as number;
      if (one >= id) this.ids[kept++] = one;
    }
    if (kept === this.count) return;
    this.gone += this.count - kept;
    this.count = kept;
    this.changes++;
    this.deepChanges++;
    if (this.ids.length > LEAST && kept * 4 < this.ids.length) this.ids = this.ids.slice(0, kept * 2);
  }

  private append(id: number): void {
    if (this.count === this.ids.length) this.grow(this.count * 2);
    this.ids[this.count++] = id;
  }

  private addLate(id: number, time: number): void {
    this.changes++;
    const floor = Math.max(0, this.count - NEAR);
    let place = this.count;
    while (place > floor && this.timeOf(this.ids[place - 1] as number) > time) place--;
    if (place === floor && floor > 0) {
      this.late.push(id);
      return;
    }
    this.append(id);
    this.ids.copyWithin(place + 1, place, this.count - 1);
    this.ids[place] = id;
  }

  private merge(): void {
    const late = this.late.sort((a, b) => this.timeOf(a) - this.timeOf(b) || a - b);
    this.late = [];
    const total = this.count + late.length;
    if (total > this.ids.length) this.grow(total + (total >>> 1));
    let read = this.count - 1;
    let next = late.length - 1;
    for (let write = total - 1; next >= 0; write--) {
      const lateId = late[next] as number;
      const kept = read >= 0 ? (this.ids[read] as number) : -1;
      const keptLater = kept >= 0 && this.timeOf(kept) > this.timeOf(lateId);
      this.ids[write] = keptLater ? kept : lateId;
      if (keptLater) read--;
      else next--;
    }
    this.count = total;
    this.changes++;
    this.deepChanges++;
  }

  private grow(size: number): void {
    const larger = uint32Column(size);
    larger.set(this.ids.subarray(0, this.count));
    this.ids = larger;
  }
}

const LEAST = 1024;
/** A late id is moved back at once by up to this many positions; beyond, it waits for a merge. */
const NEAR = 256;
