import type { MessageId } from '../ids.ts';

/**
 * Finds a recent message by its hash. Two generations of fixed size: when the younger is full, the older is
 * dropped, so at least the last `generation` messages can be found. Callers compare what the hash stands for.
 */
export class RecentMessages {
  private readonly size: number;
  private young: Generation;
  private old: Generation;

  /** `generation` must be a power of two. */
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

/** Initial room of a generation: most captures are small, and each message takes 17 bytes. */
const FEW = 2 ** 12;

class Generation {
  count = 0;
  /** Number of messages that there is room for; there are twice as many slots. */
  private room: number;
  /** Pairs (id, hash), adjacent in memory; id -1 marks a free slot. */
  private slots: Int32Array;
  private mask: number;
  /**
   * A small filter: one bit per value of the hash's upper half. Most messages are new, and this tells so
   * without touching the slots.
   */
  private present: Uint32Array;
  private presentMask: number;

  constructor(size: number) {
    this.room = Math.min(size, FEW);
    this.slots = slotsFor(this.room);
    this.present = presenceOf(this.room);
    this.mask = this.slots.length - 2;
    this.presentMask = this.present.length - 1;
  }

  clear(): void {
    this.count = 0;
    this.slots.fill(-1);
    this.present.fill(0);
  }

  /** The caller never adds more than there is room for. */
  add(hash: number, id: MessageId): void {
    if (this.count === this.room) this.grow();
    this.count++;
    this.put(hash, id);
  }

  private put(hash: number, id: MessageId): void {
    let slot = (hash << 1) & this.mask;
    while ((this.slots[slot] as number) >= 0) slot = (slot + 2) & this.mask;
    this.slots[slot] = id;
    this.slots[slot + 1] = hash;
    const word = (hash >>> 12) & this.presentMask;
    this.present[word] = (this.present[word] as number) | (1 << (hash & 31));
  }

  private grow(): void {
    const { slots, mask } = this;
    this.room *= 2;
    this.slots = slotsFor(this.room);
    this.present = presenceOf(this.room);
    this.mask = this.slots.length - 2;
    this.presentMask = this.present.length - 1;
    let free = 0;
    while ((slots[free] as number) >= 0) free += 2;
    // From there on, messages of equal hash are found in the order in which they were added.
    for (let from = (free + 2) & mask; from !== free; from = (from + 2) & mask) {
      const id = slots[from] as MessageId;
      if (id >= 0) this.put(slots[from + 1] as number, id);
    }
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

/** Half of the slots remain free. */
function slotsFor(messages: number): Int32Array {
  return new Int32Array(messages * 4).fill(-1);
}

/** Eight bits per message. */
function presenceOf(messages: number): Uint32Array {
  return new Uint32Array(Math.max(1, messages / 4));
}
