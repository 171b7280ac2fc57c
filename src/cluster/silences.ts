import { type ConnectionEnds, NO_ENDS } from './connection-ends.ts';
import { endedNodes } from './ended-nodes.ts';
import { NodeTable } from './node-tables.ts';
import { type Anew, linkTold, ResumedPings, together } from './resumed-pings.ts';
import type { SeenBin, SeenMessage, Tracker } from './seen-message.ts';
import { Unheeded } from './unheeded.ts';

/** From the last word of a node to the next one, in session time. */
export interface Silence {
  readonly from: number;
  readonly to: number;
}

interface Life {
  /** When the node last sent something. */
  heard: number;
  /** Its longest pause that has just ended. */
  pauseFrom: number;
  pauseTo: number;
  /** Of what comes after the time of the state: its first word, and the first ping before that. */
  nextHeard: number | undefined;
  nextAsked: number | undefined;
  /** That word, where it begins pings anew; and whether others tell before it that they do not reach the node. */
  nextAnew: Anew | undefined;
  isNextLost: boolean;
  /** The last pings that began anew. */
  anew: Anew | undefined;
  /** The first ping since then, or word of another node that its link to it is down. */
  asked: number | undefined;
  /** When it had ended its connections before it was heard again, last time, and when it was. */
  ended: number;
  resumed: number;
  readonly silences: Silence[];
}

/** ping_timeout is 1 s by default (spec bin-core 10.1): nobody who listens takes longer. */
const ANSWER = 1e9;
/** Nanoseconds: a node is asked within a ping_interval, 4 s by default, and has to answer. */
export const FORESIGHT = 4e9 + 2 * ANSWER;
/** A node that is enabled again pings with its next tick (spec bin-core 10.2), and answers until then. */
const UNTIL_ANEW = 1.1e9;
/** Nodes that have much to say say something that often. */
const MOMENT = 100e6;
/** From its first ping to what a process sends as soon as it has a link, where another one answers. */
const BEGINNING = 2e9;
/** In which a young process sends all that tells that it is. */
const YOUNG = 10e9;
/** Nodes that are followed; clusters have a handful, hostile traffic any number. */
const MOST_NODES = 4096;
/** Of one node, the last ones. */
const MOST_SILENCES = 256;

/**
 * Times in which a node answered no ping, or others could not reach it and nothing was heard of it: it is disabled,
 * and then ignores what it gets, or it hangs, or is gone.
 * None of that is told by any packet, and its host still acknowledges what comes: what reached the node then, it may
 * not have taken.
 * Where a process has ended, its host ends its connections at once, before anybody asks. One that lives closes idle
 * ones, too, and is heard again within a ping_interval.
 * Where the capture goes on after the time of the state, it shows already that the next ping was not answered either:
 * the node may have been silent before it was asked.
 */
export class Silences implements Tracker {
  private readonly ends: ConnectionEnds;
  private readonly pings = new ResumedPings();
  readonly unheeded = new Unheeded();
  private readonly lives = new NodeTable<Life>(MOST_NODES);
  /** Grows with each word of a node. */
  private changes = 0;
  private foreseenUntil = Number.NEGATIVE_INFINITY;
  /** What was asked for last, of each cluster. */
  private ended: KnownEnds = { time: 0, changes: -1, revision: 0, clusters: new Map() };

  constructor(ends: ConnectionEnds = NO_ENDS) {
    this.ends = ends;
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin') return;
    const { cluster, sentBy, time } = message;
    if (sentBy !== undefined) this.spoke(cluster, sentBy, time, this.resumedOf(message));
    this.unheeded.push(message, (node, other) => this.pings.isWaiting(cluster, node, other, time));
    this.pings.push(message);
    const about = subjectOf(message);
    const life = about === undefined ? undefined : this.lives.get(cluster, about);
    if (life !== undefined) life.asked ??= time;
  }

