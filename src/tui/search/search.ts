import { counted, grouped } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Searchable } from '../views/view.ts';

/** Rows looked at between two looks at the clock. */
const BATCH = 8;

interface Run {
  readonly step: 1 | -1;
  readonly from: number;
  /** Rows that were looked at. */
  done: number;
  /** Finds that are asked for: keys may come faster than rows are found. */
  times: number;
}

/** Rows in which hits are counted: to count more takes longer than anybody looks at the number. */
const MOST_COUNTED = 200_000;

/** Milliseconds for which keys wait for what is searched. */
const PATIENCE = 3000;

/** Counts the rows that have the text, once one was found. */
interface Count {
  /** The row that was found. */
  readonly place: number;
  readonly notice: Row;
  at: number;
  hits: number;
  /** Number of rows with the text up to the one that was found. */
  rank: number;
}

/** Goes through the rows of a view for a text, in slices of time: a list may be long. */
export class Search {
  private wanted = '';
  private run: Run | undefined;
  private count: Count | undefined;
  private begunAt = 0;
  /** The last search has come to a row. */
  hasFound = false;

  /** The text that is searched for; empty before the first search. */
  get text(): string {
    return this.wanted;
  }

  get isRunning(): boolean {
    return this.run !== undefined || this.count !== undefined;
  }

  get isUnderway(): boolean {
    return this.run !== undefined;
  }

  /** It looks for a row, and has not done so for long: whoever presses a key means that row. */
  get isSeeking(): boolean {
    return this.isUnderway && performance.now() < this.begunAt + PATIENCE;
  }

  /** Another text; a lower-case one is found in either case. */
  set(text: string): void {
    this.wanted = text;
    this.stop();
  }

  /** Asked for again while it runs, it goes on to one more. */
  begin(rows: Searchable, step: 1 | -1): void {
    if (this.run?.step === step) {
      this.run.times++;
      return;
    }
    this.stop();
    this.hasFound = false;
    this.begunAt = performance.now();
    this.run = { step, from: rows.position, done: 0, times: 1 };
  }

  stop(): void {
    this.run = undefined;
    this.count = undefined;
  }

  /** Searches for about `budget` milliseconds; a notice where that came to an end. */
  advance(rows: Searchable, budget: number): Row | undefined {
    const { run } = this;
    const until = performance.now() + budget;
    if (run === undefined) return this.goOnCounting(rows, until);
    do {
      for (let at = 0; at < BATCH; at++) {
        if (run.done >= rows.length) return this.missed();
        run.done++;
        const place = mod(run.from + run.step * run.done, rows.length);
        if (this.matches(rows.text(place)) && --run.times === 0) return this.found(rows, place, run);
      }
    } while (performance.now() < until);
    return undefined;
  }

  private matches(text: string): boolean {
    const folds = this.wanted === this.wanted.toLowerCase();
    return (folds ? text.toLowerCase() : text).includes(this.wanted);
  }

  private found(rows: Searchable, place: number, run: Run): Row {
    this.run = undefined;
    this.hasFound = true;
    rows.select(place);
    const wrapped = run.step > 0 ? place <= run.from : place >= run.from;
    const notice = this.foundText(run, wrapped);
    if (rows.length <= MOST_COUNTED) this.count = { place, notice, at: 0, hits: 0, rank: 0 };
    return notice;
  }

  /** A notice with the number of hits when all are counted. */
  private goOnCounting(rows: Searchable, until: number): Row | undefined {
    const { count } = this;
    if (count === undefined) return undefined;
    do {
      for (let at = 0; at < BATCH && count.at < rows.length; at++, count.at++) {
        if (!this.matches(rows.text(count.at))) continue;
        count.hits++;
        if (count.at <= count.place) count.rank = count.hits;
      }
      if (count.at < rows.length) continue;
      this.count = undefined;
      return [...count.notice, span(`  ${grouped(count.rank)} of ${grouped(count.hits)}`, 'strong')];
    } while (performance.now() < until);
    return undefined;
  }

  private foundText(run: Run, wrapped: boolean): Row {
    return wrapped
      ? [span('the search went round the end: ', 'warning'), span(printable(this.wanted), 'strong')]
      : [span(printable(this.wanted), 'strong'), span(`  ${counted(run.done, 'row')} on`, 'dim')];
  }

  private missed(): Row {
    this.run = undefined;
    return [span(`no row has ${JSON.stringify(printable(this.wanted))}`, 'warning')];
  }
}

function mod(value: number, length: number): number {
  return ((value % length) + length) % length;
}
