import type { Extents } from '../reassembly/carried-message.ts';
import { GrowingNumbers } from '../tables/growing-numbers.ts';

/** Extents of the messages that lie in more than one frame, or whose bytes are coded in the file. */
export class ExtentPool {
  /**
   * For each message: a count, then that many times (offset high, offset low, delta, length, frame, mask,
   * record).
   */
  private readonly numbers = new GrowingNumbers();

  constructor() {
    this.numbers.push(0);
  }

  get length(): number {
    return this.numbers.length;
  }

  forgetBefore(at: number): void {
    this.numbers.forgetBefore(at);
  }

  add(extents: Extents): number {
    const at = this.numbers.push(extents.count);
    for (let i = 0; i < extents.count; i++) {
      const offset = extents.recordOffset[i] as number;
      this.numbers.push(Math.floor(offset / 2 ** 32));
      this.numbers.push(offset % 2 ** 32);
      this.numbers.push(extents.delta[i] as number);
      this.numbers.push(extents.length[i] as number);
      this.numbers.push(extents.frame[i] as number);
      this.numbers.push(extents.mask[i] as number);
      this.numbers.push(extents.record[i] as number);
    }
    return at;
  }

  read(at: number, into: Extents): void {
    const count = this.numbers.get(at);
    for (let i = 0, entry = at + 1; i < count; i++, entry += 7) {
      into.add(
        this.numbers.get(entry) * 2 ** 32 + this.numbers.get(entry + 1),
        this.numbers.get(entry + 2),
        this.numbers.get(entry + 3),
        this.numbers.get(entry + 4),
      );
      into.mask[i] = this.numbers.get(entry + 5);
      into.record[i] = this.numbers.get(entry + 6);
    }
  }
}
