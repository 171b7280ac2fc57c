import type { AnalysisContext } from '../../cluster/analysis-context.ts';
import { ContactTracker } from '../../cluster/contacts/contact-tracker.ts';
import type { ContactWatch } from '../../cluster/contacts/held/contact-watch.ts';
import type { Coverage } from '../../cluster/coverage/coverage.ts';
import { DialogTracker } from '../../cluster/dialogs/dialog-tracker.ts';
import { ClusterNodes } from '../../cluster/nodes/cluster-nodes.ts';
import type { SeenMessage, Tracker } from '../../cluster/seen-message.ts';
import { SipTroubles } from '../../cluster/sip/sip-troubles.ts';
import { SyncTracker } from '../../cluster/syncs/sync-tracker.ts';
import { Timeline } from '../../cluster/timeline.ts';
import type { ConnectionTroubles } from '../../cluster/traffic/connection-troubles.ts';
import type { UserTest } from '../../filter/asked-users.ts';
import { FlowTracker } from '../../flows/flow-tracker.ts';
import type { MessageId } from '../../ids.ts';
import type { WantedEndpoints } from '../../tables/wanted-endpoints.ts';
import { type LimitsReached, limitsReached } from '../limits-reached.ts';
import { placeFor } from '../message-numbers.ts';
import type { Session } from '../session.ts';
import { AorFocus } from './aor-focus.ts';
import { commonGround } from './common-ground.ts';
import { DelayedMessages } from './delayed-messages.ts';
import { connectionTroubles } from './grouped-troubles.ts';
import { LookAhead, MESSAGES_A_LOOK } from './look-ahead.ts';
import { SeenMessages } from './seen-in-index.ts';
import { type Arrival, SessionDeliveries } from './session-deliveries.ts';
import { SessionGaps } from './session-gaps.ts';

export type AnalysisState = 'more' | 'end';

/** What can be asked of an analysis; each part costs time and memory of its own. */
export type AnalysisPart = 'nodes' | 'contacts' | 'dialogs' | 'syncs' | 'flows' | 'troubles';
const ALL_PARTS: readonly AnalysisPart[] = ['nodes', 'contacts', 'dialogs', 'syncs', 'flows', 'troubles'];
const STATE_PARTS: readonly AnalysisPart[] = ['nodes', 'contacts', 'dialogs', 'syncs'];

export interface AnalysisOptions {
  /** Aligned session time up to which messages are taken; the end if not given. */
  readonly until?: number | undefined;
  /** The parts that are wanted; all if not given. */
  readonly parts?: readonly AnalysisPart[] | undefined;
  /** Hears what happens to contacts, where these are among the parts. */
  readonly watch?: ContactWatch | undefined;
  /**
   * Tests AORs: only the contacts of those that pass are followed; all if not given. What other AORs show of nodes is
   * then unknown, see `isTooNarrow`.
   */
  readonly users?: UserTest | undefined;
}

/** Milliseconds for which an analysis runs at least before it is begun anew because of what was learned since. */
export const LEAST_RUN = 3000;

/** Each KiB of a message counts as one more between two looks at the clock. */
const KIB_SHIFT = 10;

/**
 * What the messages of a session come to: the nodes, what each of them holds, and the flows. Messages are read once,
 * in the order of aligned time, up to a time if one is given: the result is the state at that time.
 */
export class Analysis {
  readonly coverage: Coverage;
  readonly context: AnalysisContext;
  readonly nodes: ClusterNodes;
  readonly contacts: ContactTracker;
  readonly dialogs: DialogTracker;
  readonly syncs: SyncTracker;
  readonly flows: FlowTracker;
  readonly troubles: SipTroubles;
  /** Restarts and changes of links, where the nodes are among the parts. */
  readonly timeline: Timeline;
  /** Are all parts wanted that tell what nodes hold, and how it came there? */
  readonly hasState: boolean;
  private readonly isConfined: boolean;
  private readonly session: Session;
  private readonly trackers: readonly Tracker[];
  private until: number;
  private readonly messages: SeenMessages;
  private readonly delayed: DelayedMessages;
  private readonly deliveries: SessionDeliveries;
  private readonly ahead: LookAhead;
  private taken = 0;
  private lastTaken: MessageId | undefined;
  private lastTime: number | undefined;
  /** Messages there were, and changes of their order, at the last look. */
  private known = 0;
  private orderedAt = 0;

