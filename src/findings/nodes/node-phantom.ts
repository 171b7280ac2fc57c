import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import { NOTHING_NAMED, type Rule } from '../finding.ts';

/**
 * Nanoseconds. A node that is down is pinged again and again (spec bin-core 10.2): within this time, a live one
 * would have shown itself.
 */
const PATIENCE = 90e9;
/** The node that named it must have been heard within this time. */
const RECENT = 15e9;

/** A node that others count as a member of the cluster, but that neither sends nor is sent anything. */
export const nodePhantom: Rule = {
  name: 'node-phantom',
  find: ({ nodes, time }) =>
    nodes.flatMap(({ cluster, node, named, heard, away, addresses }) => {
      if (named === undefined || heard !== undefined || away !== undefined) return [];
      if (addresses.listeners.length + addresses.outgoing.length > 0) return [];
      const namer = nodes.find((one) => one.cluster === cluster && one.node === named.by);
      if (!isWitness(namer, time) || time - named.time < PATIENCE) return [];
      return [
        {
          ...NOTHING_NAMED,
          rule: 'node-phantom',
          severity: 'warning',
          title: `phantom node: node ${node} is named by node ${named.by}, and was never seen`,
          detail:
            'Nothing came from it and nothing was sent to it. It is configured and does not run, or it has been removed ' +
            'on some nodes only; packets may be routed by it. clusterer_remove_node removes it (since 3.2).',
          cluster,
          nodes: [node],
          messages: [named.message],
          confidence: 'likely',
          reference: 'https://github.com/OpenSIPS/opensips/pull/3341',
        },
      ];
    }),
};

/** Was everything that this node sends captured, and was it heard recently? */
function isWitness(namer: NodeReport | undefined, time: number): boolean {
  return namer?.covered === true && namer.heard !== undefined && time - namer.heard < RECENT;
}
