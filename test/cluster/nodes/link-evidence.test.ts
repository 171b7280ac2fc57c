import { expect, test } from 'vitest';
import { flooded, ping, TestCluster } from './traffic.ts';

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
