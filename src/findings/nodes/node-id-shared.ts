import { howMany, NOTHING_NAMED, named, type Rule } from '../finding.ts';

/** Two hosts have the same node id: what is known of that node is a mixture of both. */
export const nodeIdShared: Rule = {
  name: 'node-id-shared',
  find: ({ sharedIds }) => {
    const clusters = [...new Set(sharedIds.map(({ cluster }) => cluster))];
    return clusters.map((cluster) => {
      const shared = sharedIds.filter((one) => one.cluster === cluster);
      const ids = shared.map(({ node, addresses }) => `node ${node} is at ${addresses.join(' and ')}`);
      const more = shared.length > 1 ? ` (and ${howMany(shared.length - 1, 'more id')})` : '';
      return {
        ...NOTHING_NAMED,
        rule: 'node-id-shared',
        severity: 'error',
        title: `one node id, two hosts: ${ids[0] ?? ''}${more}`,
        detail:
          'Both tell others what the other one does not tell, in turns: a node was given the id of another one, ' +
          'or two clusters with the same ids are in what was captured. They cannot be told apart, so little ' +
          `is said of what such a node holds. ${ids.join(', ')}.`,
        cluster,
        nodes: named(shared.map(({ node }) => node)),
        messages: named(shared.flatMap(({ messages }) => messages)),
        confidence: 'likely',
      };
    });
  },
};
