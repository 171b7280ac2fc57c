/**
 * A map with two numbers as its key, such as a cluster and a node. It is asked with each packet, and a text made of both
 * would have to be written and hashed each time.
 */
export class PairMap<Value> {
  private readonly byFirst = new Map<number, Map<number, Value>>();
  private pairs = 0;

  get size(): number {
    return this.pairs;
  }

  get(first: number, second: number): Value | undefined {
    return this.byFirst.get(first)?.get(second);
  }

  has(first: number, second: number): boolean {
    return this.byFirst.get(first)?.has(second) === true;
  }

  set(first: number, second: number, value: Value): void {
    let bySecond = this.byFirst.get(first);
    if (bySecond === undefined) {
      bySecond = new Map();
      this.byFirst.set(first, bySecond);
    }
    const before = bySecond.size;
    bySecond.set(second, value);
    this.pairs += bySecond.size - before;
  }
}
