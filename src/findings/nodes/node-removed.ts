import { NOTHING_NAMED, named, type Rule } from '../finding.ts';

/** A node was taken out of the cluster by a command: whoever looks for it should know who did so. */
export const nodeRemoved: Rule = {
  name: 'node-removed',
  find: ({ removed }) =>
    removed.map(({ cluster, node, by, time, messages, isBack }) => ({
      ...NOTHING_NAMED,
      rule: 'node-removed',
      severity: 'info',
      title: `node removed: node ${node}, by a command on node ${by}${isBack ? '; it is back' : ''}`,
      detail: isBack
        ? 'clusterer_remove_node: whoever was told forgot the node, until it began anew.'
        : 'clusterer_remove_node: whoever was told has forgotten the node, and it takes no part until it begins anew.',
      cluster,
      since: time,
      nodes: [node],
      messages: named(messages),
      confidence: 'certain',
    })),
};
