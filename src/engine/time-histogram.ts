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

/** How many messages of each class there were in each bucket. Counts in slices, and goes on as more is read. */
export class TimeHistogram {
  /** Messages of each class, wherever they are. */
  readonly totals: Float64Array;
  private readonly session: Session;
  private readonly classes: Classes;
  private buckets: Buckets = { from: 0, width: 1, count: 0 };
  private counts = new Float64Array(0);
  private source: Countable | undefined;
  private counted = 0;
  private countedAt = '';

  constructor(session: Session, classes: Classes) {
    this.session = session;
    this.classes = classes;
    this.totals = new Float64Array(classes.count);
  }

  /** Messages of a class in a bucket. */
  count(bucket: number, ofClass: number): number {
    return this.counts[ofClass * this.buckets.count + bucket] ?? 0;
  }

  /** Counts for about `budget` milliseconds; true where all of `source` is counted. */
  advance(source: Countable, buckets: Buckets, budget: number): boolean {
    const { from, width, count } = buckets;
    const state = [from, width, count, source.reordered, this.session.tables.times.revision].join(' ');
    if (state !== this.countedAt || source !== this.source) {
      this.countedAt = state;
      this.source = source;
      this.begin(buckets);
    }
    const deadline = performance.now() + budget;
    while (this.counted < source.length) {
      const end = Math.min(source.length, this.counted + BATCH);
      this.countTo(source, end);
      if (performance.now() >= deadline) break;
    }
    return this.counted >= source.length;
  }

  private begin(buckets: Buckets): void {
    this.buckets = buckets;
    this.counts = new Float64Array(buckets.count * this.classes.count);
    this.totals.fill(0);
    this.counted = 0;
  }

  private countTo(source: Countable, end: number): void {
    const { classes, counts, totals } = this;
    const { from, width, count } = this.buckets;
    const { index, times } = this.session.tables;
    for (let at = this.counted; at < end; at++) {
      const id = source.at(at);
      const ofClass = classes.of(index.kind(id));
      totals[ofClass] = (totals[ofClass] ?? 0) + 1;
      const bucket = Math.floor((times.of(id) - from) / width);
      if (bucket < 0 || bucket >= count) continue;
      const place = ofClass * count + bucket;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    this.counted = end;
  }
}
