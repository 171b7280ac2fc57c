import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import { SHORTEST_LOSS } from '../../cluster/timeline.ts';
import { awayNodes, type Evidence, type Finding, howOften, named, type Rule } from '../finding.ts';
import { onlyWayCut } from '../links/one-way.ts';

/** A node that others cannot reach any more. */
export const nodeDown: Rule = {
  name: 'node-down',
  find: ({ nodes }) =>
    nodes.flatMap((report): readonly Finding[] => {
      const { cluster, node, away } = report;
      return away === undefined || away.why !== 'all links down'
        ? []
        : [
            {
              rule: 'node-down',
              severity: 'error',
              title: `node down: node ${node}`,
              detail: `Every other node that says anything of its link to it says that it is down.${successor(report, away.since, nodes)}`,
              since: away.since,
              ...of(cluster, [node], away.messages),
              confidence: 'certain',
            },
          ];
    }),
};

/** Who listens now where the node did: mostly the same host, with another id. */
function successor(
  { cluster, node, addresses }: NodeReport,
  since: number,
  nodes: readonly NodeReport[],
): string {
  const isThere = (one: NodeReport): boolean =>
    one.cluster === cluster &&
    one.node !== node &&
    (one.heard ?? Number.NEGATIVE_INFINITY) > since &&
    one.addresses.listeners.some((listener) => addresses.listeners.includes(listener));
  const other = nodes.find(isThere);
  if (other === undefined) return '';
  return ` Node ${other.node} is at its address since: the host has another node id (my_node_id), and the others still know the old one.`;
}

/** Two running nodes that cannot reach each other. */
export const linkDown: Rule = {
  name: 'link-down',
  find: (evidence) => {
    const isAway = awayNodes(evidence);
    return evidence.nodes.flatMap(({ cluster, node, links }) =>
      links
        .filter(({ state, to }) => state === 'down' && !isAway(cluster, node) && !isAway(cluster, to))
        .map(
          ({ to, since, nextHop, message }): Finding => ({
            rule: 'link-down',
            severity: 'warning',
            title: `link down: node ${node} to node ${to}`,
            detail:
              (typeof nextHop === 'number' && nextHop !== to
                ? `Node ${node} reaches it by node ${nextHop}; if that one goes, replication ends.`
                : 'What it replicates does not get there, unless another node passes it on.') +
              onlyWayCut(evidence, cluster, [node, to], since ?? evidence.time, evidence.time),
            ...(since === undefined ? {} : { since }),
            ...of(cluster, [node, to], message === undefined ? [] : [message]),
            confidence: 'certain',
          }),
        ),
    );
  },
};

/** A link that goes down this often within `WITHIN` is more than a restart. */
const FLAPS = 3;
const WITHIN = 120e9;

/** A link that goes down and comes up again and again. */
export const linkFlapping: Rule = {
  name: 'link-flapping',
  find: (evidence) =>
    [...downTimes(evidence)].flatMap(([key, times]) => {
      const [cluster = 0, node = 0, to = 0] = key.split(' ').map(Number);
      return mostWithin(times) < FLAPS ? [] : [flapping(cluster, node, to, times, evidence)];
    }),
};

/** Tells whether a link is one that goes down again and again. */
export function isFlapping(evidence: Evidence): (link: LinkOf) => boolean {
  const flapping = new Set<string>();
  for (const [key, times] of downTimes(evidence)) if (mostWithin(times) >= FLAPS) flapping.add(key);
  return (link) => flapping.has(keyOf(link));
}

type LinkOf = { readonly cluster: number; readonly node: number; readonly to: number };

function keyOf({ cluster, node, to }: LinkOf): string {
  return `${cluster} ${node} ${to}`;
}

/** When each link went down after it had been up, by cluster and both nodes. */
function downTimes({ events }: Evidence): ReadonlyMap<string, readonly number[]> {
  const downs = new Map<string, number[]>();
  for (const event of events) {
    if (event.kind !== 'link up' || !event.again || event.lasted < SHORTEST_LOSS) continue;
    const key = keyOf(event);
    const known = downs.get(key) ?? [];
    downs.set(key, known);
    known.push(event.time - event.lasted);
  }
  return downs;
}

function flapping(
  cluster: number,
  node: number,
  to: number,
  times: readonly number[],
  { events }: Evidence,
): Finding {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  // A restart is seen when the node speaks again.
  const restarts = events.filter(
    (one) =>
      one.kind === 'restart' &&
      one.cluster === cluster &&
      one.node === to &&
      one.time >= first &&
      one.time <= last + WITHIN,
  ).length;
  return {
    rule: 'link-flapping',
    severity: 'warning',
    title: `link flapping: node ${node} to node ${to} went down ${times.length} times`,
    detail:
      restarts > 0
        ? `Node ${to} was restarted ${howOften(restarts)} meanwhile.`
        : 'Neither was seen to restart: the network, or a process that is too busy to answer pings in time.',
    ...of(cluster, [node, to], []),
    confidence: 'certain',
    reference: 'https://github.com/OpenSIPS/opensips/issues/3542',
  };
}

/** The most of these (sorted) times in any period of length `WITHIN`. */
function mostWithin(times: readonly number[]): number {
  let from = 0;
  let most = 0;
  for (const [at, time] of times.entries()) {
    while (time - (times[from] as number) > WITHIN) from++;
    most = Math.max(most, at - from + 1);
  }
  return most;
}

function of(cluster: number, nodes: readonly number[], messages: Finding['messages']) {
  return { cluster, nodes, aors: [], callIds: [], capabilities: [], messages: named(messages) };
}
