import { CapabilityName } from '../../../../decoders/bin/capability-names.ts';
import type { MessageId, SourceId } from '../../../ids.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { ContactTracker } from '../contact-tracker.ts';
import { arrivedAt, broughtBy, type HeldContact, toldAt } from '../held/held-contact.ts';
import { mayRefuseUsrloc } from '../held/usrloc-releases.ts';
import { Presences } from './presences.ts';
import { TrueUntil } from './true-until.ts';

const NEVER = Number.NEGATIVE_INFINITY;

/** A cluster at a session time, and what is known of it then. */
interface ClusterMoment {
  readonly tracker: ContactTracker;
  readonly context: AnalysisContext;
  readonly cluster: number;
  readonly time: number;
}

/** The nodes of a cluster that can hold contacts, at one time. */
export interface NodesView {
  readonly moment: ClusterMoment;
  readonly covered: readonly number[];
  readonly unseen: readonly number[];
  /** Is `node` expected to have the contacts of `other`? */
  readonly shares: (node: number, other: number) => boolean;
  /** May `node` refuse what `other` tells of contacts? Then `other` may have what is new to `node`. */
  readonly mayRefuse: (node: number, other: number) => boolean;
  /** Nodes that were seen to restart: everything that they hold was seen to come. */
  readonly restarted: ReadonlySet<number>;
  /** Observed nodes whose SIP nobody captured: what registers there is only known by what they tell others. */
  readonly onlyTold: readonly number[];
  /** Nodes that wait for a sync which may have come since, when nobody captured it any more. */
  readonly syncing: ReadonlySet<number>;
  /** Nodes that wait for a sync, or are getting it. */
  readonly waiting: ReadonlySet<number>;
  /** Until when nodes got contacts by syncs that were not captured. */
  readonly gotUnseen: ReadonlyMap<number, number>;
  /**
   * May the node have got unseen what others got at `came`? What was visibly sent to a node that answers
   * nobody, it is assumed to hold, with uncertainty; what was not sent to it, it cannot have.
   */
  readonly mayHaveMissed: (node: number, came: number) => boolean;
  /** May the message not have reached its receiver yet? */
  readonly isPending: (message: MessageId) => boolean;
  /** May a contact of the node have changed unseen? `told` is when any node was last told about the AOR. */
  readonly isUncertain: (node: number, held: HeldContact, told: number) => boolean;
  readonly presences: Presences;
}

export function nodesView(
  tracker: ContactTracker,
  context: AnalysisContext,
  cluster: number,
  time: number,
): NodesView {
  const moment = { tracker, context, cluster, time };
  const { coverage, lapses, deliveries, releases, restarts, sharedIds, awaitedSyncs } = context;
  const { holders, sharing } = tracker;
  const members = tracker.membersOf(cluster).filter((node) => holders.has(cluster, node) !== false);
  const covered = members.filter((node) => coverage.covers(cluster, node));
  const unseen = members.filter((node) => !coverage.covers(cluster, node));
  const onlyTold = covered.filter((node) => coverage.isOnlyTold(cluster, node));
  const waiting = members.filter((node) =>
    awaitedSyncs.isWaiting(cluster, node, CapabilityName.Contacts, time),
  );
  const syncing = syncingAmong(members, moment);
  const gotUnseen = unseenSyncs(members, moment);
  const mayRefuse = (node: number, other: number): boolean =>
    mayRefuseUsrloc(releases.of(cluster, node), releases.of(cluster, other));
  const doubts = doubtsAbout(members, onlyTold, moment);
  return {
    moment,
    covered,
    unseen,
    shares: (a, b) => sharing.isSharing(cluster) && sharing.mayShare(cluster, a, b),
    mayRefuse,
    restarted: new Set(members.filter((node) => restarts.restartedAt(cluster, node) !== undefined)),
    onlyTold,
    syncing,
    waiting: new Set(waiting),
    gotUnseen,
    mayHaveMissed: (node, came) => {
      if (sharedIds.has(cluster, node) || syncing.has(node)) return true;
      if (came <= (gotUnseen.get(node) ?? NEVER)) return true;
      if (doubts.missed.get(node)?.into.holds(came - REPLICATED_WITHIN) === true) return true;
      return lapses.mayHide(cluster, node, came - REPLICATED_WITHIN, came + REPLICATED_WITHIN);
    },
    isPending: (message) => deliveries.isPending(message, time),
    isUncertain: (node, held, told) => {
      const missed = doubts.missed.get(node);
      if (missed === undefined) return false;
      const came = arrivedAt(held);
      if (sharedIds.has(cluster, node)) return true;
      if (doubts.silent.has(node) && !isSince(held, doubts.ended.get(node))) return true;
      if (held.origin !== 'register' && mayNotHaveTaken(node, held, moment, mayRefuse)) return true;
      if (told > came && lapses.mayHide(cluster, node, told, told)) return true;
      // Phones may have told it something since that it could tell nobody.
      if (doubts.untold.get(node)?.holds(toldAt(held)) === true) return true;
      // What it was told, a phone may also have told it.
      return missed.into.holds(came) || missed.outOf.holds(came);
    },
    presences: new Presences(unseen, covered),
  };
}

