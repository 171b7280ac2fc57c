import type { Session } from '../../engine/session.ts';
import { type Buckets, type Classes, type Countable, TimeHistogram } from '../../engine/time-histogram.ts';
import type { MessageId } from '../../ids.ts';
import type { BandData } from '../../view/time/histogram-rows.ts';
import {
  type Band,
  TRAFFIC_CLASSES,
  type TrafficClass,
  trafficClass,
} from '../../view/time/traffic-classes.ts';

/** All messages and those that the filter lets through, counted by class and bucket. */
export class TimeCounts {
  private readonly all: TimeHistogram;
  private readonly shown: TimeHistogram;
  private readonly everything: Countable;

  constructor(session: Session) {
    const classes = new KindClasses(session);
    const { index } = session.tables;
    this.all = new TimeHistogram(session, classes);
    this.shown = new TimeHistogram(session, classes);
    this.everything = {
      get length() {
        return index.size;
      },
      reordered: 0,
      at: (position) => position as MessageId,
    };
  }

  /** Counts for about `budget` milliseconds; true where all that was read is counted. */
  advance(listed: Countable, buckets: Buckets, budget: number): boolean {
    const all = this.all.advance(this.everything, buckets, budget / 2);
    const shown = this.shown.advance(listed, buckets, budget / 2);
    return all && shown;
  }

  /** Nothing is counted yet of what is to be shown. */
  isNew(listed: Countable, buckets: Buckets): boolean {
    return this.all.isNew(this.everything, buckets) || this.shown.isNew(listed, buckets);
  }

  /** Grows with what there is to be told. */
  get revision(): number {
    return this.all.revision + this.shown.revision;
  }

  occurs(one: TrafficClass): boolean {
    return (this.all.totals[TRAFFIC_CLASSES.indexOf(one)] ?? 0) > 0;
  }

  /** Messages of all classes in each bucket. */
  totals(buckets: number): Float64Array {
    return sumsOf(this.all, ALL_CLASSES, buckets);
  }

  band({ name, style, classes }: Band, buckets: number): BandData {
    const numbers = classes.map((one) => TRAFFIC_CLASSES.indexOf(one));
    const sumOf = ({ totals }: TimeHistogram): number =>
      numbers.reduce((sum, one) => sum + (totals[one] ?? 0), 0);
    return {
      name,
      style,
      totals: sumsOf(this.all, numbers, buckets),
      shown: sumsOf(this.shown, numbers, buckets),
      sum: sumOf(this.all),
      sumShown: sumOf(this.shown),
    };
  }
}

const ALL_CLASSES = TRAFFIC_CLASSES.map((_, at) => at);

function sumsOf(counts: TimeHistogram, classes: readonly number[], buckets: number): Float64Array {
  const sums = new Float64Array(buckets);
  for (const one of classes) counts.addTo(sums, one);
  return sums;
}

/** Classes by the number of the kind, found out once. */
class KindClasses implements Classes {
  readonly count = TRAFFIC_CLASSES.length;
  private readonly session: Session;
  private readonly known: number[] = [];

  constructor(session: Session) {
    this.session = session;
  }

  of(kind: number): number {
    let one = this.known[kind];
    if (one === undefined) {
      one = TRAFFIC_CLASSES.indexOf(trafficClass(this.session.tables.kinds.get(kind)));
      this.known[kind] = one;
    }
    return one;
  }
}
