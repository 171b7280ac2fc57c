import { int32Column } from './lasting-columns.ts';

/**
 * The open-addressing part of a hash table whose keys live elsewhere: it maps a hash to ids. The owner
 * compares keys. Look-up is
 * `for (slot = first(hash); (id = idAt(slot)) >= 0; slot = next(slot))`, then `add(hash, slot, id)`.
 * Hash and id lie side by side, so that a look-up touches memory in one place.
 */
export class HashIndex {
  /** (id, hash) pairs; id -1 where the slot is free. */
  private slots = int32Column(2 * 64).fill(-1);
  private count = 0;

  get size(): number {
    return this.count;
  }

  first(hash: number): number {
    return (hash << 1) & (this.slots.length - 2);
  }

  next(slot: number): number {
    return (slot + 2) & (this.slots.length - 2);
  }

  /** -1 where the slot is free. */
  idAt(slot: number): number {
    return this.slots[slot] as number;
  }

  /** Was the id in this slot added with this hash? */
  hashedAs(slot: number, hash: number): boolean {
    return this.slots[slot + 1] === (hash | 0);
  }

  /** `slot` is the free one at which a look-up of `hash` ended. */
  add(hash: number, slot: number, id: number): number {
    this.count++;
    this.slots[slot] = id;
    this.slots[slot + 1] = hash;
    // Two thirds full at most: look-ups that find nothing must end soon.
    if (this.count * 3 > this.slots.length) this.grow();
    return id;
  }

  /** The same without those that nobody wants. */
  keep(isWanted: (id: number) => boolean): HashIndex {
    const kept = new HashIndex();
    for (let from = 0; from < this.slots.length; from += 2) {
      const id = this.slots[from] as number;
      if (id < 0 || !isWanted(id)) continue;
      const hash = this.slots[from + 1] as number;
      let slot = kept.first(hash);
      while (kept.idAt(slot) >= 0) slot = kept.next(slot);
      kept.add(hash, slot, id);
    }
    return kept;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = int32Column(before.length * 2).fill(-1);
    for (let from = 0; from < before.length; from += 2) {
      if ((before[from] as number) < 0) continue;
      const hash = before[from + 1] as number;
      let slot = this.first(hash);
      while (this.idAt(slot) >= 0) slot = this.next(slot);
      this.slots[slot] = before[from] as number;
      this.slots[slot + 1] = hash;
    }
  }
}
