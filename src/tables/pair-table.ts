import { finish, mix } from '../../decoders/bytes/hash.ts';
import { GrowingNumbers } from './growing-numbers.ts';
import { HashIndex } from './hash-index.ts';

/** Pairs of unsigned 32-bit numbers, each named by a small number in order of first appearance. */
export class PairTable {
  private readonly index = new HashIndex();
  private readonly firsts = new GrowingNumbers();
  private readonly seconds = new GrowingNumbers();

  get size(): number {
    return this.index.size;
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

  first(id: number): number {
    return this.firsts.get(id);
  }

  second(id: number): number {
    return this.seconds.get(id);
  }
}
