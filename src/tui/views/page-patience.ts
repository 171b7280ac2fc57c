/** Milliseconds for which keys wait for the rest of a page whose first rows are there: they may come in between. */
const PATIENCE = 1000;
/** Milliseconds for which rows have to be on the screen before keys are taken to be for them. */
const GLANCE = 100;

/** What there is of a page that keys are meant for, and for how long they wait for the rest. */
export class PagePatience {
  /** The page holds first rows only: there will be more. */
  isPartial = false;
  /** Since then there has been nothing to go on showing. */
  emptySince = performance.now();
  /** Since then there have been rows: of a file, more are about to come, and the next keys may be for them. */
  private rowsSince = Number.POSITIVE_INFINITY;
  /** Since then rows have been on the screen, be they the first or all that there are so far. */
  private seenSince = Number.POSITIVE_INFINITY;

  /** The page is about something else from now on. */
  clear(): void {
    this.isPartial = false;
    this.seenSince = Number.POSITIVE_INFINITY;
    this.emptySince = performance.now();
  }

  /** There is a page, or its first rows. */
  made(isWhole: boolean): void {
    this.isPartial = !isWhole;
  }

  hasRows(): void {
    this.rowsSince = Math.min(this.rowsSince, performance.now());
  }

  drawn(): void {
    if (this.rowsSince < Number.POSITIVE_INFINITY)
      this.seenSince = Math.min(this.seenSince, performance.now());
  }

  /** The rest of the page is worth waiting for. */
  get isForRest(): boolean {
    return this.isPartial && performance.now() < this.emptySince + PATIENCE;
  }

  /** More rows may be there at once. */
  get isForMore(): boolean {
    return performance.now() < this.rowsSince + PATIENCE;
  }

  /** Whoever presses a key has seen rows before. */
  get isSeen(): boolean {
    return performance.now() >= this.seenSince + GLANCE;
  }
}
