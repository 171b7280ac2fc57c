import { expect, test } from 'vitest';
import { DestinationStatuses } from '../../../src/cluster/nodes/troubles/destination-statuses.ts';
import { TestCluster } from './traffic.ts';

test('where there is no room for further nodes, the last sync of those that are known still counts', () => {
  const statuses = new DestinationStatuses();
  const cluster = new TestCluster();
  const synced = (destination: number, at: number) =>
    statuses.push(
      cluster.message({
        ...{ at, from: 1, to: destination, name: 'CLUSTERER_SYNC_END', source: 1, destination },
        fields: { capability: 'dispatcher-status-repl' },
      }),
    );
  for (let node = 1; node <= 10_001; node++) synced(node, 1);
  synced(5, 9);
  const isSynced = (node: number, since: number) =>
    statuses.isSynced(node, 'dispatcher-status-repl', since * 1e9);
  expect([isSynced(5, 8), isSynced(6, 8), isSynced(10_000, 1), isSynced(10_001, 1)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
