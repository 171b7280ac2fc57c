import { finish, mix } from '../../decoders/bytes/hash.ts';
import { GrowingNumbers, PAGE_SHIFT } from './growing-numbers.ts';
import { HashIndex } from './hash-index.ts';

/** Interns pairs of unsigned 32-bit numbers: each has a small number, in order of first appearance. */
export class PairTable {
  private index = new HashIndex();
  private readonly firsts = new GrowingNumbers();
  private readonly seconds = new GrowingNumbers();

  /** Number of ids given out. */
  get size(): number {
    return this.firsts.length;
  }

  /** Number of pairs kept. */
  get kept(): number {
    return this.index.size;
  }

  /**
   * Forgets pairs that are not wanted any more. Ids remain valid, and those of forgotten pairs are not
   * reused.
   */
  sweep(isWanted: (id: number) => boolean): void {
    const { firsts, seconds } = this;
    const pages = new Set([firsts.length >>> PAGE_SHIFT]);
    this.index = this.index.keep((id) => {
      if (!isWanted(id)) return false;
      pages.add(id >>> PAGE_SHIFT);
      return true;
    });
    for (const numbers of [firsts, seconds]) numbers.keepPages((page) => pages.has(page));
  }

  intern(first: number, second: number): number {
    const hash = finish(mix(mix(0, first), second));
    for (let slot = this.index.first(hash); ; slot = this.index.next(slot)) {
      const id = this.index.idAt(slot);
      if (id < 0) {
        this.firsts.push(first);
        return this.index.add(hash, slot, this.seconds.push(second));
      }
      if (!this.index.hashedAs(slot, hash)) continue;
      if (this.firsts.get(id) === first && this.seconds.get(id) === second) return id;
    }
  }

  /** For a forgotten pair: 0, or still its value. */
  first(id: number): number {
    return this.firsts.has(id) ? this.firsts.get(id) : 0;
  }

  second(id: number): number {
    return this.seconds.has(id) ? this.seconds.get(id) : 0;
  }
}
