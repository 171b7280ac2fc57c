import type { CaptureWarnings } from './capture-warnings.ts';
import type { RecordWindow } from './record-window.ts';

/** Damage is searched for its end with this much of the capture in memory. */
const SEARCH_WINDOW = 1024 * 1024;

export const Belief = { No: 0, Yes: 1, NeedsMore: 2 } as const;
export type Belief = (typeof Belief)[keyof typeof Belief];

/** Knows what the records of a format look like. */
export interface Believer {
  /**
   * Do several believable records follow each other from `at` on? `last` says that the capture ends
   * at `to`; then the answer is never `NeedsMore`.
   */
  believe(bytes: Uint8Array, at: number, to: number, last: boolean): Belief;
}

/** Finds the next believable record behind damage, and keeps account of what is lost. */
export class DamageSearch {
  private readonly window: RecordWindow;
  private readonly warnings: CaptureWarnings;
  private readonly believer: Believer;
  /** Where the damage began that is being searched for its end; -1 while all is well. */
  private from = -1;
  private what = '';
  /** Bytes; see `CaptureLimits`. */
  private readonly mostSearched: number;
  private hasGivenUp = false;

  constructor(window: RecordWindow, warnings: CaptureWarnings, believer: Believer, mostSearched: number) {
    this.window = window;
    this.warnings = warnings;
    this.believer = believer;
    this.mostSearched = mostSearched;
  }

  get isActive(): boolean {
    return this.from >= 0;
  }

  /** What is at the window's position makes no sense: `run` until it finds something. */
  start(what: string): void {
    this.from = this.window.position;
    this.what = what;
    this.window.at++;
  }

  /**
   * Goes on byte by byte. `found`: a believable record is at the window's position; `wait`: the input
   * has not brought it yet; `end`: there is none, or none is searched for any more.
   */
  run(): 'found' | 'wait' | 'end' {
    const { window } = this;
    for (;;) {
      if (window.position - this.from > this.mostSearched) return this.giveUp();
      const enough = window.fill(SEARCH_WINDOW);
      const last = !enough && window.complete;
      // Candidates in the second half of the window wait for more, where more can come.
      const belief = this.searchTo(enough ? window.to - SEARCH_WINDOW / 2 : window.to, last, enough);
      if (belief === Belief.Yes) break;
      if (last) {
        window.at = window.to;
        this.finish('nothing readable behind it');
        return 'end';
      }
      if (!enough) return 'wait';
    }
    this.finish('reading goes on behind it');
    return 'found';
  }

  /** Stays active, so that nothing behind it is taken for a record. */
  private giveUp(): 'end' {
    if (!this.hasGivenUp) {
      this.hasGivenUp = true;
      this.tell('nothing readable in them, and no more is read: cut them out of the capture');
    }
    return 'end';
  }

  /** Is there a believable record behind the window's position? To be asked at the capture's end. */
  findsMore(): boolean {
    const { bytes, at, to } = this.window;
    for (let next = at + 1; next < to; next++) {
      if (this.believer.believe(bytes, next, to, true) === Belief.Yes) return true;
    }
    return false;
  }

  private searchTo(end: number, last: boolean, enough: boolean): Belief {
    const { window, believer } = this;
    const { bytes, to } = window;
    for (; window.at < end; window.at++) {
      const belief = believer.believe(bytes, window.at, to, last);
      if (belief === Belief.Yes) return belief;
      // Records that would fill half the search window are not waited for.
      if (belief === Belief.NeedsMore && !enough) return belief;
    }
    return Belief.No;
  }

  private finish(outcome: string): void {
    this.tell(outcome);
    this.from = -1;
  }

  private tell(outcome: string): void {
    const lost = this.window.position - this.from;
    this.warnings.lost(this.from, lost, `${this.what}; ${lost} bytes skipped, ${outcome}`);
  }
}
