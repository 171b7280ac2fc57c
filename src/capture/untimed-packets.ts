/** Runs that are kept; packets beyond get the time of the last. */
const LIMIT = 65_536;

/**
 * Simple packet blocks have no time stamp: each gets the time of the packet before it. To know that time
 * again when one is read out of turn, this remembers which time applied from which offset on.
 */
export class UntimedPackets {
  private readonly offsets: number[] = [];
  private readonly times: number[] = [];

  get isEmpty(): boolean {
    return this.offsets.length === 0;
  }

  /** Offsets must be ascending. */
  add(offset: number, time: number): void {
    const last = this.times.length - 1;
    if (last >= 0 && (this.times[last] === time || last + 1 >= LIMIT)) return;
    this.offsets.push(offset);
    this.times.push(time);
  }

  timeAt(offset: number): number {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.offsets[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.times[low - 1] ?? 0;
  }
}