  /** A message after the time of the state: what it shows of that time, until `forgetForeseen`. */
  foresee(message: SeenMessage): void {
    this.foreseenUntil = message.time;
    if (message.protocol !== 'bin') return;
    const { cluster, sentBy, time } = message;
    const spoke = sentBy === undefined ? undefined : this.lives.get(cluster, sentBy);
    if (spoke !== undefined) {
      const needed = this.resumedOf(message);
      spoke.nextHeard ??= time;
      if (needed > 0 && (time - spoke.nextHeard <= UNTIL_ANEW || spoke.nextAnew !== undefined)) {
        const pause = { from: spoke.heard, to: spoke.nextHeard };
        spoke.nextAnew = together(spoke.nextAnew, pause, time, needed);
      }
    }
    const lost = linkTold(message);
    const unreached = lost === undefined ? undefined : this.lives.get(cluster, lost);
    if (unreached !== undefined && unreached.nextHeard === undefined) unreached.isNextLost = true;
    const { packet, receivedBy, retransmissions } = message;
    // One that was sent again may not have come: the node is cut off, and may have listened until then.
    if (packet.name !== 'CLUSTERER_PING' || receivedBy === undefined || retransmissions > 0) return;
    const asked = this.lives.get(cluster, receivedBy);
    if (asked !== undefined && asked.nextHeard === undefined) asked.nextAsked ??= time;
  }

  forgetForeseen(): void {
    if (this.foreseenUntil === Number.NEGATIVE_INFINITY) return;
    this.foreseenUntil = Number.NEGATIVE_INFINITY;
    for (const life of this.lives.values()) {
      life.nextHeard = undefined;
      life.nextAsked = undefined;
      life.nextAnew = undefined;
      life.isNextLost = false;
    }
  }

  /** Had it been asked in vain, by then, or ended a connection since it was heard? */
  isSilent(cluster: number, node: number, time: number): boolean {
    const life = this.lives.get(cluster, node);
    if (life === undefined) return false;
    return isLate(life, time) || this.endedAt(cluster, node, time) !== undefined;
  }

  /** Is it silent, or was it soon seen to be: asked in vain just after that time, and not heard in between? */
  mayBeSilent(cluster: number, node: number, time: number): boolean {
    if (this.isSilent(cluster, node, time)) return true;
    const life = this.lives.get(cluster, node);
    // Who was heard a moment ago was there.
    if (life === undefined || time - life.heard <= MOMENT) return false;
    return this.isForeseen(cluster, node, life, time);
  }

  /**
   * When it ended a connection, up to a time, if it was not heard since; or when all others had done so that could
   * hear it: where all end at once, the last one has no connection left to end.
   */
  endedAt(cluster: number, node: number, time: number): number | undefined {
    const { changes, ends, ended } = this;
    const { revision } = ends;
    if (ended.time !== time || ended.changes !== changes || ended.revision !== revision) {
      this.ended = { time, changes, revision, clusters: new Map() };
    }
    let nodes = this.ended.clusters.get(cluster);
    if (nodes === undefined) {
      nodes = endedNodes(this.lives.of(cluster), ends.lastOf(cluster, time));
      this.ended.clusters.set(cluster, nodes);
    }
    return nodes.get(node);
  }

  /**
   * When the process ended that a new one has taken the place of, seen by its first words; infinite where that was not
   * seen. It may have said other things in the seconds before those.
   */
  replacedSince(cluster: number, node: number, time: number): number {
    const life = this.lives.get(cluster, node);
    const ended = this.endedAt(cluster, node, time);
    if (ended !== undefined) return ended;
    return life !== undefined && time - life.resumed < YOUNG ? life.ended : Number.POSITIVE_INFINITY;
  }

  /** Did what reached the node at that time find it silent, as far as is known at `now`? */
  holds(cluster: number, node: number, time: number, now: number): boolean {
    const life = this.lives.get(cluster, node);
    if (life === undefined) return false;
    if (time > life.heard) return isLate(life, now) || this.isForeseen(cluster, node, life, now);
    return life.silences.some(({ from, to }) => time > from && time < to);
  }

  /** May the node have ignored what came from another one at that time? */
  mayIgnore(cluster: number, node: number, from: number | undefined, time: number): boolean {
    return from !== undefined && this.unheeded.has(cluster, node, from, time);
  }

  /** A process of the node was seen to begin, by what it sends as soon as it has a link. */
  begins(cluster: number, node: number, time: number): void {
    const replaced = this.replacedSince(cluster, node, time);
    this.unheeded.begins(cluster, node, Math.min(replaced, time - BEGINNING));
  }

