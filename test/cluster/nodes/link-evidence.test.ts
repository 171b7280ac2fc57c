import { expect, test } from 'vitest';
import { flooded, linkUpdate, ping, TestCluster, topology } from './traffic.ts';

test('a node that answers with its capabilities may take the link for down; one that tells of a change takes it for up', () => {
  const told = (caps: number, require_reply: number, path = [1]) => {
    const list = Array.from({ length: caps }, (_, at) => ({ capability: `c${at}-repl`, state: 1 }));
    const fields = { nodes: [{ node_id: 1, caps_count: caps, caps: list }], require_reply };
    const cluster = new TestCluster().see(ping(1, 1, 2, 1));
    return cluster.see(flooded(2, path, 2, 'CLUSTERER_CAP_UPDATE', fields));
  };
  expect([told(2, 0).link(1, 2, 3), told(2, 1).link(1, 2, 3), told(1, 0).link(1, 2, 3)]).toEqual([
    'down',
    'up',
    'up',
  ]);
  expect(told(2, 0, [1, 3]).link(3, 2, 3)).toBe('up');
});

test('what a node still tells over a link that it has just announced to be down does not show it up', () => {
  const update = (at: number, link_state: number, seq_no: number) =>
    linkUpdate(at, [1], 3, { seq_no, timestamp: 1, neighbour: 2, link_state });
  const told = (at: number) =>
    flooded(at, [1], 2, 'CLUSTERER_CAP_UPDATE', { nodes: [{ node_id: 1, caps_count: 1 }], require_reply: 1 });
  const lost = (...neighbours: number[]) =>
    new TestCluster()
      .see(ping(1, 1, 3), update(1, 0, 3), update(1.001, 1, 4))
      .see(topology(1.002, [1], 2, 3, { 1: neighbours }), told(1.003));
  expect([lost(3).link(1, 2, 2), lost(2, 3).link(1, 2, 2)]).toEqual(['down', 'up']);
  expect(lost(3).see(told(1.5)).link(1, 2, 2)).toBe('up');
  expect(
    lost(3)
      .see(update(1.01, 0, 5), told(1.011))
      .link(1, 2, 2),
  ).toBe('up');
});

test('of a node whose clock was set back, what it tells of its links still counts', () => {
  const update = (at: number, timestamp: number, link_state: number, seq_no: number) =>
    linkUpdate(at, [1], 3, { seq_no, timestamp, neighbour: 2, link_state });
  const cluster = new TestCluster().see(ping(1, 1, 3), update(1, 1000, 0, 5), update(2, 900, 1, 6));
  expect(cluster.link(1, 2, 2)).toBe('down');
  expect(cluster.see(update(3, 901, 0, 7)).link(1, 2, 3)).toBe('up');
});
