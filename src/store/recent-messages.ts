import type { MessageId } from '../ids.ts';

/**
 * Which recent message has this hash? Two generations of a fixed size: the older is dropped when the
 * younger is full, so a message is found again among at least the last `generation` ones. Owners
 * compare what the hash stands for.
 */
export class RecentMessages {
  private readonly size: number;
  private young: Generation;
  private old: Generation;

  /** `generation` is a power of two. */
  constructor(generation = 2 ** 18) {
    this.size = generation;
    this.young = new Generation(generation);
    this.old = new Generation(generation);
  }

  /** The newest message with the hash for which `matches` holds, or -1. */
  find(hash: number, matches: (id: MessageId) => boolean): MessageId | -1 {
    const young = this.young.find(hash, matches);
    return young >= 0 ? young : this.old.find(hash, matches);
  }

  add(hash: number, id: MessageId): void {
    if (this.young.count === this.size) {
      const recycled = this.old;
      this.old = this.young;
      this.young = recycled;
      recycled.clear();
    }
    this.young.add(hash, id);
  }
}

class Generation {
  count = 0;
  /** (id, hash) pairs, side by side in memory; id -1 where the slot is free. */
  private readonly slots: Int32Array;
  private readonly mask: number;
  /**
   * One bit for each hash that may be there, by its upper half. Most messages are new: this says so
   * from a small stretch of memory, without a look at the slots.
   */
  private readonly present: Uint32Array;
  private readonly presentMask: number;

  constructor(size: number) {
    this.slots = new Int32Array(size * 4).fill(-1);
    this.mask = this.slots.length - 2;
    this.present = new Uint32Array(Math.max(1, size / 4));
    this.presentMask = this.present.length - 1;
  }

  clear(): void {
    this.count = 0;
    this.slots.fill(-1);
    this.present.fill(0);
  }

  add(hash: number, id: MessageId): void {
    let slot = (hash << 1) & this.mask;
    while ((this.slots[slot] as number) >= 0) slot = (slot + 2) & this.mask;
    this.slots[slot] = id;
    this.slots[slot + 1] = hash;
    const word = (hash >>> 12) & this.presentMask;
    this.present[word] = (this.present[word] as number) | (1 << (hash & 31));
    this.count++;
  }

  find(hash: number, matches: (id: MessageId) => boolean): MessageId | -1 {
    if ((((this.present[(hash >>> 12) & this.presentMask] as number) >>> (hash & 31)) & 1) === 0) return -1;
    const { slots, mask } = this;
    for (let slot = (hash << 1) & mask; (slots[slot] as number) >= 0; slot = (slot + 2) & mask) {
      const id = slots[slot] as MessageId;
      if (slots[slot + 1] === (hash | 0) && matches(id)) return id;
    }
    return -1;
  }
}
