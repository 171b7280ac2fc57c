import { float64Column } from './lasting-columns.ts';

const FIRST_SLOTS = 64;
/** The place of a slot that is free. */
const FREE = -1;

/** A map of numbers to places (from 0), outside of V8's heap, where each of its entries would be three objects. */
export class NumberPlaces {
  /** Pairs of a number and its place. */
  private slots = float64Column(2 * FIRST_SLOTS).fill(FREE);
  private count = 0;

  get size(): number {
    return this.count;
  }

  has(key: number): boolean {
    return this.placeAt(this.slotOf(key)) !== FREE;
  }

  get(key: number): number | undefined {
    const place = this.placeAt(this.slotOf(key));
    return place === FREE ? undefined : place;
  }

  set(key: number, place: number): void {
    const slot = this.slotOf(key);
    const isNew = this.placeAt(slot) === FREE;
    this.slots[slot] = key;
    this.slots[slot + 1] = place;
    if (isNew && ++this.count * 4 > this.slots.length) this.grow();
  }

  /** Those behind it move up: a look-up ends at the first free slot. */
  delete(key: number): void {
    let gap = this.slotOf(key);
    if (this.placeAt(gap) === FREE) return;
    this.count--;
    for (let slot = this.next(gap); this.placeAt(slot) !== FREE; slot = this.next(slot)) {
      const home = this.first(this.slots[slot] as number);
      if (this.distance(home, slot) < this.distance(gap, slot)) continue;
      this.slots.copyWithin(gap, slot, slot + 2);
      gap = slot;
    }
    this.slots[gap + 1] = FREE;
  }

  /** The slot that has the key, or the free one at which the look-up ends. */
  private slotOf(key: number): number {
    let slot = this.first(key);
    while (this.placeAt(slot) !== FREE && this.slots[slot] !== key) slot = this.next(slot);
    return slot;
  }

  private placeAt(slot: number): number {
    return this.slots[slot + 1] as number;
  }

  private first(key: number): number {
    const high = (key / 0x1_0000_0000) >>> 0;
    const mixed = Math.imul((key >>> 0) ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
    // The lower bits of a product depend on few bits of its factors.
    return ((mixed ^ (mixed >>> 15)) << 1) & (this.slots.length - 2);
  }

  private next(slot: number): number {
    return (slot + 2) & (this.slots.length - 2);
  }

  private distance(from: number, to: number): number {
    return (to - from) & (this.slots.length - 2);
  }

  private grow(): void {
    const before = this.slots;
    this.slots = float64Column(2 * before.length).fill(FREE);
    for (let from = 0; from < before.length; from += 2) {
      if (before[from + 1] === FREE) continue;
      const slot = this.slotOf(before[from] as number);
      this.slots[slot] = before[from] as number;
      this.slots[slot + 1] = before[from + 1] as number;
    }
  }
}
