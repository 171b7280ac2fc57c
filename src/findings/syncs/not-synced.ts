import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import { type Evidence, type Finding, NOTHING_NAMED, named, type Rule } from '../finding.ts';

/** A sync takes seconds; a node that reports "not synced" for longer has found no donor. */
const PATIENCE = 30e9;

interface Lacking {
  readonly report: NodeReport;
  readonly since: number;
}

/** A node keeps announcing that a capability is not synced. */
export const notSynced: Rule = {
  name: 'not-synced',
  find: (evidence) => {
    const clusters = new Set(evidence.nodes.map(({ cluster }) => cluster));
    return [...clusters].flatMap((cluster) => inCluster(cluster, evidence));
  },
};

function inCluster(cluster: number, { nodes, time }: Evidence): readonly Finding[] {
  const members = nodes.filter((one) => one.cluster === cluster && one.away === undefined);
  const names = new Set(members.flatMap(({ capabilities }) => [...capabilities.keys()]));
  return [...names].flatMap((capability) => {
    const lacking = members.flatMap((report) => lacks(report, capability, time));
    if (lacking.length === 0) return [];
    const holders = members.filter(({ capabilities }) => capabilities.get(capability)?.state === 'ok');
    return [finding(cluster, capability, lacking, holders.length === 0)];
  });
}

function lacks(report: NodeReport, capability: string, time: number): readonly Lacking[] {
  const one = report.capabilities.get(capability);
  // Only if the node itself says so, and is not waiting for a sync in progress.
  if (one?.state !== 'not synced' || one.by !== 'node' || one.since === undefined) return [];
  if (one.syncing !== undefined || time - one.since < PATIENCE) return [];
  return [{ report, since: one.since }];
}

function finding(
  cluster: number,
  capability: string,
  lacking: readonly Lacking[],
  nobodyHas: boolean,
): Finding {
  const [first] = lacking;
  const nodes = lacking.map(({ report }) => report.node);
  const who = `${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(', ')}`;
  return {
    ...NOTHING_NAMED,
    rule: 'not-synced',
    severity: 'error',
    title: `not synced: ${capability} on ${who}${nobodyHas ? ', and no node is' : ''}`,
    detail: nobodyHas
      ? 'No node of the cluster announces the capability as synced, so that none can be a donor: one has to ' +
        'have the seed flag. Until then each waits for the others.'
      : 'The node announces that it has no data, others have it: its request was not made, or not answered.',
    ...(first !== undefined && lacking.length === 1 ? { since: first.since } : {}),
    cluster,
    nodes,
    capabilities: [capability],
    messages: named(lacking.flatMap(({ report }) => report.capabilities.get(capability)?.message ?? [])),
    confidence: 'certain',
    reference: 'https://github.com/OpenSIPS/opensips/issues/1591',
  };
}
