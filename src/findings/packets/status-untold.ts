import type { UntoldStatus } from '../../cluster/nodes/troubles/untold-statuses.ts';
import { type Finding, howMany, NOTHING_NAMED, named, type Rule } from '../finding.ts';

/** Names in one text. */
const MOST_NAMED = 3;

/** A node was not told that the state of a destination, gateway or carrier has changed. */
export const statusUntold: Rule = {
  name: 'status-untold',
  find: ({ statuses }) => [...byNode(statuses)].map(finding),
};

interface Untold {
  readonly cluster: number;
  readonly node: number;
  readonly capability: string;
  readonly statuses: UntoldStatus['status'][];
}

function byNode(untold: readonly UntoldStatus[]): Iterable<Untold> {
  const found = new Map<string, Untold>();
  for (const { cluster, status, nodes } of untold) {
    for (const node of nodes) {
      const { capability } = status;
      const key = `${cluster} ${node} ${capability}`;
      const known = found.get(key) ?? { cluster, node, capability, statuses: [] };
      found.set(key, known);
      known.statuses.push(status);
    }
  }
  return found.values();
}

function finding({ cluster, node, capability, statuses }: Untold): Finding {
  const texts = statuses
    .slice(0, MOST_NAMED)
    .map(({ name, state, from }) => `${name} is ${state} on node ${from}`);
  return {
    ...NOTHING_NAMED,
    rule: 'status-untold',
    severity: 'warning',
    title: `states untold: node ${node} was not told of ${howMany(statuses.length, 'state')}, ${capability}`,
    detail:
      `${texts.join('; ')}${statuses.length > MOST_NAMED ? '; ...' : ''}. Other nodes were told, and none of it is sent ` +
      'again: the node routes by what it had before, unless it finds out by itself.',
    cluster,
    nodes: [node],
    capabilities: [capability],
    messages: named(statuses.flatMap(({ messages }) => messages)),
    confidence: 'likely',
    reference: 'https://github.com/OpenSIPS/opensips/issues/2900',
  };
}
