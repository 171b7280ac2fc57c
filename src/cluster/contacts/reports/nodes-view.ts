import { CapabilityName } from '../../../../decoders/bin/capability-names.ts';
import type { MessageId, SourceId } from '../../../ids.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { ContactTracker } from '../contact-tracker.ts';
import { arrivedAt, broughtBy, type HeldContact, toldAt } from '../held/held-contact.ts';
import { mayRefuseUsrloc } from '../held/usrloc-releases.ts';
import { Presences } from './presences.ts';
import { TrueUntil } from './true-until.ts';

const NEVER = Number.NEGATIVE_INFINITY;

/** The nodes of a cluster that can hold contacts, at one time. */
export interface NodesView {
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
  const { coverage, lapses, deliveries, releases, restarts, silences, sharedIds, awaitedSyncs } = context;
  const { holders, queues, sharing } = tracker;
  const members = tracker.membersOf(cluster).filter((node) => holders.has(cluster, node) !== false);
  const covered = members.filter((node) => coverage.covers(cluster, node));
  const unseen = members.filter((node) => !coverage.covers(cluster, node));
  const silent = new Set(members.filter((node) => silences.isSilent(cluster, node, time)));
  const ended = new Map(members.map((node) => [node, silences.endedAt(cluster, node, time)]));
  const wasGoneSince = (node: number, from: number) => {
    if ((ended.get(node) ?? NEVER) >= from) return true;
    return silences.of(cluster, node, time).some(({ to }) => to >= from);
  };
  const missed = new Map(
    members.map((node) => [node, missedOf(context, cluster, node, time, wasGoneSince)] as const),
  );
  const onlyTold = covered.filter((node) => coverage.isOnlyTold(cluster, node));
  const untold = new Map(
    onlyTold.map((node) => {
      const others = members.filter((other) => other !== node);
      const wasUntold = (other: number, from: number) =>
        silences.lastDown(cluster, node, other) >= from || (ended.get(other) ?? NEVER) >= from;
      return [node, new TrueUntil((from) => others.every((other) => wasUntold(other, from)))] as const;
    }),
  );
  const syncing = new Set(
    members.filter((node) => {
      const since = awaitedSyncs.awaitedSince(cluster, node, CapabilityName.Contacts, time);
      return since !== undefined && lapses.mayHide(cluster, node, since, time);
    }),
  );
  const waiting = members.filter((node) =>
    awaitedSyncs.isWaiting(cluster, node, CapabilityName.Contacts, time),
  );
  const gotUnseen = new Map<number, number>();
  for (const node of members) {
    const got = awaitedSyncs.gotUnseen(cluster, node, CapabilityName.Contacts);
    if (got !== undefined) gotUnseen.set(node, got);
  }
  const mayKeepBack = (node: number, came: number): boolean =>
    queues.overlapping.mayKeepBack(cluster, node, came, time, (...of) => silences.of(...of));
  const mayRefuse = (node: number, other: number): boolean =>
    mayRefuseUsrloc(releases.of(cluster, node), releases.of(cluster, other));
  return {
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
      if (came <= (gotUnseen.get(node) ?? Number.NEGATIVE_INFINITY)) return true;
      if (missed.get(node)?.into.holds(came - REPLICATED_WITHIN) === true) return true;
      return lapses.mayHide(cluster, node, came - REPLICATED_WITHIN, came + REPLICATED_WITHIN);
    },
    isPending: (message) => deliveries.isPending(message, time),
    isUncertain: (node, held, told) => {
      const of = missed.get(node);
      if (of === undefined) return false;
      if (sharedIds.has(cluster, node)) return true;
      const came = arrivedAt(held);
      if (held.origin !== 'register' && deliveries.isPending(broughtBy(held), time)) return true;
      if (held.origin === 'sync' && queues.isUnderWay(cluster, node, came, time)) return true;
      if (silent.has(node) && !isSince(held, ended.get(node))) return true;
      if (held.origin !== 'register' && silences.holds(cluster, node, came, time)) return true;
      if (held.origin !== 'register' && mayKeepBack(node, came)) return true;
      if (held.origin !== 'register' && held.from !== undefined) {
        if (silences.mayIgnore(cluster, node, held.from, came)) return true;
        if (mayRefuse(node, held.from)) return true;
      }
      if (told > came && lapses.mayHide(cluster, node, told, told)) return true;
      // Phones may have told it something since that it could tell nobody.
      if (untold.get(node)?.holds(toldAt(held)) === true) return true;
      // What it was told, a phone may also have told it.
      return of.into.holds(came) || of.outOf.holds(came);
    },
    presences: new Presences(unseen, covered),
  };
}

/** Whatever process ended: one that answers a REGISTER afterwards holds what it answered. */
function isSince(held: HeldContact, ended: number | undefined): boolean {
  return ended !== undefined && held.origin === 'register' && arrivedAt(held) > ended;
}

/** What may be missing of a node's links, by the time from which on that would matter. */
function missedOf(
  { lapses }: AnalysisContext,
  cluster: number,
  node: number,
  time: number,
  wasGoneSince: (node: number, from: number) => boolean,
) {
  // A node that was gone was not told anything.
  const isTold = (from: number) => (other: number) => !wasGoneSince(other, from);
  return {
    into: new TrueUntil((from) => lapses.into(cluster, node, from, time)),
    outOf: new TrueUntil((from) => lapses.outOf(cluster, node, from, time, isTold(from))),
  };
}

/**
 * Everything that a view depends on, except what came within `REPLICATED_WITHIN` of an observer's end: while this is
 * unchanged, so is a state made with the view.
 */
export function viewKey(
  { covered, unseen, restarted, onlyTold, syncing, waiting, gotUnseen }: NodesView,
  { queues, sharing }: ContactTracker,
  { lapses, deliveries, releases, restarts, silences, sharedIds }: AnalysisContext,
  cluster: number,
  time: number,
): string {
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
export function endsOf(
  { covered }: NodesView,
  { lapses }: AnalysisContext,
  cluster: number,
  time: number,
): ReadonlyMap<SourceId, number> {
  return lapses.endsOf(cluster, covered, time);
}

/** Nanoseconds: a registrar may replicate a contact this long before or after it answers the REGISTER. */
export const REPLICATED_WITHIN = 1e9;
