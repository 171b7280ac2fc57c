import { bytesText, type CaptureWarnings } from '../capture-warnings.ts';
import type { RecordWindow } from './record-window.ts';

/** How much of the capture is held in memory while searching for the end of damage. */
const SEARCH_WINDOW = 1024 * 1024;

export const Plausibility = { No: 0, Yes: 1, NeedsMore: 2 } as const;
export type Plausibility = (typeof Plausibility)[keyof typeof Plausibility];

/** What the records of a capture format look like. */
export interface RecordFormat {
  /**
   * Do several plausible records follow each other from `at` on? `last`: the capture ends at `to`, and the
   * answer must not be `NeedsMore`.
   */
  plausibility(bytes: Uint8Array, at: number, to: number, last: boolean): Plausibility;
}

/** Finds the next plausible record behind damage, and accounts for what is lost. */
export class DamageSearch {
  private readonly window: RecordWindow;
  private readonly warnings: CaptureWarnings;
  private readonly format: RecordFormat;
  /** Where the damage begins whose end is being searched; -1 if there is none. */
  private from = -1;
  private what = '';
  /** In bytes; see `CaptureLimits.damage`. */
  private readonly mostSearched: number;
  private hasGivenUp = false;

  constructor(window: RecordWindow, warnings: CaptureWarnings, format: RecordFormat, mostSearched: number) {
    this.window = window;
    this.warnings = warnings;
    this.format = format;
    this.mostSearched = mostSearched;
  }

  get isActive(): boolean {
    return this.from >= 0;
  }

  /** The bytes at the window's position make no sense: call `run` until it finds a record. */
  start(what: string): void {
    this.from = this.window.position;
    this.what = what;
    this.window.at++;
  }

  /**
   * Searches on, byte by byte. `found`: a plausible record is at the window's position; `wait`: the input has
   * not brought one yet; `end`: there is none, or the search was given up.
   */
  run(): 'found' | 'wait' | 'end' {
    const { window } = this;
    for (;;) {
      if (window.position - this.from > this.mostSearched) return this.giveUp();
      const enough = window.fill(SEARCH_WINDOW);
      const last = !enough && window.complete;
      // Candidates in the second half of the window wait for more bytes, if more can come.
      const found = this.searchTo(enough ? window.to - SEARCH_WINDOW / 2 : window.to, last, enough);
      if (found === Plausibility.Yes) break;
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

  /** The search stays active, so that nothing behind it is mistaken for a record. */
  private giveUp(): 'end' {
    if (!this.hasGivenUp) {
      this.hasGivenUp = true;
      this.tell('nothing readable in them, and no more is read: cut them out of the capture');
    }
    return 'end';
  }

  /** Is there a plausible record behind the window's position? Only asked at the end of the capture. */
  findsMore(): boolean {
    const { bytes, at, to } = this.window;
    for (let next = at + 1; next < to; next++) {
      if (this.format.plausibility(bytes, next, to, true) === Plausibility.Yes) return true;
    }
    return false;
  }

  private searchTo(end: number, last: boolean, enough: boolean): Plausibility {
    const { window, format } = this;
    const { bytes, to } = window;
    for (; window.at < end; window.at++) {
      const found = format.plausibility(bytes, window.at, to, last);
      if (found === Plausibility.Yes) return found;
      // A candidate that would fill half the search window is not waited for.
      if (found === Plausibility.NeedsMore && !enough) return found;
    }
    return Plausibility.No;
  }

  private finish(outcome: string): void {
    this.tell(outcome);
    this.from = -1;
  }

  private tell(outcome: string): void {
    const lost = this.window.position - this.from;
    this.warnings.lost(this.from, lost, `${this.what}; ${bytesText(lost)} skipped, ${outcome}`);
  }
}
