import type { SourceId } from '../../../ids.ts';
import { filterInSteps, ITEMS_OF_STEP, type Steps, sortInSteps } from '../../../tables/steps.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { ContactTracker } from '../contact-tracker.ts';
import type { AorRecord } from '../held/aor-tables.ts';
import { PERMANENT } from '../held/contact-version.ts';
import { arrivedAt } from '../held/held-contact.ts';
import { type AorState, byName, stateOf } from './aor-state.ts';
import { endsOf, type NodesView, nodesView, REPLICATED_WITHIN, viewKey } from './nodes-view.ts';

/** Records per step, unchanged ones and those that are evaluated. */
const STEP = 64;
const FRESH_STEP = 8;

/**
 * The states of all AORs, for callers that ask repeatedly while the analysis goes on: a state is only
 * evaluated again if it may have changed. Belongs to one analysis.
 */
export class KnownAorStates {
  /** Number of records evaluated so far. */
  renewed = 0;
  private readonly tracker: ContactTracker;
  private readonly context: AnalysisContext;
  private readonly known = new Map<AorRecord, Known>();
  /** The records that have a state, as far as they have been sorted. */
  private sorted: readonly Known[] = [];
  private round = 0;
  private time = Number.NEGATIVE_INFINITY;

  constructor(tracker: ContactTracker, context: AnalysisContext) {
    this.tracker = tracker;
    this.context = context;
  }

  /**
   * The states at this time of the AORs that are `wanted`, in order. Between steps, the tracker may receive
   * more messages. `states` collects states as they are found, in no order.
   */
  *at(
    time: number,
    wanted: (state: AorState) => boolean,
    states: AorState[] = [],
  ): Steps<readonly AorState[]> {
    // What had expired at the time of the last call may not have at an earlier time.
    if (time < this.time) this.forget();
    this.time = time;
    this.tracker.settle();
    this.context.lapses.refresh();
    const round = ++this.round;
    const fresh = yield* this.goThrough(time, wanted, states);
    const gone = yield* filterInSteps(this.known, ([, known]) => known.round !== round);
    for (const [record] of gone) this.known.delete(record);
    const all = yield* filterInSteps(this.sorted, (one) => one.round === round && one.state !== undefined);
    for (const one of fresh) all.push(one);
    // Cheap if it is nearly sorted already.
    const sorted = yield* sortInSteps(all, inOrder);
    for (const one of fresh) one.isSorted = true;
    this.sorted = sorted;
    return yield* wantedStates(sorted);
  }

  /** Nobody will ask soon: nothing is kept for that. */
  forget(): void {
    this.known.clear();
    this.sorted = [];
  }

  /** Goes through all records; returns those with a state that are not sorted in yet. */
  private *goThrough(
    time: number,
    wanted: (state: AorState) => boolean,
    states: AorState[],
  ): Steps<readonly Known[]> {
    const { round } = this;
    const at = { time, seconds: this.context.base.secondsOf(time), clusters: new Map() };
    const fresh: Known[] = [];
    let done = 0;
    for (const record of this.tracker.store.all()) {
      const before = this.renewed;
      const known = this.look(record, at);
      const { state } = known;
      known.round = round;
      known.isWanted = state !== undefined && wanted(state);
      if (state === undefined) known.isSorted = false;
      else {
        if (known.isWanted) states.push(state);
        if (!known.isSorted) fresh.push(known);
      }
      done += this.renewed === before ? 1 : STEP / FRESH_STEP;
      if (done < STEP) continue;
      done = 0;
      yield;
    }
    return fresh;
  }

  private look(record: AorRecord, at: Moment): Known {
    let cluster = at.clusters.get(record.cluster);
    if (cluster === undefined) {
      cluster = this.clusterAt(record.cluster, at.time);
      at.clusters.set(record.cluster, cluster);
    }
    let known = this.known.get(record);
    if (known !== undefined && holds(known, record, cluster, at.seconds)) return known;
    if (known === undefined) {
      known = { ...NOTHING };
      this.known.set(record, known);
    }
    this.renewed++;
    known.revision = record.revision;
    known.key = cluster.key;
    known.state = stateOf(this.tracker, record, cluster.view, at.seconds);
    learnLimits(known, record.told, cluster.ends);
    return known;
  }

  private clusterAt(cluster: number, time: number): ClusterNow {
    const view = nodesView(this.tracker, this.context, cluster, time);
    return { view, key: viewKey(view), ends: endsOf(view) };
  }
}

/** A record with the result of its evaluation, and how long that is valid. */
interface Known {
  state: AorState | undefined;
  revision: number;
  /** Everything else that the result depends on. */
  key: string;
  /** Seconds since 1970 at which its first contact expires. */
  expires: number;
  /**
   * Observers that had not gone on for long enough after the last contact came, each with how far it had got.
   */
  open: readonly (readonly [SourceId, number])[];
  /** The round in which it was last looked at. */
  round: number;
  isWanted: boolean;
  isSorted: boolean;
}

const NOTHING: Known = {
  state: undefined,
  revision: -1,
  key: '',
  expires: Number.POSITIVE_INFINITY,
  open: [],
  round: 0,
  isWanted: false,
  isSorted: false,
};

/** The time asked for, and what is known of the clusters at that time. */
interface Moment {
  readonly time: number;
  readonly seconds: number;
  readonly clusters: Map<number, ClusterNow>;
}

interface ClusterNow {
  readonly view: NodesView;
  readonly key: string;
  readonly ends: ReadonlyMap<SourceId, number>;
}

function holds(known: Known, record: AorRecord, { key, ends }: ClusterNow, seconds: number): boolean {
  return (
    known.revision === record.revision &&
    known.expires > seconds &&
    known.key === key &&
    known.open.every(([source, end]) => ends.get(source) === end)
  );
}

function learnLimits(known: Known, told: number, ends: ReadonlyMap<SourceId, number>): void {
  let [expires, came] = [Number.POSITIVE_INFINITY, told];
  for (const { byNode } of known.state?.rows ?? []) {
    for (const held of byNode.values()) {
      if (held.version.expires !== PERMANENT) expires = Math.min(expires, held.version.expires);
      came = Math.max(came, arrivedAt(held));
    }
  }
  known.expires = expires;
  known.open = NOTHING.open;
  for (const one of ends) if (one[1] < came + REPLICATED_WITHIN) known.open = [...known.open, one];
}

function* wantedStates(sorted: readonly Known[]): Steps<readonly AorState[]> {
  const states: AorState[] = [];
  for (const [at, { state, isWanted }] of sorted.entries()) {
    if (state !== undefined && isWanted) states.push(state);
    if (at % ITEMS_OF_STEP === 0) yield;
  }
  return states;
}

function inOrder(a: Known, b: Known): number {
  return a.state === undefined || b.state === undefined ? 0 : byName(a.state, b.state);
}
