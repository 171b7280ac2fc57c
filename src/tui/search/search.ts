import { counted } from '../../view/counts.ts';
import { printable } from '../../view/printable.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Searchable } from '../views/view.ts';

/** Rows looked at between two looks at the clock. */
const BATCH = 64;

interface Run {
  readonly step: 1 | -1;
  readonly from: number;
  /** Rows that were looked at. */
  done: number;
}

/** Goes through the rows of a view for a text, in slices of time: a list may be long. */
export class Search {
  private wanted = '';
  private run: Run | undefined;

  /** What is searched; empty before anything was. */
  get text(): string {
    return this.wanted;
  }

  get isRunning(): boolean {
    return this.run !== undefined;
  }

  /** Another text; a lower-case one is found in either case. */
  set(text: string): void {
    this.wanted = text;
    this.run = undefined;
  }

  begin(rows: Searchable, step: 1 | -1): void {
    this.run = { step, from: rows.position, done: 0 };
  }

  stop(): void {
    this.run = undefined;
  }

  /** Searches for about `budget` milliseconds; a notice where that came to an end. */
  advance(rows: Searchable, budget: number): Row | undefined {
    const { run } = this;
    if (run === undefined) return undefined;
    const until = performance.now() + budget;
    do {
      for (let at = 0; at < BATCH; at++) {
        if (run.done >= rows.length) return this.missed();
        run.done++;
        const place = mod(run.from + run.step * run.done, rows.length);
        if (this.matches(rows.text(place))) return this.found(rows, place, run);
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
    rows.select(place);
    const wrapped = run.step > 0 ? place <= run.from : place >= run.from;
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