  constructor(
    session: Session,
    { until = Number.POSITIVE_INFINITY, parts = ALL_PARTS, watch, users }: AnalysisOptions = {},
  ) {
    const { tables } = session;
    const gaps = new SessionGaps(session);
    this.session = session;
    this.until = until;
    this.messages = new SeenMessages(session);
    this.delayed = new DelayedMessages(this.messages);
    this.deliveries = new SessionDeliveries(session);
    const { context, coverage, silences, first } = commonGround(session, gaps, this.deliveries);
    this.coverage = coverage;
    this.context = context;
    this.ahead = new LookAhead(session, this.messages, coverage, silences);
    this.troubles = new SipTroubles(tables.endpoints);
    this.flows = new FlowTracker(context, this.messages);
    this.nodes = new ClusterNodes(context);
    this.timeline = new Timeline(context.restarts, this.nodes);
    this.isConfined = users !== undefined;
    const focus = users === undefined ? undefined : new AorFocus(tables, users);
    this.contacts = new ContactTracker(context, watch, focus && ((id) => focus.needs(id)));
    this.dialogs = new DialogTracker(context);
    this.syncs = new SyncTracker(context, gaps);
    const byPart: Readonly<Record<AnalysisPart, Tracker>> = {
      nodes: this.nodes,
      contacts: this.contacts,
      dialogs: this.dialogs,
      syncs: this.syncs,
      flows: this.flows,
      troubles: this.troubles,
    };
    // The order of the table, not of who asks: what one tracker learns may serve the next.
    const wanted = ALL_PARTS.filter((part) => parts.includes(part));
    this.hasState = STATE_PARTS.every((part) => parts.includes(part));
    this.trackers = [...first, ...wanted.map((part) => byPart[part])];
  }

  /** Time of the state: the one asked for, else that of the last message. */
  get time(): number {
    return this.until === Number.POSITIVE_INFINITY ? (this.lastTime ?? 0) : this.until;
  }

  /** Contacts of all AORs have to be looked at to be sure of those that were wanted. */
  get isTooNarrow(): boolean {
    return this.isConfined && this.contacts.store.hadRivals;
  }

  /** Errors of BIN connections up to the time of the state. */
  connectionTroubles(): readonly ConnectionTroubles[] {
    return connectionTroubles(this.session, this.until);
  }

  /** Goes on to the state at a later time. Returns false, without any effect, if it is past that time already. */
  extend(until: number): boolean {
    if (until < this.until || !this.isInOrder) return false;
    this.until = until;
    this.ahead.forgetForeseen();
    return true;
  }

  /** How much was dropped because of limits. */
  get limitsReached(): LimitsReached {
    return limitsReached(this.session, this);
  }

  /** Messages that were taken. */
  get position(): number {
    return this.taken;
  }

  /**
   * False where a message has come in since before the last one that was taken, and all should be seen
   * again: not where the first ones are forgotten.
   */
  get isInOrder(): boolean {
    return (
      this.taken === 0 ||
      this.session.hasForgotten ||
      this.session.tables.order.at(this.taken - 1) === this.lastTaken
    );
  }

  /** Share of the messages that were taken, 0 to 1. */
  get share(): number {
    const { length } = this.session.tables.order;
    return length === 0 ? 1 : this.taken / length;
  }

