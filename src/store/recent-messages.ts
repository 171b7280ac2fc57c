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
  private readonly mask: number;
  private readonly ids: Int32Array;
  private readonly hashes: Uint32Array;

  constructor(size: number) {
    this.mask = size * 2 - 1;
    this.ids = new Int32Array(size * 2).fill(-1);
    this.hashes = new Uint32Array(size * 2);
  }

  clear(): void {
    this.count = 0;
    this.ids.fill(-1);
  }

  add(hash: number, id: MessageId): void {
    let slot = hash & this.mask;
    while ((this.ids[slot] as number) >= 0) slot = (slot + 1) & this.mask;
    this.ids[slot] = id;
    this.hashes[slot] = hash;
    this.count++;
  }

  find(hash: number, matches: (id: MessageId) => boolean): MessageId | -1 {
    for (let slot = hash & this.mask; (this.ids[slot] as number) >= 0; slot = (slot + 1) & this.mask) {
      const id = this.ids[slot] as MessageId;
      if (this.hashes[slot] === hash && matches(id)) return id;
    }
    return -1;
  }
}
