import { expect, test } from 'vitest';
import { SyncQueues } from '../../../src/cluster/syncs/sync-queues.ts';
import { ping, TestCluster } from '../nodes/traffic.ts';

const SECOND = 1e9;
const cluster = new TestCluster();
/** What waits at the node. */
const packet = (at: number, destination: number) =>
  cluster.message({ ...ping(at, 1, destination), destination, capability: 'usrloc-contact-repl' });

test('receivers without end are not kept, and counted', () => {
  const queues = new SyncQueues();
  for (let node = 1; node <= 10_000; node++) queues.data(node, 1, 0, true, 1);
  expect([queues.size, queues.overflowed]).toEqual([4096, 10_000 - 4096]);
});

test('a sync times out when no more data has come for long enough, whatever comes to others', () => {
  const queues = new SyncQueues();
  queues.data(7, 2, 0, true, 1);
  queues.data(7, 3, 10 * SECOND, true, 1);
  queues.data(7, 2, 12 * SECOND, true, 1);
  for (const node of [2, 3]) queues.holdsBack(packet(13, node));
  const released = [20, 25, 26, 27, 28].map((at) =>
    queues.timedOut(at * SECOND).map(({ destination }) => destination),
  );
  expect(released).toEqual([[], [], [3], [], [2]]);
});

test('packets without end do not wait, at however many nodes', () => {
  const queues = new SyncQueues();
  for (let node = 1; node <= 10; node++) {
    queues.data(7, node, 0, true, 1);
    const one = packet(1, node);
    for (let count = 0; count < 15_000; count++) queues.holdsBack(one);
  }
  expect(queues.overflowed).toBe(50_000);
  for (let node = 1; node <= 10; node++) queues.restart(7, node);
  queues.data(7, 1, 0, true, 1);
  expect(queues.holdsBack(packet(1, 1))).toBe(true);
});
