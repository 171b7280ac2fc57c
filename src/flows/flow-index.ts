import type { SeenBefore } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { OldestFirst } from '../tables/oldest-first.ts';
import { countOf, itemsOf, withItem } from '../tables/short-list.ts';
import { MOST_LEGS } from './call-outcome.ts';
import { Flow, type FlowKind, type FlowPools } from './flow.ts';
import { IdPool } from './id-pool.ts';
import { MemberList } from './member-lists.ts';
import { SECOND } from './outcome.ts';

export interface FlowLimits {
  /** Flows that are remembered, ended ones included; the oldest ended ones are forgotten first. */
  readonly flows: number;
  /** Flows that may still go on. Beyond this number the oldest one is taken to have ended. */
  readonly live: number;
}

const USUAL_LIMITS: FlowLimits = { flows: 1_000_000, live: 200_000 };

/** The limits for a share of the usual memory (see `SessionOptions.room`). */
export function flowLimits(room: number): FlowLimits {
  return { flows: Math.ceil(USUAL_LIMITS.flows * room), live: Math.ceil(USUAL_LIMITS.live * room) };
}

/**
 * For so long after its end messages may still belong to a flow: late replication, retransmissions, and for a
 * registration a refresh that comes too late.
 */
const LINGER = 32 * SECOND;
const REGISTRATION_LINGER = 600 * SECOND;

/** All flows, and the keys by which the live ones are found. */
export class FlowIndex {
  /** Ended flows that were forgotten altogether. */
  forgotten = 0;
  /** Flows that were taken to have ended because there were too many. */
  cutShort = 0;
  private readonly seen: SeenBefore;
  private readonly limits: FlowLimits;
  private readonly all = new Set<Flow>();
  private readonly oldest = new OldestFirst(() => this.all.values());
  private readonly live = new Set<Flow>();
  private readonly oldestLive = new OldestFirst(() => this.live.values());
  private readonly byKey = new Map<string, Flow>();
  /** Apart from `byKey`, because most flows are looked up by Call-ID: this way no key string has to be built. */
  private readonly byCallId = new Map<string, Flow>();
  private readonly pools: FlowPools = { ids: new IdPool(), nobody: MemberList.empty() };
  private newest: Flow[] = [];
  private created = 0;
  private sweep: Iterator<Flow> | undefined;
  /** Live flows that are still to be looked at. */
  private owed = 0;

  constructor(seen: SeenBefore, limits: FlowLimits) {
    this.seen = seen;
    this.limits = limits;
  }

  get liveCount(): number {
    return this.live.size;
  }

  /**
   * In the order in which they began. Flows that began at the same time are in no particular order. May grow
   * during iteration.
   */
  each(): Iterable<Flow> {
    return this.all;
  }

  /** In the order of first messages. */
  flows(): readonly Flow[] {
    return [...this.all].sort((a, b) => a.serial - b.serial);
  }

  /** The flow that is bound to the key; undefined if it ended so long ago that the key must mean a new one. */
  find(key: string, now: number): Flow | undefined {
    const flow = this.byKey.get(key);
    return flow === undefined || isPast(flow, now) ? undefined : flow;
  }

  /** As `find`, by Call-ID. */
  findCall(callId: string, now: number): Flow | undefined {
    const flow = this.byCallId.get(callId);
    return flow === undefined || isPast(flow, now) ? undefined : flow;
  }

  /** `name` is what the flow is about. It decides the order of flows that begin at the same time. */
  create(kind: FlowKind, name: string, now: number): Flow {
    if (this.live.size >= this.limits.live) this.cutShortOldest(now);
    const flow = new Flow(++this.created, kind, name, now, this.pools);
    this.orderByName(flow);
    this.all.add(flow);
    this.live.add(flow);
    this.owed += LOOKS_FOR_NEW;
    if (this.all.size > this.limits.flows) this.forgetOldest();
    return flow;
  }

  /** From now on the key leads to this flow. */
  bind(flow: Flow, key: string): void {
    if (this.byKey.get(key) === flow || countOf(flow.keys) >= MOST_KEYS) return;
    this.byKey.set(key, flow);
    flow.keys = withItem(flow.keys, key);
  }

  bindCall(flow: Flow, callId: string): void {
    if (this.byCallId.get(callId) === flow || countOf(flow.boundCallIds) >= MOST_KEYS) return;
    this.byCallId.set(callId, flow);
    flow.boundCallIds = withItem(flow.boundCallIds, callId);
  }

