import type { Page } from './page.ts';

/** A page in steps; what they yield is shown as long as there is nothing better: its first rows. */
export type PageSteps = Generator<Page | undefined, Page | undefined, void>;

/** A page that is made again and again is followed by a rest that takes so many times as long. */
const REST = 4;
/** Milliseconds for which a page without rows rests at most: it may be about to have some. */
const EMPTY_REST = 500;

export function isInSteps(made: Page | undefined | PageSteps): made is PageSteps {
  return made !== undefined && 'next' in made;
}

/**
 * Makes the pages of a view, one after the other, in slices of time. Each page is handed to `show`; a page that has
 * only its first rows so far is marked as not whole. Undefined stands for a page that cannot be made yet.
 */
export class PageMaker {
  private readonly make: () => Page | undefined | PageSteps;
  private readonly show: (page: Page | undefined, isWhole: boolean) => void;
  /** The next page, as far as it is made. */
  private making: PageSteps | undefined;
  /** The content of the page has changed since it was begun. */
  private stale = true;
  /** Milliseconds that went into the page that is being made, or was made last. */
  private spent = 0;
  /** Until then the page may stay as it is while more comes in: making it anew takes time from reading. */
  private restsUntil = 0;
  private isEmpty = true;

  constructor(
    make: () => Page | undefined | PageSteps,
    show: (page: Page | undefined, isWhole: boolean) => void,
  ) {
    this.make = make;
    this.show = show;
  }

  get isMaking(): boolean {
    return this.making !== undefined;
  }

  /** More is known than the last page shows, or will show. */
  get isStale(): boolean {
    return this.stale;
  }

  /** There is something to be made now; one that `mayRest` waits for some time after the last page. */
  isDue(mayRest: boolean): boolean {
    if (this.isMaking) return true;
    return this.stale && !(mayRest && performance.now() < this.restsUntil);
  }

  /** The content of pages has changed; the page that is being made is finished first. */
  outdate(): void {
    this.stale = true;
  }

  /** The page that is being made is no longer wanted. */
  restart(): void {
    this.making = undefined;
    this.stale = true;
  }

  /** Works for about `budget` milliseconds, and for at least `leastSteps` steps; true if the page is up to date. */
  goOn(budget: number, leastSteps: number): boolean {
    const begun = performance.now();
    const done = this.advance(begun + budget, leastSteps);
    const now = performance.now();
    this.spent += now - begun;
    const rest = REST * this.spent;
    if (!this.isMaking) this.restsUntil = now + (this.isEmpty ? Math.min(rest, EMPTY_REST) : rest);
    return done;
  }

  private advance(until: number, leastSteps: number): boolean {
    const making = this.making ?? this.begin();
    if (!isInSteps(making)) return this.finish(making);
    this.making = making;
    for (let steps = 0; steps < leastSteps || performance.now() < until; steps++) {
      const step = making.next();
      if (step.done === true) return this.finish(step.value);
      if (step.value !== undefined) this.show(step.value, false);
    }
    return false;
  }

  private begin(): Page | undefined | PageSteps {
    this.stale = false;
    this.spent = 0;
    return this.make();
  }

  private finish(page: Page | undefined): boolean {
    this.making = undefined;
    const isNewest = !this.stale;
    this.stale ||= page === undefined;
    this.isEmpty = page === undefined || page.length === 0;
    this.show(page, true);
    return isNewest;
  }
}
