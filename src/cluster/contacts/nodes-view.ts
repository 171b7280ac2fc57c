import type { MessageId, SourceId } from '../../ids.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import type { ContactTracker } from './contact-tracker.ts';
import type { HeldContact } from './held-contacts.ts';
import { Presences } from './presences.ts';
import { Until } from './until.ts';

/** The nodes of a cluster that can hold contacts, at a time. */
export interface NodesView {
  readonly covered: readonly number[];
  readonly unseen: readonly number[];
  /** Is the one expected to have the contacts of the other? */
  readonly shares: (node: number, other: number) => boolean;
  /** Nodes that were seen to start anew: all that they hold was seen to come. */
  readonly restarted: ReadonlySet<number>;
  /**
   * May what came to others at that time have reached the node unseen? What was seen to be sent to a node that answers
   * nobody, it is taken to hold, uncertainly; what was not sent to it, it cannot have.
   */
  readonly mayHaveMissed: (node: number, came: number) => boolean;
  /** May what the node has have changed unseen since then? `told` is when others were told of the AOR last. */
  readonly isUncertain: (node: number, held: HeldContact, told: number) => boolean;
  readonly presences: Presences;
}

export function nodesView(
  tracker: ContactTracker,
  context: AnalysisContext,
  cluster: number,
  time: number,
): NodesView {
  const { coverage, lapses, deliveries, restarts, silences, sharedIds } = context;
  const { holders, queues, sharing } = tracker;
  const members = tracker.membersOf(cluster).filter((node) => holders.has(cluster, node) !== false);
  const covered = members.filter((node) => coverage.covers(cluster, node));
  const unseen = members.filter((node) => !coverage.covers(cluster, node));
  const silent = new Set(members.filter((node) => silences.isSilent(cluster, node, time)));
  const ended = new Map(members.map((node) => [node, silences.endedAt(cluster, node, time)]));
  const wasGoneSince = (node: number, from: number) => {
    if ((ended.get(node) ?? Number.NEGATIVE_INFINITY) >= from) return true;
    return silences.of(cluster, node, time).some(({ to }) => to >= from);
  };
  const missed = new Map(
    members.map((node) => [node, missedOf(context, cluster, node, time, wasGoneSince)] as const),
  );
  return {
    covered,
    unseen,
    shares: (a, b) => sharing.isSharing(cluster) && sharing.mayShare(cluster, a, b),
    restarted: new Set(members.filter((node) => restarts.restartedAt(cluster, node) !== undefined)),
    mayHaveMissed: (node, came) => {
      if (sharedIds.has(cluster, node)) return true;
      if (missed.get(node)?.into.holds(came - NEAR) === true) return true;
      return lapses.mayHide(cluster, node, came - NEAR, came + NEAR);
    },
    isUncertain: (node, held, told) => {
      const of = missed.get(node);
      if (of === undefined) return false;
      if (sharedIds.has(cluster, node)) return true;
      const came = cameAt(held);
      if (held.origin !== 'register' && deliveries.isPending(broughtBy(held), time)) return true;
      if (held.origin === 'sync' && queues.isUnderWay(cluster, node, came, time)) return true;
      if (silent.has(node) && !isSince(held, ended.get(node))) return true;
      if (held.origin !== 'register' && silences.holds(cluster, node, came, time)) return true;
      if (held.origin !== 'register' && silences.mayIgnore(cluster, node, held.from, came)) return true;
      if (told > came && lapses.mayHide(cluster, node, told, told)) return true;
      // What it was told, a phone may have told it anew.
      return of.into.holds(came) || of.outOf.holds(came);
    },
    presences: new Presences(unseen, covered),
  };
}

/** Whatever process ended then: one that answers a REGISTER afterwards holds what it answered. */
function isSince(held: HeldContact, ended: number | undefined): boolean {
  return ended !== undefined && held.origin === 'register' && cameAt(held) > ended;
}

/** What may not have been seen of a node's links, by the time from which on it would matter. */
function missedOf(
  { lapses }: AnalysisContext,
  cluster: number,
  node: number,
  time: number,
  wasGoneSince: (node: number, from: number) => boolean,
) {
  // Who was gone was told nothing.
  const isTold = (from: number) => (other: number) => !wasGoneSince(other, from);
  return {
    into: new Until((from) => lapses.into(cluster, node, from, time)),
    outOf: new Until((from) => lapses.outOf(cluster, node, from, time, isTold(from))),
  };
}

/**
 * All that a view tells, but for what came within `NEAR` of the end of an observer: as long as this is the
 * same, so is a state that rests on it.
 */
export function viewKey(
  { covered, unseen, restarted }: NodesView,
  { queues, sharing }: ContactTracker,
  { lapses, deliveries, restarts, silences, sharedIds }: AnalysisContext,
  cluster: number,
  time: number,
): string {
  const lives = [...restarted].map((node) => restarts.restartedAt(cluster, node));
  const parts = [covered, unseen, [...restarted], lives, [sharing.revision, sharedIds.revision]];
  const hidden = `${lapses.keyOf(cluster, covered, time)};${silences.keyOf(cluster, covered, time)};${deliveries.keyAt(time)};${queues.keyAt(time)}`;
  return `${parts.map((part) => part.join(' ')).join(';')};${hidden}`;
}

/** The ends of those who observe the nodes' links. */
export function endsOf(
  { covered }: NodesView,
  { lapses }: AnalysisContext,
  cluster: number,
  time: number,
): ReadonlyMap<SourceId, number> {
  return lapses.endsOf(cluster, covered, time);
}

/** A registrar may tell the others before it answers the REGISTER, and somewhat later. */
export const NEAR = 1e9;

function broughtBy({ message, refreshed }: HeldContact): MessageId {
  return refreshed?.message ?? message;
}

export function cameAt({ since, refreshed }: HeldContact): number {
  return refreshed?.time ?? since;
}
