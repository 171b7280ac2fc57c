import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const RULE = 'node-removed';
/** A command on node 1 at the tenth second, which every other node is told of. */
const removal = () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(10);
  for (const to of [3, 2]) {
    const fields = { node_id: 3, cluster_id: 1, source_node: 1 };
    cluster.send('clusterer-extra', 'CLUSTERER_REMOVE_NODE', fields, 1, to);
  }
  return cluster;
};

it('a node that a command has taken out of the cluster, once for all that were told', async () => {
  const found = await findingsIn(removal().at(12).pingsUntil(14, [1, 3], [2, 3], [3, 1], [3, 2]), RULE);
  expect(found).toMatchObject([{ severity: 'info', nodes: [3], confidence: 'certain' }]);
  expect(found[0]?.title).toBe('node removed: node 3, by a command on node 1');
  expect(found[0]?.messages).toHaveLength(2);
});

it('and that it is back, once it began anew', async () => {
  const back = removal().at(20).begin(3, 1, { 'usrloc-contact-repl': 1 }).pingsUntil(24);
  expect(await titlesIn(back, RULE)).toEqual(['node removed: node 3, by a command on node 1; it is back']);
  expect(await titlesIn(new WrittenCluster(1, 2).at(0).pingsUntil(4), RULE)).toEqual([]);
});
