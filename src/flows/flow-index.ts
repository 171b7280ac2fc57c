import type { SeenBefore } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { OldestFirst } from '../tables/oldest-first.ts';
import { MOST_LEGS } from './call-outcome.ts';
import { Flow, type FlowKind } from './flow.ts';
import { MemberList } from './member-lists.ts';
import { SECOND } from './outcome.ts';
import { withText } from './short-lists.ts';

export interface FlowLimits {
  /** Flows that are remembered, ended ones included; the oldest ended ones are forgotten first. */
  readonly flows: number;
  /** Flows that may still go on; beyond that, the oldest is taken to have ended. */
  readonly live: number;
}

const USUAL_LIMITS: FlowLimits = { flows: 1_000_000, live: 200_000 };

/** For so much of the usual memory. */
export function flowLimits(room: number): FlowLimits {
  return { flows: Math.ceil(USUAL_LIMITS.flows * room), live: Math.ceil(USUAL_LIMITS.live * room) };
}

/**
 * How long after its end something may still belong to a flow: late replication and retransmissions;
 * of a registration, a refresh that comes too late.
 */
const LINGER = 32 * SECOND;
const REGISTRATION_LINGER = 600 * SECOND;

/** All flows, and the keys by which the live ones are found. */
export class FlowIndex {
  /** Ended flows of which nothing is known any more. */
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
  /** Most messages are found by their Call-ID: as it is, without a key that had to be made of it. */
  private readonly byCallId = new Map<string, Flow>();
  private readonly nobody = MemberList.empty();
  private newest: Flow[] = [];
  private created = 0;
  private sweep: Iterator<Flow> | undefined;

  constructor(seen: SeenBefore, limits: FlowLimits) {
    this.seen = seen;
    this.limits = limits;
  }

  get liveCount(): number {
    return this.live.size;
  }

  /** As they began, those that began at the same time in no order; while they are gone through, more may come. */
  each(): Iterable<Flow> {
    return this.all;
  }

  /** In the order of first messages. */
  flows(): readonly Flow[] {
    return [...this.all].sort((a, b) => a.serial - b.serial);
  }

  /** The flow that goes by the key, unless it ended so long ago that this must be another. */
  find(key: string, now: number): Flow | undefined {
    const flow = this.byKey.get(key);
    return flow === undefined || isPast(flow, now) ? undefined : flow;
  }

  /** The same by its Call-ID. */
  findCall(callId: string, now: number): Flow | undefined {
    const flow = this.byCallId.get(callId);
    return flow === undefined || isPast(flow, now) ? undefined : flow;
  }

  /** `name` is what the flow is about; among flows that begin at the same time, the order goes by it. */
  create(kind: FlowKind, name: string, now: number): Flow {
    if (this.live.size >= this.limits.live) this.cutShortOldest(now);
    const flow = new Flow(++this.created, kind, name, now, this.nobody);
    this.orderByName(flow);
    this.all.add(flow);
    this.live.add(flow);
    if (this.all.size > this.limits.flows) this.forgetOldest();
    return flow;
  }

  /** From now on the key leads to this flow. */
  bind(flow: Flow, key: string): void {
    if (this.byKey.get(key) === flow || flow.keys.length >= MOST_KEYS) return;
    this.byKey.set(key, flow);
    flow.keys = withText(flow.keys, key);
  }

  bindCall(flow: Flow, callId: string): void {
    if (this.byCallId.get(callId) === flow || flow.boundCallIds.length >= MOST_KEYS) return;
    this.byCallId.set(callId, flow);
    flow.boundCallIds = withText(flow.boundCallIds, callId);
  }

  /**
   * One flow of two: the one that began first, which then has everything. Left apart where they are no
   * calls, or too many already: then it is the first of the two that is returned.
   */
  merge(one: Flow, other: Flow): Flow {
    if (one === other || one.kind !== 'call' || other.kind !== 'call') return one;
    if (one.callIds.length + other.callIds.length > MOST_LEGS) return one;
    const [into, from] = one.serial < other.serial ? [one, other] : [other, one];
    into.absorb(from, this.seen);
    this.all.delete(from);
    this.live.delete(from);
    this.unbind(from);
    for (const key of from.keys) this.bind(into, key);
    for (const callId of from.boundCallIds) this.bindCall(into, callId);
    return into;
  }

  /** Call it with each message. It looks at a few flows, all in turn: those that ended are reduced to what stays. */
  tick(now: number): void {
    for (let looks = 0; looks < LOOKS; looks++) {
      this.sweep ??= this.live.values();
      const next = this.sweep.next();
      if (next.done === true) {
        this.sweep = undefined;
        return;
      }
      if (isPast(next.value, now)) this.retire(next.value, now);
    }
  }

  /** Messages before `first` are no longer there: what ended and has no others is forgotten with them. */
  forgetBefore(first: MessageId, now: number): void {
    for (const flow of this.live) if (isPast(flow, now)) this.retire(flow, now);
    for (const flow of this.all) {
      flow.forgetBefore(first);
      if (!flow.isForgotten || this.live.has(flow)) continue;
      this.all.delete(flow);
      this.forgotten++;
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
    for (const key of flow.keys) if (this.byKey.get(key) === flow) this.byKey.delete(key);
    for (const callId of flow.boundCallIds) {
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
    this.all.delete(flow);
    this.forgotten++;
  }
}

/** More than one: where each message is a flow of its own, the look would only ever follow behind the newest. */
const LOOKS = 4;
/** Flows with equal start that are put in order; frames without a time all have the same. */
const MOST_AT_ONCE = 64;
/** Live flows that are passed over in the search for an ended one to forget. */
const MOST_PASSED = 64;
/** Keys of one flow; a call of many legs has a few dozen. */
const MOST_KEYS = 256;

function isPast(flow: Flow, now: number): boolean {
  const { outcome } = flow;
  if (outcome === undefined) return true;
  // Most lookups are for flows that are busy.
  if (now - flow.end < LINGER) return false;
  const over = outcome.overSince(now);
  if (over === undefined) return false;
  const linger = flow.kind === 'registration' ? REGISTRATION_LINGER : LINGER;
  return now - Math.max(over, flow.end) > linger;
}
