import type { Rule } from './finding.ts';

/** A node began anew, with nothing in its memory. */
export const nodeRestarted: Rule = {
  name: 'node-restarted',
  find: ({ events, nodes }) => {
    const counts = new Map<string, number>();
    for (const { kind, cluster, node } of events) {
      if (kind === 'restart') counts.set(`${cluster} ${node}`, (counts.get(`${cluster} ${node}`) ?? 0) + 1);
    }
    return [...counts].map(([key, times]) => {
      const [cluster = 0, node = 0] = key.split(' ').map(Number);
      const report = nodes.find((one) => one.cluster === cluster && one.node === node);
      return {
        rule: 'node-restarted',
        severity: 'info',
        title: `node restarted: node ${node}${times > 1 ? `, ${times} times` : ''}`,
        detail: 'What it held in memory was gone; it has what came to it since, by sync or replication.',
        cluster,
        nodes: [node],
        aors: [],
        callIds: [],
        capabilities: [],
        messages: report?.messages.slice(-1) ?? [],
        confidence: 'certain',
      };
    });
  },
};
