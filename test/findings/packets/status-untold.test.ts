import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const DISPATCHER = 'dispatcher-status-repl';

/** Node 1 tells of the state of a destination. */
function telling(
  cluster: WrittenCluster,
  op: number,
  state: number,
  ...to: readonly number[]
): WrittenCluster {
  const fields = { partition: 'default', set_id: 1, address: 'sip:192.0.2.9', op, state };
  for (const node of to) cluster.send(DISPATCHER, 'REPL_DS_STATUS_UPDATE', fields, 1, node);
  return cluster;
}

const cluster = () => {
  const one = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4);
  for (const node of [1, 2, 3])
    one.capabilities(node, node === 1 ? 2 : 1, 1, { [DISPATCHER]: 1, 'tm-repl': 1 });
  return one;
};

it('a node that was not told of a state is found, until it is', async () => {
  const untold = telling(cluster(), 1, 1, 2).pingsUntil(30);
  const [found] = await findingsIn(untold, 'status-');
  expect(found).toMatchObject({
    title: 'states untold: node 3 was not told of 1 state, dispatcher-status-repl',
    nodes: [3],
  });
  expect(found?.detail).toContain('sip:192.0.2.9 of set 1 is inactive on node 1');
  expect(await titlesIn(telling(untold, 0, 3, 2, 3).pingsUntil(60), 'status-')).toEqual([]);
});

it('none is where all were told, or what was told may have been missed', async () => {
  expect(await titlesIn(telling(cluster(), 1, 1, 2, 3).pingsUntil(30), 'status-')).toEqual([]);
  expect(await titlesIn(telling(cluster(), 1, 1, 2).pingsUntil(30), 'status-', ['node2'])).toEqual([]);
  const lacks = new WrittenCluster(1, 2, 3)
    .at(0)
    .pingsUntil(4)
    .capabilities(3, 1, 1, { 'tm-repl': 1, pua: 1 });
  expect(await titlesIn(telling(lacks, 1, 1, 2).pingsUntil(30), 'status-')).toEqual([]);
});
