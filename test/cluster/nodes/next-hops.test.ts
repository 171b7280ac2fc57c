import { expect, test } from 'vitest';
import { type LinkStates, Ways } from '../../../src/cluster/nodes/next-hops.ts';
import { linkUpdate, ping, TestCluster } from './traffic.ts';

/** Ids of nodes come from the wire, and so do their links: a few packets may tell of a thousand of each. */
test('the links of each node are looked at once, however many destinations cannot be reached directly', () => {
  const count = 200;
  const nodes = Array.from({ length: count }, (_, at) => at + 1);
  let asked = 0;
  // A row of nodes, each of which says of all others that it has no link to them.
  const states: LinkStates = {
    stateOf: (from, to) => (Math.abs(from - to) === 1 ? 'up' : 'down'),
    endsOf: (from) => {
      asked++;
      return nodes.filter((node) => node !== from);
    },
  };
  const ways = new Ways(1, nodes, states);
  const hops = nodes.slice(1).map((to) => ways.to(to));
  // Packets are dropped beyond 25 nodes (spec bin-core 6).
  expect(hops).toEqual(nodes.slice(1).map((to) => (to <= 26 ? 2 : 'none')));
  expect(asked).toBeLessThanOrEqual(count);
});

test('a packet that takes a way which has just been lost shows no way', () => {
  const lost = { seq_no: 1, timestamp: 1, neighbour: 3, link_state: 1 };
  const hop = (at: number) =>
    new TestCluster()
      .see(ping(1, 1, 2), ping(1, 2, 1), ping(1, 1, 3), ping(1, 2, 3))
      .see(linkUpdate(5, [1], 2, lost), linkUpdate(5, [2], 1, lost))
      .see({ at, from: 1, to: 2, destination: 3, name: 'REPL_UCONTACT_INSERT' })
      .hop(1, 3, 6);
  expect([hop(5.001), hop(5.5)]).toEqual(['none', 2]);
});

test('a packet that takes a way just when a better one comes up shows no way; one a moment later does', () => {
  const told = (neighbour: number, link_state: number, seq_no: number) => ({
    ...{ seq_no, timestamp: seq_no, neighbour, link_state },
  });
  // Node 1 lost the link to 4. Of two ways there, that over 2 has the lower id, and comes up last.
  const hop = (at: number) =>
    new TestCluster()
      .see(ping(1, 1, 3), ping(1, 3, 1), ping(1, 3, 4), ping(1, 4, 3), ping(1, 2, 4), ping(1, 4, 2))
      .see(linkUpdate(2, [1], 3, told(4, 1, 1)), linkUpdate(2, [1], 3, told(2, 1, 2)))
      .see(linkUpdate(5, [1], 3, told(2, 0, 5)))
      .see({ at, from: 1, to: 3, destination: 4, name: 'REPL_UCONTACT_INSERT' })
      .hop(1, 4, 6);
  expect([hop(5.001), hop(5.5)]).toEqual([2, 3]);
});
