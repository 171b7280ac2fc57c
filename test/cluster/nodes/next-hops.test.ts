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
