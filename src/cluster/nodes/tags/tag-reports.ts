import type { MessageId } from '../../../ids.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { NodeReport } from '../node-model.ts';
import type { ClaimedTag, TagClaim } from './tag-claims.ts';

/** A node that certainly believes to hold a tag, or did. */
export interface TagHolder {
  readonly node: number;
  readonly since: number;
  readonly message: MessageId;
}

/** A sharing tag that some node has announced. */
export interface TagReport {
  readonly cluster: number;
  readonly tag: string;
  /**
   * The nodes that believe to hold it, in the order in which they came to; more than one if they disagree.
   */
  readonly holders: readonly TagHolder[];
  /** If no node holds it, the last holder; `since` is when that ended. */
  readonly lost: TagHolder | undefined;
}

/** Nanoseconds: what has not reached a node yet may just have been sent. */
const NEAR = 1e9;

/** Only where the captures leave no doubt. `nodes` are those of the cluster; times are session times. */
export function tagReport(
  tag: ClaimedTag,
  cluster: number,
  nodes: readonly NodeReport[],
  context: AnalysisContext,
  time: number,
): TagReport {
  const holders = [...tag.nodes]
    .flatMap(([node, claim]): readonly TagHolder[] =>
      claim.state === 'active' ? [{ node, since: claim.since, message: claim.message }] : [],
    )
    .sort((a, b) => a.since - b.since);
  const last = holders.at(-1);
  const sure = holders.filter(
    (one) => lives(nodes, one.node, last?.since) && wouldKnow(cluster, one, last?.since, context, time),
  );
  const lost = tag.lost ?? (holders.length === 1 && last !== undefined ? goneHolder(nodes, last) : undefined);
  const isLost = lost !== undefined && nobodyHas(tag, lost, cluster, nodes, context, time);
  return { cluster, tag: tag.name, holders: sure, lost: isLost ? lost : undefined };
}

/** Was the node heard after the latest announcement? */
function lives(nodes: readonly NodeReport[], node: number, latest = 0): boolean {
  const report = nodes.find((one) => one.node === node);
  return report?.away === undefined && (report?.heard ?? Number.NEGATIVE_INFINITY) >= latest;
}

/** Would it be known if another node had told it otherwise since the latest announcement? */
function wouldKnow(
  cluster: number,
  { node, since }: TagHolder,
  latest: number | undefined,
  { coverage, lapses }: AnalysisContext,
  time: number,
): boolean {
  const from = Math.max(since, latest ?? since) - NEAR;
  return coverage.covers(cluster, node) && !lapses.into(cluster, node, from, time);
}

/** The former holder, if it is gone. */
function goneHolder(nodes: readonly NodeReport[], { node, message }: TagHolder): TagHolder | undefined {
  const away = nodes.find((one) => one.node === node)?.away;
  return away === undefined ? undefined : { node, since: away.since, message };
}

/**
 * Was every running node seen to learn that it is not the holder, or to start, without announcing the tag
 * since?
 */
function nobodyHas(
  tag: ClaimedTag,
  lost: TagHolder,
  cluster: number,
  nodes: readonly NodeReport[],
  { coverage, lapses }: AnalysisContext,
  time: number,
): boolean {
  return nodes.every(({ node, away, begun }) => {
    if (away !== undefined) return true;
    const claim: TagClaim | undefined = tag.nodes.get(node);
    const from = claim?.state === 'backup' ? claim.since : begun;
    if (claim?.state === 'active' && node !== lost.node) return false;
    return from !== undefined && coverage.covers(cluster, node) && !lapses.outOf(cluster, node, from, time);
  });
}