/** Nodes that wait for a sync which may have come since, unseen. */
function syncingAmong(
  members: readonly number[],
  { context: { awaitedSyncs, lapses }, cluster, time }: ClusterMoment,
): ReadonlySet<number> {
  const syncing = members.filter((node) => {
    const since = awaitedSyncs.awaitedSince(cluster, node, CapabilityName.Contacts, time);
    return since !== undefined && lapses.mayHide(cluster, node, since, time);
  });
  return new Set(syncing);
}

function unseenSyncs(
  members: readonly number[],
  { context: { awaitedSyncs }, cluster }: ClusterMoment,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const node of members) {
    const got = awaitedSyncs.gotUnseen(cluster, node, CapabilityName.Contacts);
    if (got !== undefined) found.set(node, got);
  }
  return found;
}

/** What is not known of nodes, whatever contact it is about. */
interface Doubts {
  readonly silent: ReadonlySet<number>;
  /** When the process of a node ended. */
  readonly ended: ReadonlyMap<number, number | undefined>;
  /** What may be missing of a node's links, by the time from which on that would matter. */
  readonly missed: ReadonlyMap<number, { readonly into: TrueUntil; readonly outOf: TrueUntil }>;
  /** May the node have told none of the others since a time, as it could not? */
  readonly untold: ReadonlyMap<number, TrueUntil>;
}

function doubtsAbout(
  members: readonly number[],
  onlyTold: readonly number[],
  { context: { lapses, silences }, cluster, time }: ClusterMoment,
): Doubts {
  const ended = new Map(members.map((node) => [node, silences.endedAt(cluster, node, time)]));
  const hasEndedSince = (node: number, from: number): boolean => (ended.get(node) ?? NEVER) >= from;
  const wasGoneSince = (node: number, from: number): boolean =>
    hasEndedSince(node, from) || silences.of(cluster, node, time).some(({ to }) => to >= from);
  // A node that was gone was not told anything.
  const isTold = (from: number) => (other: number) => !wasGoneSince(other, from);
  const missedOf = (node: number) => ({
    into: new TrueUntil((from) => lapses.into(cluster, node, from, time)),
    outOf: new TrueUntil((from) => lapses.outOf(cluster, node, from, time, isTold(from))),
  });
  const untoldOf = (node: number): TrueUntil => {
    const others = members.filter((other) => other !== node);
    const wasUntold = (other: number, from: number): boolean =>
      silences.lastDown(cluster, node, other) >= from || hasEndedSince(other, from);
    return new TrueUntil((from) => others.every((other) => wasUntold(other, from)));
  };
  return {
    silent: new Set(members.filter((node) => silences.isSilent(cluster, node, time))),
    ended,
    missed: new Map(members.map((node) => [node, missedOf(node)])),
    untold: new Map(onlyTold.map((node) => [node, untoldOf(node)])),
  };
}

/** May the node not have taken, or not yet, what came to it by BIN? */
function mayNotHaveTaken(
  node: number,
  held: HeldContact,
  { tracker: { queues }, context: { deliveries, silences }, cluster, time }: ClusterMoment,
  mayRefuse: NodesView['mayRefuse'],
): boolean {
  const came = arrivedAt(held);
  if (deliveries.isPending(broughtBy(held), time)) return true;
  if (held.origin === 'sync' && queues.isUnderWay(cluster, node, came, time)) return true;
  if (silences.holds(cluster, node, came, time)) return true;
  if (queues.overlapping.mayKeepBack(cluster, node, came, time, (...of) => silences.of(...of))) return true;
  if (held.from === undefined) return false;
  return silences.mayIgnore(cluster, node, held.from, came) || mayRefuse(node, held.from);
}

/** Whatever process ended: one that answers a REGISTER afterwards holds what it answered. */
function isSince(held: HeldContact, ended: number | undefined): boolean {
  return ended !== undefined && held.origin === 'register' && arrivedAt(held) > ended;
}

/**
 * Everything that a view depends on, except what came within `REPLICATED_WITHIN` of an observer's end: while this is
 * unchanged, so is a state made with the view.
 */
export function viewKey({
  moment,
  covered,
  unseen,
  restarted,
  onlyTold,
  syncing,
  waiting,
  gotUnseen,
}: NodesView): string {
  const { cluster, time } = moment;
  const { queues, sharing } = moment.tracker;
  const { lapses, deliveries, releases, restarts, silences, sharedIds } = moment.context;
  const members = [...covered, ...unseen];
  const lives = [...restarted].map((node) => restarts.restartedAt(cluster, node));
  const known = members.map((node) => releases.of(cluster, node));
  const syncs = [...syncing, '', ...waiting, '', ...[...gotUnseen].flat()];
  const down = onlyTold.flatMap((node) => members.map((other) => silences.lastDown(cluster, node, other)));
  const parts = [
    covered,
    unseen,
    known,
    [...restarted],
    onlyTold,
    down,
    lives,
    syncs,
    [sharing.revision, sharedIds.revision],
  ];
  const hidden = `${lapses.keyOf(cluster, covered, time)};${silences.keyOf(cluster, covered, time)};${deliveries.keyAt(time)};${queues.keyAt(time)}`;
  return `${parts.map((part) => part.join(' ')).join(';')};${hidden}`;
}

/** When the observers of the nodes' links ended. */
export function endsOf({ moment, covered }: NodesView): ReadonlyMap<SourceId, number> {
  return moment.context.lapses.endsOf(moment.cluster, covered, moment.time);
}

/** Nanoseconds: a registrar may replicate a contact this long before or after it answers the REGISTER. */
export const REPLICATED_WITHIN = 1e9;
