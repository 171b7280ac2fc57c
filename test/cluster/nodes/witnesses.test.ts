import { expect, test } from 'vitest';
import { extra, linkUpdate, type Packet, ping, TestCluster } from './traffic.ts';

/** Seen by an observer on node 1 alone. */
const atOne = (packets: readonly Packet[]) => packets.filter(({ from, to }) => from === 1 || to === 1);

test('what a node thinks of its links is unknown once no way of links that are up leads to a captured node', () => {
  const pings = (at: number, ...pairs: readonly (readonly [number, number])[]) =>
    atOne(pairs.flatMap(([a, b]) => [ping(at, a, b), ping(at, b, a)]));
  const told = (at: number, neighbour: number, link_state: number, seq_no: number) =>
    linkUpdate(at, [3], 1, { seq_no, timestamp: at, neighbour, link_state });
  const cluster = new TestCluster();
  cluster.see(...pings(1, [1, 2], [1, 3]), told(2, 2, 0, 0), told(2, 4, 0, 1));
  expect([cluster.link(3, 2, 4), cluster.link(3, 4, 4)]).toEqual(['up', 'up']);
  // The link is lost for node 3, not for node 1; node 2 still tells node 1 whatever node 3 tells it.
  cluster.see(ping(5, 1, 3), ping(5, 3, 1, 1), ...pings(5, [1, 2]));
  expect(cluster.link(3, 4, 6)).toBe('up');
  cluster.see(ping(7, 1, 2), ping(7, 2, 1, 1));
  expect([cluster.link(3, 1, 8), cluster.link(3, 2, 8), cluster.link(3, 4, 8)]).toEqual([
    'down',
    'unknown',
    'unknown',
  ]);
});

test('a node that was removed has no links left, whoever is captured', () => {
  const removal = (to: number) => extra(2, 1, to, 'CLUSTERER_REMOVE_NODE', { node_id: 3 });
  const cluster = new TestCluster().see(
    ...atOne([ping(1, 1, 2), ping(1, 2, 1), ping(1, 1, 3), ping(1, 3, 1), ping(1, 3, 2)]),
    linkUpdate(1, [3], 1, { seq_no: 1, neighbour: 2, link_state: 0 }),
    ...[removal(2), removal(3)],
  );
  expect(cluster.report(3, 3).links.map(({ state }) => state)).toEqual(['down', 'down']);
});