  /**
   * Analyses for about `budget` milliseconds, all but the newest `margin` messages. After `end` it goes
   * on where more was read since.
   */
  advance(budget: number, margin = 0): AnalysisState {
    const { order, index } = this.session.tables;
    const deadline = performance.now() + budget;
    this.keepPlace();
    this.known = index.size;
    do {
      for (let work = 0; work < MESSAGES_A_LOOK; ) {
        if (this.taken >= order.length - margin) {
          this.pushWaiting(this.time, true);
          return 'end';
        }
        const id = order.at(this.taken) as MessageId;
        if (!this.take(id)) {
          this.pushWaiting(this.until, true);
          return this.ahead.look(this.taken, this.until, deadline) ? 'end' : 'more';
        }
        this.lastTaken = id;
        this.taken++;
        work += 1 + (index.length(id) >>> KIB_SHIFT);
      }
    } while (performance.now() < deadline);
    return 'more';
  }

  /** Takes what is still to be taken of the messages before `first`: they will be forgotten. */
  beforeForgetting(first: MessageId): void {
    const { order, index } = this.session.tables;
    this.keepPlace();
    let end = order.length;
    while (end > this.taken && order.at(end - 1) >= first) end--;
    for (; this.taken < end; this.taken++) {
      const id = order.at(this.taken) as MessageId;
      if (!this.take(id)) break;
      this.lastTaken = id;
    }
    this.known = index.size;
    for (const message of this.delayed.beforeForgetting(first)) this.push(message);
    for (const arrival of this.deliveries.beforeForgetting(first)) this.arrived(arrival);
    for (const tracker of this.trackers) tracker.beforeForgetting?.(first);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const tracker of this.trackers) tracker.wantEndpoints?.(wanted);
  }

  /**
   * After messages were forgotten, positions in the order have changed, and messages that came late are taken now.
   */
  private keepPlace(): void {
    const { order, index, times } = this.session.tables;
    const { lastTime, lastTaken } = this;
    if (!this.session.hasForgotten || lastTime === undefined || lastTaken === undefined) return;
    if (order.reordered === this.orderedAt) return;
    this.orderedAt = order.reordered;
    for (let id = Math.max(index.first, this.known); id < index.size; id++) {
      const time = times.of(id as MessageId);
      if (time < lastTime || (time === lastTime && id < lastTaken)) this.take(id as MessageId);
    }
    this.lastTime = lastTime;
    this.taken = placeFor(order, lastTaken, (id) => (id === lastTaken ? lastTime : times.of(id)));
    if (this.taken < order.length && order.at(this.taken) === lastTaken) this.taken++;
    this.ahead.keepWithin(order.length);
  }

  /** False where the message is later than what was asked for. */
  private take(id: MessageId): boolean {
    const { session } = this;
    const time = session.timeOf(id);
    if (time > this.until) return false;
    this.lastTime = time;
    this.pushWaiting(time, false);
    const message = this.messages.get(id);
    if (!this.ahead.hasCovered(this.taken)) this.coverage.push(message);
    if (message.protocol === 'sip' || !this.delayed.holdsBack(id, time)) this.push(message);
    return true;
  }

  private push(message: SeenMessage): void {
    for (const tracker of this.trackers) tracker.push(message);
  }

  private arrived({ id, due }: Arrival): void {
    const message = this.messages.get(id);
    if (message.protocol !== 'bin') return;
    const then = { ...message, time: due };
    for (const tracker of this.trackers) tracker.arrived?.(then);
  }

  /**
   * Takes messages that had waited for earlier bytes of their stream, and that their receiver could read before `time`,
   * or, with `isIncluded`, at that time; and tells of those that had waited in their connection.
   */
  private pushWaiting(time: number, isIncluded: boolean): void {
    const { delayed, deliveries } = this;
    if (!delayed.isEmpty) for (const message of delayed.due(time, isIncluded)) this.push(message);
    for (let next = deliveries.nextArrival(time, isIncluded); next !== undefined; ) {
      this.arrived(next);
      next = deliveries.nextArrival(time, isIncluded);
    }
  }
}
