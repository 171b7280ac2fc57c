import type { SourceId } from '../../ids.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import type { ContactTracker } from './contact-tracker.ts';
import type { HeldContact } from './held-contacts.ts';

/** The nodes of a cluster that can hold contacts, at a time. */
export interface ClusterView {
  readonly covered: readonly number[];
  readonly unseen: readonly number[];
  /** Is the one expected to have the contacts of the other? */
  readonly shares: (node: number, other: number) => boolean;
  /** Nodes that were seen to start anew: all that they hold was seen to come. */
  readonly restarted: ReadonlySet<number>;
  /** May what came to others at that time have reached the node unseen? */
  readonly mayHaveMissed: (node: number, came: number) => boolean;
  /** May what the node has have changed unseen since then? */
  readonly isUncertain: (node: number, held: HeldContact) => boolean;
}

export function clusterView(
  tracker: ContactTracker,
  context: AnalysisContext,
  cluster: number,
  time: number,
): ClusterView {
  const { lapses } = context;
  const { holders, sharing } = tracker;
  const members = tracker.membersOf(cluster).filter((node) => holders.has(cluster, node) !== false);
  return {
    covered: members.filter((node) => context.coverage.covers(cluster, node)),
    unseen: members.filter((node) => !context.coverage.covers(cluster, node)),
    shares: (a, b) => sharing.isSharing(cluster) && sharing.mayShare(cluster, a, b),
    restarted: new Set(members.filter((node) => context.restarts.restartedAt(cluster, node) !== undefined)),
    mayHaveMissed: (node, came) =>
      lapses.into(cluster, node, came - NEAR, time) || lapses.isOut(cluster, node, came + NEAR),
    isUncertain: (node, held) =>
      lapses.into(cluster, node, cameAt(held), time) ||
      (held.origin === 'register' && lapses.outOf(cluster, node, cameAt(held), time)),
  };
}

/**
 * All that a view tells, but for what came within `NEAR` of the end of an observer: as long as this is the
 * same, so is a state that rests on it.
 */
export function viewKey(
  { covered, unseen, restarted }: ClusterView,
  { sharing }: ContactTracker,
  { lapses, restarts }: AnalysisContext,
  cluster: number,
  time: number,
): string {
  const lives = [...restarted].map((node) => restarts.restartedAt(cluster, node));
  const parts = [covered, unseen, [...restarted], lives, [sharing.revision]];
  return `${parts.map((part) => part.join(' ')).join(';')};${lapses.keyOf(cluster, covered, time)}`;
}

/** The ends of those who observe the nodes' links. */
export function endsOf(
  { covered }: ClusterView,
  { lapses }: AnalysisContext,
  cluster: number,
  time: number,
): ReadonlyMap<SourceId, number> {
  return lapses.endsOf(cluster, covered, time);
}

/** A registrar may tell the others before it answers the REGISTER, and somewhat later. */
export const NEAR = 1e9;

export function cameAt({ since, refreshed }: HeldContact): number {
  return refreshed?.time ?? since;
}
