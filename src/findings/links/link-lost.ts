import { ByNode } from '../by-node.ts';
import { type Evidence, type Finding, NOTHING_NAMED, type Rule } from '../finding.ts';
import { isFlapping } from '../nodes/node-down.ts';
import { onlyWayCut } from './one-way.ts';

/** Nanoseconds. A link that is back sooner cost nobody anything; one that goes again and again is flapping. */
const SHORTEST = 1e9;
/** Nanoseconds before and after a loss in which a start of one of the two nodes is its reason. */
const OF_RESTART = 10e9;
/** Links, or nodes, that the title of a finding lists. */
const MOST_LISTED = 12;

/** The link between two nodes, the lower id first, was down from `from` to `until`, as far as they noticed. */
interface Loss {
  readonly cluster: number;
  readonly nodes: readonly [number, number];
  readonly from: number;
  readonly until: number;
}

/** Nodes that did not reach each other for a while, and do again: a partition that has healed. */
export const linkLost: Rule = {
  name: 'link-lost',
  find: (evidence) => stretches(lossesIn(evidence)).map((losses) => finding(losses, evidence)),
};

/**
 * Restarts, and links that go down again and again, are findings of their own. The links of a node that has just begun
 * go up and down until all nodes know it.
 */
function lossesIn(evidence: Evidence): readonly Loss[] {
  const flaps = isFlapping(evidence);
  const starts = startsOf(evidence);
  return evidence.events.flatMap((event) => {
    if (event.kind !== 'link up' || !event.again || event.lasted < SHORTEST || flaps(event)) return [];
    const { cluster, node, to, time, lasted } = event;
    const from = time - lasted;
    const isOfStart = (end: number) =>
      starts.of(cluster, end).some((start) => start >= from - OF_RESTART && start <= time + OF_RESTART);
    if (isOfStart(node) || isOfStart(to)) return [];
    return [{ cluster, nodes: [Math.min(node, to), Math.max(node, to)], from, until: time }];
  });
}

/** The times at which nodes began, for the first time or again. */
function startsOf({ events, nodes }: Evidence): ByNode<number> {
  const starts = new ByNode<number>();
  for (const { kind, cluster, node, time } of events) if (kind === 'restart') starts.add(cluster, node, time);
  for (const { cluster, node, begun } of nodes) if (begun !== undefined) starts.add(cluster, node, begun);
  return starts;
}

/** Losses of one cluster that overlap in time: one partition cuts many links, each of which both ends notice. */
function stretches(losses: readonly Loss[]): readonly (readonly Loss[])[] {
  const found: Loss[][] = [];
  let until = 0;
  for (const loss of losses.toSorted((a, b) => a.cluster - b.cluster || a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && last[0]?.cluster === loss.cluster && loss.from <= until) {
      last.push(loss);
      until = Math.max(until, loss.until);
    } else {
      found.push([loss]);
      until = loss.until;
    }
  }
  return found;
}

function finding(losses: readonly Loss[], evidence: Evidence): Finding {
  const links = new Map(losses.map(({ nodes }) => [nodes.join('–'), nodes]));
  const nodes = [...new Set([...links.values()].flat())].sort((a, b) => a - b);
  const since = Math.min(...losses.map(({ from }) => from));
  const until = Math.max(...losses.map((loss) => loss.until));
  const cluster = losses[0]?.cluster ?? 0;
  const [pair, ...others] = links.values();
  const oneWay =
    pair === undefined || others.length > 0 ? '' : onlyWayCut(evidence, cluster, pair, since, until);
  return {
    ...NOTHING_NAMED,
    rule: 'link-lost',
    severity: 'info',
    title: `${whatWasLost(links, nodes)} for ${((until - since) / 1e9).toFixed(1)} s`,
    detail:
      'The network between them, or a process that stood still. They reach each other again; what was replicated meanwhile came late, or not at all: "lags" has the longest times.' +
      oneWay,
    cluster,
    since,
    nodes,
    confidence: 'certain',
  };
}

/** A node that is an end of each of several links was cut off by itself. */
function whatWasLost(
  links: ReadonlyMap<string, readonly [number, number]>,
  nodes: readonly number[],
): string {
  const pairs = [...links.values()];
  const alone =
    pairs.length < 2 ? undefined : nodes.find((node) => pairs.every((pair) => pair.includes(node)));
  if (alone !== undefined) {
    const others = nodes.filter((node) => node !== alone);
    return `node was out of reach: node ${alone} for nodes ${listed(others)},`;
  }
  return `${links.size === 1 ? 'link was' : 'links were'} lost: nodes ${listed([...links.keys()])}`;
}

function listed(all: readonly (number | string)[]): string {
  const more = all.length > MOST_LISTED ? ` and ${all.length - MOST_LISTED} more` : '';
  return all.slice(0, MOST_LISTED).join(', ') + more;
}