  /** The silences that had begun by `now`, in order; the last one may still go on. */
  of(cluster: number, node: number, now: number): readonly Silence[] {
    const life = this.lives.get(cluster, node);
    if (life === undefined) return [];
    const past = life.silences.filter(({ from }) => from <= now);
    return isLate(life, now) ? [...past, { from: life.heard, to: Number.POSITIVE_INFINITY }] : past;
  }

  /** As long as it is the same, so is what `holds` tells of these nodes. */
  keyOf(cluster: number, nodes: readonly number[], now: number): string {
    const parts: (number | string)[] = [this.unheeded.revision];
    for (const node of nodes) {
      const life = this.lives.get(cluster, node);
      const last = life?.silences.at(-1);
      parts.push(last?.to ?? '', life !== undefined && isLate(life, now) ? life.heard : '');
      parts.push(life !== undefined && this.isForeseen(cluster, node, life, now) ? life.heard : '');
      parts.push(this.endedAt(cluster, node, now) ?? '');
    }
    return parts.join(' ');
  }

  /**
   * Of how many links such pings show that the sender was disabled since it was heard last, where this is one; else 0.
   * Who is enabled pings all others at once; one link is pinged anew where its connection broke, too.
   */
  private resumedOf(message: SeenBin): number {
    const known = this.pings.beginsAnew(message);
    if (known === undefined) return 0;
    const { cluster, sentBy, receivedBy, time } = message;
    const ended = this.ends.lastOf(cluster, time);
    const hasEnded = [sentBy, receivedBy].some((node = 0) => (ended.get(node) ?? 0) >= known.upUntil);
    return hasEnded ? 0 : Math.min(known.links, 2);
  }

  private spoke(cluster: number, node: number, time: number, needed: number): void {
    const life = this.lives.get(cluster, node);
    if (life === undefined) {
      this.changes++;
      this.lives.add(cluster, node, () => lifeHeard(time));
      return;
    }
    // Who is heard all the time has ended nothing.
    const ended = time - life.heard > ANSWER ? this.endedAt(cluster, node, time) : undefined;
    if (ended !== undefined) {
      life.ended = ended;
      life.resumed = time;
    }
    this.changes++;
    notePause(life, time);
    if (isLate(life, time)) addSilence(life, life.heard, time);
    else if (needed > 0) {
      life.anew = together(life.anew, { from: life.pauseFrom, to: life.pauseTo }, time, needed);
      if (life.anew.count === life.anew.needed) addSilence(life, life.anew.from, life.anew.to);
    }
    life.heard = time;
    life.asked = undefined;
  }

  private isForeseen(cluster: number, node: number, life: Life, time: number): boolean {
    const { nextHeard = this.foreseenUntil, nextAsked, nextAnew, isNextLost } = life;
    const isUnanswered = nextAsked !== undefined && nextHeard - nextAsked > ANSWER;
    const isResumed = nextAnew !== undefined && nextAnew.count >= nextAnew.needed && !isNextLost;
    if (!isUnanswered && !isResumed) return false;
    // A process that ends after the time of the state may have listened until then.
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

function lifeHeard(heard: number): Life {
  return {
    heard,
    pauseFrom: heard,
    pauseTo: heard,
    nextHeard: undefined,
    nextAsked: undefined,
    nextAnew: undefined,
    isNextLost: false,
    anew: undefined,
    asked: undefined,
    ended: 0,
    resumed: Number.NEGATIVE_INFINITY,
    silences: [],
  };
}

function notePause(life: Life, time: number): void {
  const { heard, pauseFrom, pauseTo } = life;
  if (time - pauseTo <= UNTIL_ANEW && time - heard < pauseTo - pauseFrom) return;
  life.pauseFrom = heard;
  life.pauseTo = time;
}

function addSilence({ silences }: Life, from: number, to: number): void {
  silences.push({ from, to });
  if (silences.length > MOST_SILENCES) silences.shift();
}

/** The node that has to say something now, if it can. */
function subjectOf(message: SeenBin): number | undefined {
  return message.packet.name === 'CLUSTERER_PING' ? message.receivedBy : linkTold(message);
}

function isLate({ asked }: Life, time: number): boolean {
  return asked !== undefined && time - asked > ANSWER;
}
