import type { MessageId } from '../ids.ts';

/** Is a message the one that is looked for? `perhaps` if there is no other. */
export type Likeness = 'yes' | 'perhaps' | 'no';

/** Messages that are looked at in each generation: any number of equal ones cost no more than these. */
const MOST_LOOKED_AT = 64;

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

  /**
   * The newest message with the hash that is the one; without it the oldest that perhaps is; -1 if there is neither
   * among those that are looked at, newest first.
   */
  find(hash: number, likeness: (id: MessageId) => Likeness): MessageId | -1 {
    const young = this.young.find(hash, likeness);
    if (this.young.isSure) return young;
    const old = this.old.find(hash, likeness);
    return old >= 0 ? old : young;
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

/** Initial room of a generation: most captures are small, and each message takes 21 bytes. */
const FEW = 2 ** 12;

class Generation {
  count = 0;
  /** Whether what was found last is the one that was looked for. */
  isSure = false;
  /** Number of messages that there is room for. */
  private room: number;
  /** Triples (id, hash, place of the triple before with the same head, or -1), in the order in which they were added. */
  private entries: Int32Array;
  /** By the lower half of the hash, the place of the newest triple, or -1. */
  private heads: Int32Array;
  /**
   * A small filter: one bit per value of the hash's upper half. Most messages are new, and this tells so
   * without touching the heads.
   */
  private present: Uint32Array;

  constructor(size: number) {
    this.room = Math.min(size, FEW);
    this.entries = new Int32Array(this.room * TRIPLE);
    this.heads = headsFor(this.room);
    this.present = presenceOf(this.room);
  }

  clear(): void {
    this.count = 0;
    this.heads.fill(-1);
    this.present.fill(0);
  }

  /** The caller never adds more than there is room for. */
  add(hash: number, id: MessageId): void {
    if (this.count === this.room) this.grow();
    const place = this.count++ * TRIPLE;
    this.entries[place] = id;
    this.entries[place + 1] = hash;
    this.link(place);
  }

  /** Newest first. */
  find(hash: number, likeness: (id: MessageId) => Likeness): MessageId | -1 {
    const { present, heads, entries } = this;
    this.isSure = false;
    const word = present[(hash >>> 12) & (present.length - 1)] as number;
    if (((word >>> (hash & 31)) & 1) === 0) return -1;
    let perhaps: MessageId | -1 = -1;
    let place = heads[hash & (heads.length - 1)] as number;
    for (let left = MOST_LOOKED_AT; place >= 0 && left > 0; left--, place = entries[place + 2] as number) {
      if (entries[place + 1] !== (hash | 0)) continue;
      const id = entries[place] as MessageId;
      const like = likeness(id);
      if (like === 'no') continue;
      perhaps = id;
      if (like === 'perhaps') continue;
      this.isSure = true;
      return id;
    }
    return perhaps;
  }

  private grow(): void {
    this.room *= 2;
    const entries = new Int32Array(this.room * TRIPLE);
    entries.set(this.entries);
    this.entries = entries;
    this.heads = headsFor(this.room);
    this.present = presenceOf(this.room);
    for (let place = 0; place < this.count * TRIPLE; place += TRIPLE) this.link(place);
  }

  private link(place: number): void {
    const { entries, heads, present } = this;
    const hash = entries[place + 1] as number;
    const head = hash & (heads.length - 1);
    entries[place + 2] = heads[head] as number;
    heads[head] = place;
    const word = (hash >>> 12) & (present.length - 1);
    present[word] = (present[word] as number) | (1 << (hash & 31));
  }
}

/** Numbers of an entry. */
const TRIPLE = 3;

/** Half of them remain free. */
function headsFor(messages: number): Int32Array {
  return new Int32Array(messages * 2).fill(-1);
}

/** Eight bits per message. */
function presenceOf(messages: number): Uint32Array {
  return new Uint32Array(Math.max(1, messages / 4));
}
