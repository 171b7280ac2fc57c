import type { TimeOrder } from '../store/time-order.ts';

/**
 * Counts how often messages may have got other numbers, as far as that matters to a filter that asks for numbers up to
 * `highest`. A late message is usually sorted in near the end, and changes only the numbers after its own.
 */
export class NumberChanges {
  private readonly order: TimeOrder;
  private readonly highest: number;
  private changes = 0;
  private reordered = 0;
  private resettled = 0;
  /** When last looked at, numbers up to this one could only change with `resettled`. */
  private settled = 0;

  constructor(order: TimeOrder, highest: number) {
    this.order = order;
    this.highest = highest;
  }

  get count(): number {
    // The first of these sorts in what waits for that, which changes the others.
    const { resettled, settled, forgotten, reordered } = this.order;
    const isDeep = resettled !== this.resettled;
    const isNear = reordered !== this.reordered && this.highest > this.settled;
    if (isDeep || isNear) this.changes++;
    this.resettled = resettled;
    this.reordered = reordered;
    this.settled = forgotten + settled;
    return this.changes;
  }
}
