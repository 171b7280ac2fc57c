/**
 * The open-addressing part of a hash table whose keys live elsewhere: it maps a hash to ids 0, 1,
 * 2, ... in order of addition. The owner compares keys. Look-up is
 * `for (slot = first(hash); (id = idAt(slot)) >= 0; slot = next(slot))`, then `add(hash, slot)`.
 */
export class HashIndex {
  private slots = new Int32Array(64).fill(-1);
  private hashes = new Uint32Array(32);
  private count = 0;

  get size(): number {
    return this.count;
  }

  first(hash: number): number {
    return hash & (this.slots.length - 1);
  }

  next(slot: number): number {
    return (slot + 1) & (this.slots.length - 1);
  }

  /** -1 where the slot is free. */
  idAt(slot: number): number {
    return this.slots[slot] as number;
  }

  hashOf(id: number): number {
    return this.hashes[id] as number;
  }

  /** `slot` is the free one at which a look-up of `hash` ended. */
  add(hash: number, slot: number): number {
    const id = this.count++;
    this.slots[slot] = id;
    this.hashes[id] = hash;
    if (this.count === this.hashes.length) this.grow();
    return id;
  }

  private grow(): void {
    const hashes = new Uint32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
    this.slots = new Int32Array(hashes.length * 2).fill(-1);
    for (let id = 0; id < this.count; id++) {
      let slot = this.first(this.hashOf(id));
      while (this.idAt(slot) >= 0) slot = this.next(slot);
      this.slots[slot] = id;
    }
  }
}
