import type { AnalysisContext } from '../../analysis-context.ts';
import type { SharedId } from '../../identity/shared-ids.ts';
import type { IgnoredPackets } from '../../silences/ignored-senders.ts';
import type { ClusterNodes } from '../cluster-nodes.ts';
import type { NodeReport } from '../node-model.ts';
import { type TagReport, tagReport } from '../tags/tag-reports.ts';
import type { NodeClock } from './node-clocks.ts';
import type { PingedPlace } from './ping-answers.ts';
import { type RemovedNode, removedNode } from './removals.ts';
import type { StuckTime } from './stuck-nodes.ts';
import type { UnlistedPackets } from './unlisted-capabilities.ts';
import { type UntoldStatus, untoldStatuses } from './untold-statuses.ts';

/** What may be wrong with nodes, as far as the captures leave no doubt about it. */
export interface NodeTroubles {
  readonly tags: readonly TagReport[];
  readonly clocks: readonly NodeClock[];
  /** States of destinations that nodes were not told of. */
  readonly statuses: readonly UntoldStatus[];
  /** Packets for nodes that do not have their capability. */
  readonly unlisted: readonly (UnlistedPackets & { readonly cluster: number })[];
  /** Places that nodes ping, where what came of it was captured. */
  readonly pinged: readonly (PingedPlace & { readonly cluster: number })[];
  /** Times in which nodes took what was sent to them, and sent nothing. */
  readonly stuck: readonly (StuckTime & { readonly cluster: number })[];
  /** Nodes that an operator removed from the cluster, those that came back included. */
  readonly removed: readonly RemovedNode[];
  /** What nodes may ignore that others send them. */
  readonly ignored: readonly IgnoredPackets[];
  /** Node ids that two hosts have. */
  readonly sharedIds: readonly (Omit<SharedId, 'addresses'> & { readonly addresses: readonly string[] })[];
  /** Clusters of which every node was seen to begin, and all that it has told others since. */
  readonly witnessed: ReadonlySet<number>;
}

/** `reports` are those of all nodes, at that time. */
export function nodeTroubles(
  nodes: ClusterNodes,
  reports: readonly NodeReport[],
  context: AnalysisContext,
  time: number,
): NodeTroubles {
  const { lapses, coverage, sharedIds, silences, endpoints } = context;
  lapses.refresh();
  const clusters = [...nodes.views()].map(([cluster, view]) => {
    const members = reports.filter((one) => one.cluster === cluster);
    return { cluster, view, members };
  });
  const isWitnessed = ({ cluster, node, begun, covered }: NodeReport): boolean =>
    covered && begun !== undefined && !lapses.outOf(cluster, node, begun, time);
  return {
    tags: clusters.flatMap(({ cluster, view, members }) =>
      [...view.claims.all()].map((tag) => tagReport(tag, cluster, members, context, time)),
    ),
    clocks: clusters.flatMap(({ cluster, view }) => view.clocks.reports(cluster)),
    statuses: clusters.flatMap(({ cluster, view, members }) =>
      untoldStatuses(view.statuses, cluster, members, context, time),
    ),
    // Another process of the node may have told otherwise since.
    unlisted: clusters.flatMap(({ cluster, view }) =>
      [...view.unlisted.all()]
        .filter(({ node, listed, last }) => !lapses.outOf(cluster, node, listed, last))
        .map((one) => ({ cluster, ...one })),
    ),
    pinged: clusters.flatMap(({ cluster, view: { answers } }) =>
      [...answers.all()]
        .filter((one) => answers.isTelling(one) && coverage.covers(cluster, one.node))
        .filter(({ node, first, last }) => !lapses.into(cluster, node, first, last))
        .map((one) => ({ cluster, ...one })),
    ),
    stuck: clusters.flatMap(({ cluster, view }) =>
      [...view.stuck.all(time)]
        .filter(({ node }) => coverage.covers(cluster, node))
        .filter(({ node, from, to = time }) => !lapses.outOf(cluster, node, from, to))
        .map((one) => ({ cluster, ...one })),
    ),
    removed: clusters.flatMap(({ view, members }) =>
      members.flatMap((member) => {
        const removal = view.nodes.get(member.node)?.removal;
        return removal === undefined ? [] : [removedNode(member, removal)];
      }),
    ),
    ignored: clusters.flatMap(({ cluster }) =>
      [...silences.ignoredSenders.ignored(cluster)]
        .filter(({ node }) => coverage.covers(cluster, node) && !silences.isSilent(cluster, node, time))
        .filter(({ node, since }) => !lapses.outOf(cluster, node, since, time)),
    ),
    sharedIds: sharedIds.all().map(({ addresses, ...one }) => ({
      ...one,
      addresses: addresses.map((address) => endpoints.addressText(address)).sort(),
    })),
    witnessed: new Set(
      clusters.filter(({ members }) => members.every(isWitnessed)).map(({ cluster }) => cluster),
    ),
  };
}
