import { NodeTable } from '../node-tables.ts';
import type { SeenBin, SeenMessage, Tracker } from '../seen-message.ts';
import { announcedLoss } from './announced-loss.ts';
import { type ConnectionEnds, NO_ENDS } from './connection-ends.ts';
import { endedNodes } from './ended-nodes.ts';
import { IgnoredSenders } from './ignored-senders.ts';
import {
  ANSWER_TIME,
  activitySince,
  addSilence,
  isOverdue,
  type NodeActivity,
  noteAnswer,
  noteAsker,
  notePause,
  REPING_TIME,
  type Silence,
  unansweredBy,
} from './node-activity.ts';
import { ResumedPings, together } from './resumed-pings.ts';
import { UnansweredPings } from './unanswered-pings.ts';

/** Nanoseconds in which every node is pinged (`ping_interval`, 4 s by default) and has to answer. */
export const FORESIGHT = 4e9 + 2 * ANSWER_TIME;
/** Nanoseconds: a node that was heard no longer ago than this counts as present. */
const MOMENT = 100e6;
/** Nanoseconds from the first ping of a process to what it sends as soon as it has a link. */
const BEGINNING = 2e9;
/** Nanoseconds in which a new process sends everything that shows that it is new. */
const YOUNG = 10e9;
/** Most nodes that are kept: clusters have a handful, hostile traffic names any number. */
const MOST_NODES = 4096;

/**
 * Times in which a node answered no ping, or in which others could not reach it and it sent nothing: it was disabled,
 * and ignored what it received, or it hung, or was gone. No packet tells any of that, and the host still acknowledges
 * what comes, so a node may not have processed what reached it in such a time.
 *
 * If a process ends, its host closes its connections at once, before the next ping. (A live process closes idle
 * connections, too, but is heard again within a ping_interval.)
 *
 * If the capture goes on after the time of the state, it may show that the last ping was not answered, nor the next one:
 * the node may have been silent already before that ping.
 */
export class Silences implements Tracker {
  private readonly ends: ConnectionEnds;
  private readonly pings = new ResumedPings();
  readonly ignoredSenders = new IgnoredSenders();
  private readonly unanswered = new UnansweredPings();
  private readonly activities = new NodeTable<NodeActivity>(MOST_NODES);
  /** Increases with each packet of a node. */
  private changes = 0;
  private foreseenUntil = Number.NEGATIVE_INFINITY;
  /** The last results of `endedAt`, by cluster. */
  private ended: KnownEnds = { time: 0, changes: -1, revision: 0, clusters: new Map() };

  constructor(ends: ConnectionEnds = NO_ENDS) {
    this.ends = ends;
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin') return;
    const { cluster, sentBy, time } = message;
    if (sentBy !== undefined) this.spoke(cluster, sentBy, time, this.resumedOf(message));
    this.ignoredSenders.push(message, (node, other) => this.pings.isWaiting(cluster, node, other, time));
    this.pings.push(message);
    this.unanswered.push(message);
    const about = subjectOf(message);
    const activity = about === undefined ? undefined : this.activities.get(cluster, about);
    if (activity !== undefined) noteAsker(activity, message.source, time);
  }

  /** Learns from a message after the time of the state what it tells about that time; kept until `forgetForeseen`. */
  foresee(message: SeenMessage): void {
    this.foreseenUntil = message.time;
    if (message.protocol !== 'bin') return;
    const { cluster, sentBy, time } = message;
    const spoke = sentBy === undefined ? undefined : this.activities.get(cluster, sentBy);
    if (spoke !== undefined) {
      const needed = this.resumedOf(message);
      spoke.nextHeard ??= time;
      if (needed > 0 && (time - spoke.nextHeard <= REPING_TIME || spoke.nextAnew !== undefined)) {
        const pause = { from: spoke.heard, to: spoke.nextHeard };
        spoke.nextAnew = together(spoke.nextAnew, pause, time, needed);
      }
    }
    const lost = announcedLoss(message);
    const unreached = lost === undefined ? undefined : this.activities.get(cluster, lost);
    if (unreached !== undefined && unreached.nextHeard === undefined) unreached.isNextLost = true;
    const { packet, receivedBy, retransmissions } = message;
    // A ping that was sent again may not have arrived: the node is cut off, and may have listened until then.
    if (packet.name !== 'CLUSTERER_PING' || receivedBy === undefined || retransmissions > 0) return;
    const asked = this.activities.get(cluster, receivedBy);
    if (asked !== undefined && asked.nextHeard === undefined) asked.nextAsked ??= time;
  }

