import { int32Column } from './lasting-columns.ts';

/**
 * The open-addressing part of a hash table whose keys are stored elsewhere: maps hashes to ids, and leaves
 * comparing keys to its owner. To look up: `for (slot = first(hash); (id = idAt(slot)) >= 0; slot =
 * next(slot))`; to insert: `add(hash, slot, id)` afterwards. Hash and id are adjacent, so that a look-up
 * touches one place in memory.
 */
export class HashIndex {
  /** Pairs (id, hash); id -1 marks a free slot. */
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

  /** -1 for a free slot. */
  idAt(slot: number): number {
    return this.slots[slot] as number;
  }

  /** Was the id in this slot added with this hash? */
  hashedAs(slot: number, hash: number): boolean {
    return this.slots[slot + 1] === (hash | 0);
  }

  /** `slot` is the free slot at which the look-up of `hash` ended. */
  add(hash: number, slot: number, id: number): number {
    this.count++;
    this.slots[slot] = id;
    this.slots[slot + 1] = hash;
    // At most two thirds full, so that a look-up without success ends soon.
    if (this.count * 3 > this.slots.length) this.grow();
    return id;
  }

  /** A copy without the ids that are not wanted. */
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