  /**
   * Joins two calls that turned out to be one, and returns the one that began first, which then has
   * everything. Flows of other kinds, and calls of too many legs, are left alone; `one` is returned then.
   */
  merge(one: Flow, other: Flow): Flow {
    if (one === other || one.kind !== 'call' || other.kind !== 'call') return one;
    if (one.callIds.length + other.callIds.length > MOST_LEGS) return one;
    const [into, from] = one.serial < other.serial ? [one, other] : [other, one];
    into.absorb(from, this.seen);
    this.all.delete(from);
    this.live.delete(from);
    this.unbind(from);
    for (const key of itemsOf(from.keys)) this.bind(into, key);
    for (const callId of itemsOf(from.boundCallIds)) this.bindCall(into, callId);
    from.forget();
    return into;
  }

  /**
   * To be called with each message. Looks at the next live flows in turn if there are new ones, else rarely, and reduces
   * those that have ended to their result.
   */
  tick(now: number): void {
    for (this.owed += LOOKS_FOR_MESSAGE; this.owed >= 1; this.owed--) {
      this.sweep ??= this.live.values();
      const next = this.sweep.next();
      if (next.done === true) {
        this.sweep = undefined;
        return;
      }
      if (isPast(next.value, now)) this.retire(next.value, now);
    }
  }

  /** Messages before `first` are gone: forgets the ended flows that have no later ones. */
  forgetBefore(first: MessageId, now: number): void {
    for (const flow of this.live) if (isPast(flow, now)) this.retire(flow, now);
    for (const flow of this.all) {
      flow.forgetBefore(first);
      if (!flow.isForgotten || this.live.has(flow)) continue;
      this.drop(flow);
    }
  }

  private orderByName(flow: Flow): void {
    if (this.newest[0]?.start !== flow.start) {
      this.newest = [flow];
      return;
    }
    this.newest.push(flow);
    if (this.newest.length > MOST_AT_ONCE) this.newest.shift();
    for (let at = this.newest.length - 1; at > 0; at--) {
      const [before, after] = [this.newest[at - 1] as Flow, this.newest[at] as Flow];
      if (before.name <= after.name) break;
      [before.serial, after.serial] = [after.serial, before.serial];
      [this.newest[at - 1], this.newest[at]] = [after, before];
    }
  }

  private unbind(flow: Flow): void {
    for (const key of itemsOf(flow.keys)) if (this.byKey.get(key) === flow) this.byKey.delete(key);
    for (const callId of itemsOf(flow.boundCallIds)) {
      if (this.byCallId.get(callId) === flow) this.byCallId.delete(callId);
    }
  }

  private retire(flow: Flow, now: number): void {
    this.unbind(flow);
    flow.seal(now);
    this.live.delete(flow);
  }

  private cutShortOldest(now: number): void {
    const flow = this.oldestLive.next();
    if (flow === undefined) return;
    if (!isPast(flow, now)) this.cutShort++;
    this.retire(flow, now);
  }

  private forgetOldest(): void {
    let flow = this.oldest.next();
    for (let passed = 1; passed < MOST_PASSED && flow !== undefined && this.live.has(flow); passed++) {
      flow = this.oldest.next();
    }
    if (flow === undefined) return;
    if (this.live.has(flow)) this.retire(flow, flow.end);
    this.drop(flow);
  }

  private drop(flow: Flow): void {
    this.all.delete(flow);
    flow.forget();
    this.forgotten++;
  }
}

/** Live flows that are looked at for each new one: the look has to go round faster than flows come. */
const LOOKS_FOR_NEW = 4;
/** And for each message: flows end while none begin, too. */
const LOOKS_FOR_MESSAGE = 1 / 8;
/**
 * At most so many flows with an equal start are sorted by name: frames without time stamps all start at the
 * same time.
 */
const MOST_AT_ONCE = 64;
/** After so many live flows the search for an ended one to forget is given up, and the next flow is forgotten. */
const MOST_PASSED = 64;
/** At most so many keys of one flow. A call of many legs has a few dozen. */
const MOST_KEYS = 256;

function isPast(flow: Flow, now: number): boolean {
  const { outcome } = flow;
  if (outcome === undefined) return true;
  // Checked first because it is cheap, and true of most flows that are looked up.
  if (now - flow.end < LINGER) return false;
  const over = outcome.overSince(now);
  if (over === undefined) return false;
  const linger = flow.kind === 'registration' ? REGISTRATION_LINGER : LINGER;
  return now - Math.max(over, flow.end) > linger;
}