  forgetForeseen(): void {
    if (this.foreseenUntil === Number.NEGATIVE_INFINITY) return;
    this.foreseenUntil = Number.NEGATIVE_INFINITY;
    for (const activity of this.activities.values()) {
      activity.nextHeard = undefined;
      activity.nextAsked = undefined;
      activity.nextAnew = undefined;
      activity.isNextLost = false;
    }
  }

  /** Had the node left a ping unanswered by then, or closed a connection since it was heard? */
  isSilent(cluster: number, node: number, time: number): boolean {
    const activity = this.activities.get(cluster, node);
    if (activity === undefined) return false;
    return isOverdue(activity, time) || this.endedAt(cluster, node, time) !== undefined;
  }

  /** Is the node silent, or does it soon turn out to be: not heard, and the last ping or the next one unanswered? */
  mayBeSilent(cluster: number, node: number, time: number): boolean {
    if (this.isSilent(cluster, node, time)) return true;
    const activity = this.activities.get(cluster, node);
    if (activity === undefined || time - activity.heard <= MOMENT) return false;
    return this.isForeseen(cluster, node, activity, time);
  }

  /**
   * When the node closed a connection, up to a time, if it was not heard since; or when all others that could hear it
   * had closed theirs: if all nodes end at once, the last one has no connection left to close.
   */
  endedAt(cluster: number, node: number, time: number): number | undefined {
    const { changes, ends, ended } = this;
    const { revision } = ends;
    if (ended.time !== time || ended.changes !== changes || ended.revision !== revision) {
      this.ended = { time, changes, revision, clusters: new Map() };
    }
    let nodes = this.ended.clusters.get(cluster);
    if (nodes === undefined) {
      nodes = endedNodes(this.activities.of(cluster), ends.lastOf(cluster, time));
      this.ended.clusters.set(cluster, nodes);
    }
    return nodes.get(node);
  }

  /**
   * When the process of the node ended, if that is certain: it has closed a connection and said nothing since, and then
   * its host refused a new one. A live process that closes idle connections still listens, and one that is cut off from
   * others does not close its own. Undefined if it is not certain, if the node was heard since, or if the refusal was
   * before `begun`, as with every message of SIP until the new process has a link.
   */
  goneSince(cluster: number, node: number, time: number, begun: number): number | undefined {
    const refused = this.ends.lastRefusal(cluster, node, time);
    if (refused === undefined || refused <= begun) return undefined;
    const activity = this.activities.get(cluster, node);
    if (activity === undefined || refused <= activity.heard) return undefined;
    const ended = this.endedAt(cluster, node, time);
    return ended !== undefined && ended <= refused ? ended : undefined;
  }

  /**
   * When the previous process of the node ended, at the time of the first packets that show a new one; infinite if its
   * end was not seen. The new process may have sent other packets in the seconds before.
   */
  replacedSince(cluster: number, node: number, time: number): number {
    const activity = this.activities.get(cluster, node);
    const ended = this.endedAt(cluster, node, time);
    if (ended !== undefined) return ended;
    return activity !== undefined && time - activity.resumed < YOUNG
      ? activity.ended
      : Number.POSITIVE_INFINITY;
  }

  /** Was the node silent when something reached it at `time`, as far as is known at `now`? */
  holds(cluster: number, node: number, time: number, now: number): boolean {
    const activity = this.activities.get(cluster, node);
    if (activity === undefined) return false;
    if (time > activity.heard)
      return isOverdue(activity, now) || this.isForeseen(cluster, node, activity, now);
    return activity.silences.some(({ from, to }) => time > from && time < to);
  }

  /**
   * When the node last showed that it did not consider its link to the other one up, so that it did not tell it anything;
   * negative infinity if it never did.
   */
  lastDown(cluster: number, node: number, other: number): number {
    return this.pings.lastDown(cluster, node, other);
  }

  /** May the node have ignored what came from another one at that time? */
  mayIgnore(cluster: number, node: number, from: number | undefined, time: number): boolean {
    if (from === undefined) return false;
    return (
      this.ignoredSenders.has(cluster, node, from, time) || this.unanswered.has(cluster, node, from, time)
    );
  }

