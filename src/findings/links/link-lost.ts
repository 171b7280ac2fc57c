import type { ClusterEvent } from '../../cluster/timeline.ts';
import { type Evidence, type Finding, NOTHING_NAMED, type Rule } from '../finding.ts';
import { isFlapping } from '../nodes/node-down.ts';

/** Nanoseconds. A link that is back sooner cost nobody anything; one that goes again and again is flapping. */
const SHORTEST = 1e9;
/** Nanoseconds before and after a loss in which a start of one of the two nodes is its reason. */
const OF_RESTART = 10e9;
/** Links that the title of a finding names. */
const MOST_LINKS = 12;

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
  find: (evidence) => stretches(lossesIn(evidence)).map(finding),
};

/**
 * Restarts, and links that go down again and again, are findings of their own. The links of a node that has just begun
 * go up and down until all nodes know it.
 */
function lossesIn(evidence: Evidence): readonly Loss[] {
  const flaps = isFlapping(evidence);
  const starts = [
    ...evidence.events.filter(({ kind }) => kind === 'restart'),
    ...evidence.nodes.flatMap(({ cluster, node, begun: time }) =>
      time === undefined ? [] : [{ cluster, node, time }],
    ),
  ];
  return evidence.events.flatMap((event) => {
    if (event.kind !== 'link up' || !event.again || event.lasted < SHORTEST || flaps(event)) return [];
    const { cluster, node, to, time, lasted } = event;
    const from = time - lasted;
    const isOfStart = (one: Pick<ClusterEvent, 'cluster' | 'node' | 'time'>) =>
      one.cluster === cluster &&
      (one.node === node || one.node === to) &&
      one.time >= from - OF_RESTART &&
      one.time <= time + OF_RESTART;
    if (starts.some(isOfStart)) return [];
    return [{ cluster, nodes: [Math.min(node, to), Math.max(node, to)], from, until: time }];
  });
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

function finding(losses: readonly Loss[]): Finding {
  const links = new Map(losses.map(({ nodes }) => [nodes.join('–'), nodes]));
  const nodes = [...new Set([...links.values()].flat())].sort((a, b) => a - b);
  const since = Math.min(...losses.map(({ from }) => from));
  const seconds = ((Math.max(...losses.map(({ until }) => until)) - since) / 1e9).toFixed(1);
  return {
    ...NOTHING_NAMED,
    rule: 'link-lost',
    severity: 'info',
    title: `${whatWasLost(links, nodes)} for ${seconds} s`,
    detail:
      'The network between them, or a process that stood still. They reach each other again; what was replicated meanwhile came late, or not at all: "lags" has the longest times.',
    cluster: losses[0]?.cluster ?? 0,
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
    return `node was out of reach: node ${alone} for nodes ${others.join(', ')},`;
  }
  const names = [...links.keys()].slice(0, MOST_LINKS).join(', ');
  const more = links.size > MOST_LINKS ? ` and ${links.size - MOST_LINKS} more` : '';
  return `${links.size === 1 ? 'link was' : 'links were'} lost: nodes ${names}${more}`;
}
