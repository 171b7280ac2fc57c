import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const RULE = 'node-stuck';
/** Node 2 is silent from the sixth second on, and node 1 goes on to ping it. */
const silent = (cluster: WrittenCluster, seconds = 40) => cluster.at(6).pingsUntil(seconds, [2, 1], [2, 3]);
const living = () => new WrittenCluster(1, 2, 3).at(0).pingsUntil(4).register(2, '1000').pingsUntil(6);

it('a node that takes pings and SIP, and answers neither', async () => {
  const stuck = silent(living().at(5));
  for (let request = 0; request < 3; request++) stuck.request('1000', 2, 30 + request);
  const [found] = await findingsIn(stuck.pingsUntil(50, [2, 1], [2, 3]), RULE);
  expect(found).toMatchObject({
    title: 'node stuck: node 2 sent nothing for 44 s, and took what was sent to it',
    nodes: [2],
    confidence: 'likely',
  });
  expect(found?.detail).toContain('and 3 SIP requests');
});

it('a donor that is silent in the middle of a sync, until it is heard again', async () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4).syncRequest(3, 2).syncPart(2, 3);
  const stuck = silent(cluster, 30).syncEnd(2, 3, 0).pingsUntil(60);
  const [found] = await findingsIn(stuck, RULE);
  expect(found?.title).toMatch(/^node stuck: node 2 sent nothing for 2\d s/);
  expect(found?.detail).toContain('It was sending node 3 a sync of usrloc-contact-repl');
});

it('a node that is disabled, for a moment silent, gone, or captured in part is none', async () => {
  const disabled = silent(living().at(5)).register(2, '1001', { to: [] }).pingsUntil(50, [2, 1], [2, 3]);
  for (let request = 0; request < 3; request++) disabled.request('1000', 2, 50 + request);
  expect(await titlesIn(disabled.register(2, '1002', { to: [] }), RULE)).toEqual([]);
  expect(await titlesIn(silent(living().at(5)), RULE)).toEqual([]);
  const short = silent(living().at(5), 12);
  for (let request = 0; request < 3; request++) short.request('1000', 2, 10 + request);
  expect(await titlesIn(short.pingsUntil(30), RULE)).toEqual([]);
  // No ping gets there twice on one connection.
  const gone = living().at(6).pingsUntil(8, [2, 1], [2, 3]);
  for (let request = 0; request < 3; request++) gone.request('1000', 2, 20 + request);
  expect(await titlesIn(gone.pingsUntil(50, [2, 1], [2, 3], [1, 2], [3, 2]), RULE)).toEqual([]);
});
