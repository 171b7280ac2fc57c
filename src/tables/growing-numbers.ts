/** Unsigned 32-bit numbers that are only appended. */
export class GrowingNumbers {
  private values = new Uint32Array(64);
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(value: number): number {
    if (this.count === this.values.length) {
      const larger = new Uint32Array(this.count * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count] = value;
    return this.count++;
  }

  get(at: number): number {
    return this.values[at] as number;
  }

  set(at: number, value: number): void {
    this.values[at] = value;
  }
}
