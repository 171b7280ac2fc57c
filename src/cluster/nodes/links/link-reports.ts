import type { AnalysisContext } from '../../analysis-context.ts';
import type { ClusterView, NodeRecord } from '../cluster-view.ts';
import type { LinkReport } from '../node-model.ts';
import { isStale, LinkDoubts } from './link-doubts.ts';
import { usualPriority, Ways } from './next-hops.ts';
import { reachesWitness } from './witnesses.ts';

/** A node at a time. */
interface Subject {
  readonly view: ClusterView;
  readonly cluster: number;
  readonly record: NodeRecord;
  /** Nobody hears what it thinks of its links. */
  readonly isMute: boolean;
  readonly time: number;
}

/** The links of a node at a time, and how it reaches the others. */
export function linksOf(subject: Subject, context: AnalysisContext): readonly LinkReport[] {
  const { view, cluster, record, isMute, time } = subject;
  const from = record.node;
  const doubts = new LinkDoubts(view, context.silences, cluster, time);
  const nodes = [...view.nodes.keys()];
  const described = (node: number): number | undefined => view.nodes.get(node)?.description?.priority;
  const usual = usualPriority(nodes.flatMap((node) => described(node) ?? []));
  const priority = (node: number): number => described(node) ?? usual;
  const current = nodes.filter((to) => view.nodes.get(to)?.removed === undefined);
  const isCovered = context.coverage.covers(cluster, from);
  const preferred = [...current].sort((a, b) => priority(a) - priority(b) || a - b);
  const ways = new Ways(from, preferred, view.hops.seenFrom(from, doubts));
  const around = { ways, states: doubts, isCovered, time };
  const { isHeard, isWitness } = audienceOf(subject, doubts, context);
  const known = view.links.of(from).map(({ to }) => to);
  return [...new Set([...current, ...known])]
    .filter((to) => to !== from)
    .sort((a, b) => a - b)
    .map((to) => {
      const link = view.links.get(from, to);
      const isKnown =
        link !== undefined &&
        !isStale(link, record, time) &&
        (!isMute || link.state === 'down') &&
        (isHeard || isWitness(to)) &&
        !doubts.isDoubtful(from, link);
      const hop = isKnown ? view.hops.of(from, to, around) : undefined;
      return {
        to,
        state: isKnown ? link.state : 'unknown',
        since: isKnown ? link.since : link?.seen,
        roundTrip: view.pings.of(from, to),
        // Which way it now chooses, nobody hears.
        nextHop: (isMute && hop !== 'none') || (hop !== to && !isHeard) ? undefined : hop,
        message: isKnown ? link.message : undefined,
      };
    });
}

/** Would we have heard if the node had changed its mind about a link? Of links to witnesses we always do. */
function audienceOf(
  { view, cluster, record: { node: from, removed }, time }: Subject,
  doubts: LinkDoubts,
  { coverage, silences }: AnalysisContext,
): { readonly isHeard: boolean; readonly isWitness: (node: number) => boolean } {
  const isCovered = (node: number): boolean => coverage.covers(cluster, node);
  const nodes = [...view.nodes.keys()];
  const isWitness = (node: number): boolean =>
    isCovered(node) && silences.endedAt(cluster, node, time) === undefined;
  // A node that was removed has given up its links for good.
  if (removed !== undefined || isCovered(from) || !nodes.some(isCovered)) return { isHeard: true, isWitness };
  const isUp = (node: number, witness: number): boolean => {
    const record = view.nodes.get(node);
    const link = view.links.get(node, witness);
    if (record === undefined || link === undefined || silences.mayBeSilent(cluster, node, time)) return false;
    return doubts.stateOf(node, witness) === 'up' && !isStale(link, record, time);
  };
  const isDown = (node: number, other: number): boolean => doubts.stateOf(node, other) === 'down';
  return { isHeard: reachesWitness(from, { nodes, isWitness, isUp, isDown }), isWitness };
}