  /** The node was seen to start, by what a process sends as soon as it has a link. */
  begins(cluster: number, node: number, time: number): void {
    const replaced = this.replacedSince(cluster, node, time);
    this.ignoredSenders.begins(cluster, node, Math.min(replaced, time - BEGINNING));
    this.unanswered.begins(cluster, node);
  }

  /** The silences that had begun by `now`, in order; the last one may still go on. */
  of(cluster: number, node: number, now: number): readonly Silence[] {
    const activity = this.activities.get(cluster, node);
    if (activity === undefined) return [];
    const past = activity.silences.filter(({ from }) => from <= now);
    return isOverdue(activity, now)
      ? [
          ...past,
          { from: activity.heard, to: Number.POSITIVE_INFINITY, unanswered: unansweredBy(activity, now) },
        ]
      : past;
  }

  /** As long as the key is the same, so are the answers of `holds` for these nodes. */
  keyOf(cluster: number, nodes: readonly number[], now: number): string {
    const parts: (number | string)[] = [this.ignoredSenders.revision, this.unanswered.revision];
    for (const node of nodes) {
      const activity = this.activities.get(cluster, node);
      const last = activity?.silences.at(-1);
      parts.push(last?.to ?? '', activity !== undefined && isOverdue(activity, now) ? activity.heard : '');
      parts.push(
        activity !== undefined && this.isForeseen(cluster, node, activity, now) ? activity.heard : '',
      );
      parts.push(this.endedAt(cluster, node, now) ?? '');
    }
    return parts.join(' ');
  }

  /**
   * If this ping shows that its sender was disabled since it was last heard: on how many links there have to be such
   * pings; otherwise 0. A node that is enabled again pings all others at once, whereas a single link is also pinged
   * anew after its connection broke.
   */
  private resumedOf(message: SeenBin): number {
    const known = this.pings.beginsAnew(message);
    if (known === undefined) return 0;
    const { cluster, sentBy, receivedBy, time } = message;
    const ended = this.ends.lastOf(cluster, time);
    const hasEnded = [sentBy, receivedBy].some(
      (node = 0) => (ended.get(node) ?? Number.NEGATIVE_INFINITY) >= known.upUntil,
    );
    return hasEnded ? 0 : Math.min(known.links, 2);
  }

  private spoke(cluster: number, node: number, time: number, needed: number): void {
    const activity = this.activities.get(cluster, node);
    if (activity === undefined) {
      this.changes++;
      this.activities.add(cluster, node, () => activitySince(time));
      return;
    }
    // A node that is heard all the time has not ended.
    const ended = time - activity.heard > ANSWER_TIME ? this.endedAt(cluster, node, time) : undefined;
    if (ended !== undefined) {
      activity.ended = ended;
      activity.resumed = time;
    }
    this.changes++;
    notePause(activity, time);
    if (isOverdue(activity, time)) addSilence(activity, activity.heard, time);
    else if (needed > 0) {
      activity.anew = together(
        activity.anew,
        { from: activity.pauseFrom, to: activity.pauseTo },
        time,
        needed,
      );
      if (activity.anew.count === activity.anew.needed)
        addSilence(activity, activity.anew.from, activity.anew.to);
    }
    noteAnswer(activity, time);
  }

  private isForeseen(cluster: number, node: number, activity: NodeActivity, time: number): boolean {
    const { nextHeard = this.foreseenUntil, nextAsked, nextAnew, isNextLost } = activity;
    // It was asked before that time, or will be.
    const isUnanswered =
      isOverdue(activity, nextHeard) || (nextAsked !== undefined && nextHeard - nextAsked > ANSWER_TIME);
    const isResumed = nextAnew !== undefined && nextAnew.count >= nextAnew.needed && !isNextLost;
    if (!isUnanswered && !isResumed) return false;
    // A process that ended after the time of the state may have been listening at that time.
    const ended = this.ends.lastOf(cluster, nextHeard).get(node);
    return ended === undefined || ended <= time;
  }
}

interface KnownEnds {
  readonly time: number;
  readonly changes: number;
  readonly revision: number;
  readonly clusters: Map<number, ReadonlyMap<number, number>>;
}

/** The node that has to send something now, if it can. */
function subjectOf(message: SeenBin): number | undefined {
  return message.packet.name === 'CLUSTERER_PING' ? message.receivedBy : announcedLoss(message);
}
