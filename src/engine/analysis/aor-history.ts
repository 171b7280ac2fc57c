import type { WatchedAor } from '../../cluster/contacts/held/contact-watch.ts';
import { type ContactEffect, ContactHistory } from '../../cluster/contacts/reports/contact-history.ts';
import type { UserTest } from '../../filter/asked-users.ts';
import type { MessageId } from '../../ids.ts';
import type { WantedEndpoints } from '../../tables/wanted-endpoints.ts';
import type { LimitsReached } from '../limits-reached.ts';
import type { Session } from '../session.ts';
import { Analysis, type AnalysisState, LEAST_RUN } from './analysis.ts';
import type { MessageKeeper } from './forgetting.ts';

/**
 * What happened to the contacts of some AORs, at every node. It takes an analysis of its own, which runs in slices
 * and follows while more is read, so that it costs nothing unless a history is asked for.
 */
export class AorHistory implements MessageKeeper {
  private readonly session: Session;
  private readonly isAbout: (aor: WatchedAor) => boolean;
  private users: UserTest | undefined;
  private readonly until: number | undefined;
  private history: ContactHistory;
  private analysis: Analysis;
  private directory = 0;
  private begunAt = 0;
  /** The effects as they were last asked for, and the number of messages analysed by then. */
  private known: { readonly position: number; readonly effects: readonly ContactEffect[] } | undefined;

  /** `users` are those of all AORs that it is about; `until` is in session time, the end if not given. */
  constructor(session: Session, isAbout: (aor: WatchedAor) => boolean, users?: UserTest, until?: number) {
    this.session = session;
    this.isAbout = isAbout;
    this.users = users;
    this.until = until;
    [this.history, this.analysis] = this.begin();
  }

  /** Share of the messages that were analysed, 0 to 1. */
  get share(): number {
    return this.analysis.share;
  }

  /** Messages that were analysed. If the number has grown, there may be more effects. */
  get position(): number {
    return this.analysis.position;
  }

  /** Time of the state that the history leads to. */
  get time(): number {
    return this.analysis.time;
  }

  /** Effects that were dropped because there were too many. */
  get dropped(): number {
    return this.history.dropped;
  }

  get limitsReached(): LimitsReached {
    return this.analysis.limitsReached;
  }

  /** Goes on for about `budget` milliseconds, all but the newest `margin` messages. */
  advance(budget: number, margin = 0): AnalysisState {
    if (this.needsOthers) this.users = undefined;
    if (this.needsOthers || this.isOutdated) [this.history, this.analysis] = this.begin();
    const state = this.analysis.advance(budget, margin);
    return this.needsOthers ? 'more' : state;
  }

  /** Begins anew without `users` if the analysis turns out to be too narrow, as long as no message was forgotten. */
  private get needsOthers(): boolean {
    return this.analysis.isTooNarrow && !this.session.hasForgotten;
  }

  beforeForgetting(first: MessageId): void {
    this.analysis.beforeForgetting(first);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    this.analysis.wantEndpoints(wanted);
  }

  /** The effects found so far, in the order of time; only at nodes whose traffic was captured. */
  effects(): readonly ContactEffect[] {
    const { position } = this.analysis;
    if (this.known?.position !== position) {
      this.endWhatIsOver();
      const covered = this.history.effects().filter(({ cluster, node }) => this.covers(cluster, node));
      this.known = { position, effects: covered.map((one) => this.withMessage(one)) };
    }
    return this.known.effects;
  }

  /** Was the node's traffic captured whole? Else nothing is said of it. */
  covers(cluster: number, node: number): boolean {
    return this.analysis.coverage.covers(cluster, node);
  }

  /** The other nodes of the cluster. */
  unseen(cluster: number): readonly number[] {
    return this.analysis.contacts.membersOf(cluster).filter((node) => !this.covers(cluster, node));
  }

  /** The nodes of the cluster that were covered. */
  covered(cluster: number): readonly number[] {
    return this.analysis.contacts.membersOf(cluster).filter((node) => this.covers(cluster, node));
  }

  private begin(): [ContactHistory, Analysis] {
    const { session, isAbout, users, until } = this;
    const { base, nodes } = session.tables;
    this.directory = nodes.revision;
    this.begunAt = performance.now();
    this.known = undefined;
    const history = new ContactHistory(base, isAbout);
    return [history, new Analysis(session, { until, parts: ['contacts'], watch: history, users })];
  }

  /** The reasons are those of any analysis: a message arrived late, or an address turned out to be a node's. */
  private get isOutdated(): boolean {
    const { session, analysis } = this;
    if (session.hasForgotten) return false;
    if (analysis.isInOrder && session.tables.nodes.revision === this.directory) return false;
    return session.ended || performance.now() >= this.begunAt + LEAST_RUN;
  }

  /** The tracker notices that a contact has expired only when it is asked for the state, so it is asked here. */
  private endWhatIsOver(): void {
    const { contacts, time } = this.analysis;
    const seconds = this.session.tables.base.secondsOf(time);
    contacts.settle();
    const records = [...contacts.store.all()].filter((record) => this.isAbout(record));
    for (const record of records) contacts.store.tidy(record, seconds);
  }

  /** A restart is seen in the message of its time. */
  private withMessage(effect: ContactEffect): ContactEffect {
    if (effect.kind !== 'restart' || effect.message !== undefined) return effect;
    const { order } = this.session.tables;
    const at = order.positionOf(effect.time);
    return at < order.length ? { ...effect, message: order.at(at) as MessageId } : effect;
  }
}
