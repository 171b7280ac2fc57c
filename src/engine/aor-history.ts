import { type ContactEffect, ContactHistory } from '../cluster/contacts/contact-history.ts';
import type { WatchedAor } from '../cluster/contacts/contact-watch.ts';
import type { UserTest } from '../filter/asked-users.ts';
import type { MessageId } from '../ids.ts';
import type { WantedEndpoints } from '../tables/wanted-endpoints.ts';
import { Analysis, type AnalysisState } from './analysis.ts';
import type { MessageKeeper } from './forgetting.ts';
import type { LimitsReached } from './limits-reached.ts';
import type { Session } from './session.ts';

/** Milliseconds that an analysis goes on before it may begin anew because of what was learned since. */
const RESTART = 3000;

/**
 * What happened to the contacts of some AORs at every node: an analysis of its own, for these alone, so
 * that nobody pays for it who does not ask. Goes on in slices, and along with what is read meanwhile.
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
  /** The effects as they were asked for last, and after how many messages. */
  private known: { readonly position: number; readonly effects: readonly ContactEffect[] } | undefined;

  /** `users` are those of all AORs that it is about; `until` is in session time, the end if not given. */
  constructor(session: Session, isAbout: (aor: WatchedAor) => boolean, users?: UserTest, until?: number) {
    this.session = session;
    this.isAbout = isAbout;
    this.users = users;
    this.until = until;
    [this.history, this.analysis] = this.begin();
  }

  /** Share of the messages that were looked at, 0 to 1. */
  get share(): number {
    return this.analysis.share;
  }

  /** Messages that were looked at: there may be more to tell. */
  get position(): number {
    return this.analysis.position;
  }

  /** Time of the state that the history leads to. */
  get time(): number {
    return this.analysis.time;
  }

  /** Effects that were forgotten, for there were too many. */
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

  /** All AORs have to be looked at, as long as all messages are there. */
  private get needsOthers(): boolean {
    return this.analysis.isTooNarrow && !this.session.hasForgotten;
  }

  beforeForgetting(first: MessageId): void {
    this.analysis.beforeForgetting(first);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    this.analysis.wantEndpoints(wanted);
  }

  /** In the order of time, as far as messages were looked at; of nodes that were captured. */
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

  /** Nodes of the cluster to which that does not apply. */
  unseen(cluster: number): readonly number[] {
    return this.analysis.contacts.membersOf(cluster).filter((node) => !this.covers(cluster, node));
  }

  /** Nodes of the cluster to which it does apply. */
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

  /** As for the analysis of all: messages came in between, or addresses turned out to be nodes. */
  private get isOutdated(): boolean {
    const { session, analysis } = this;
    if (session.hasForgotten) return false;
    if (analysis.isInOrder && session.tables.nodes.revision === this.directory) return false;
    return session.ended || performance.now() >= this.begunAt + RESTART;
  }

  /** Contacts are only found to have expired when somebody looks. */
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
