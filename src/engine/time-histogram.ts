import type { MessageId } from '../ids.ts';
import type { Session } from './session.ts';

/** Stretches of equal length, one after the other: the columns of a histogram. Session nanoseconds. */
export interface Buckets {
  readonly from: number;
  readonly width: number;
  readonly count: number;
}

/** Messages to count; `reordered` is another number when places changed of those that were counted. */
export interface Countable {
  readonly length: number;
  readonly reordered: number;
  at(position: number): MessageId;
}

/** Sorts messages by the number of their kind, into one of `count` classes. */
export interface Classes {
  readonly count: number;
  of(kind: number): number;
}

/** Messages between two looks at the clock. */
const BATCH = 1024;

/** Milliseconds between two counts of everything that are made because of single messages that came late. */
const REST = 2000;

/** Counts by class and bucket, and how far they go. */
interface Tally {
  readonly counts: Float64Array;
  readonly totals: Float64Array;
  counted: number;
}

/**
 * Number of messages of each class in each bucket. Counts in slices, and goes on as more is read. A message that
 * comes late changes the positions of others: all are then counted again, separately, and until that is done one of
 * them is missing and another one counts twice.
 */
export class TimeHistogram {
  private readonly session: Session;
  private readonly classes: Classes;
  private buckets: Buckets = { from: 0, width: 1, count: 0 };
  private source: Countable | undefined;
  private shown: Tally;
  /** State of the places with which `shown` was begun. */
  private shownAt = '';
  private again: { readonly tally: Tally; readonly at: string } | undefined;
  private restsUntil = 0;
  private revised = 0;

  constructor(session: Session, classes: Classes) {
    this.session = session;
    this.classes = classes;
    this.shown = this.tally(0);
  }

  /** Messages of each class, wherever they are. */
  get totals(): Float64Array {
    return this.shown.totals;
  }

  /** Grows with what `totals`, `count` and `addTo` tell. */
  get revision(): number {
    return this.revised;
  }

  /** Messages of a class in a bucket. */
  count(bucket: number, ofClass: number): number {
    return this.shown.counts[ofClass * this.buckets.count + bucket] ?? 0;
  }

  /** Adds the messages of a class to the sums of the buckets. */
  addTo(sums: Float64Array, ofClass: number): void {
    const { counts } = this.shown;
    const from = ofClass * this.buckets.count;
    const length = Math.min(sums.length, this.buckets.count);
    for (let at = 0; at < length; at++) sums[at] = (sums[at] ?? 0) + (counts[from + at] ?? 0);
  }

  /** Nothing is counted yet of what is to be counted. */
  isNew(source: Countable, buckets: Buckets): boolean {
    const { from, width, count } = this.buckets;
    const isSame = buckets.from === from && buckets.width === width && buckets.count === count;
    return !isSame || source !== this.source;
  }

  /** Counts for about `budget` milliseconds; true where all of `source` is counted. */
  advance(source: Countable, buckets: Buckets, budget: number): boolean {
    const state = `${source.reordered} ${this.session.tables.times.revision}`;
    if (this.isNew(source, buckets) || source.length < this.shown.counted) {
      this.buckets = buckets;
      this.source = source;
      this.shown = this.tally(buckets.count);
      this.revised++;
      this.shownAt = state;
      this.again = undefined;
    }
    const deadline = performance.now() + budget;
    const grows = source.length > this.shown.counted;
    if (grows) this.revised++;
    if (!this.countUntil(source, this.shown, deadline)) return false;
    if (state === this.shownAt) return true;
    if (grows && this.again === undefined && performance.now() < this.restsUntil) return true;
    return this.countAgain(source, state, deadline);
  }

  private countAgain(source: Countable, state: string, deadline: number): boolean {
    if (this.again === undefined) {
      this.again = { tally: this.tally(this.buckets.count), at: state };
    }
    const { tally, at } = this.again;
    if (!this.countUntil(source, tally, deadline)) return false;
    this.shown = tally;
    this.revised++;
    this.shownAt = at;
    this.again = undefined;
    this.restsUntil = performance.now() + REST;
    return at === state;
  }

  private tally(buckets: number): Tally {
    const { count } = this.classes;
    return { counts: new Float64Array(buckets * count), totals: new Float64Array(count), counted: 0 };
  }

  private countUntil(source: Countable, tally: Tally, deadline: number): boolean {
    while (tally.counted < source.length) {
      this.countTo(source, tally, Math.min(source.length, tally.counted + BATCH));
      if (performance.now() >= deadline) break;
    }
    return tally.counted >= source.length;
  }

  private countTo(source: Countable, tally: Tally, end: number): void {
    const { classes } = this;
    const { counts, totals } = tally;
    const { from, width, count } = this.buckets;
    const { index, times } = this.session.tables;
    for (let at = tally.counted; at < end; at++) {
      const id = source.at(at);
      const ofClass = classes.of(index.kind(id));
      totals[ofClass] = (totals[ofClass] ?? 0) + 1;
      const bucket = Math.floor((times.of(id) - from) / width);
      if (bucket < 0 || bucket >= count) continue;
      const place = ofClass * count + bucket;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    tally.counted = end;
  }
}
