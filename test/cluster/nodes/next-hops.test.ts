import { describe, expect, test } from 'vitest';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { type LinkStates, Ways } from '../../../src/cluster/nodes/links/next-hops.ts';
import { flooded, linkUpdate, ping, pong, TestCluster } from './traffic.ts';

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

test('where an unknown link would be the better way, the next hop is unknown', () => {
  const hop = (state: 'up' | 'down' | undefined) => {
    const links = new Map<string, 'up' | 'down' | undefined>([
      ...(['1-2', '1-3', '3-4'] as const).map((link) => [link, 'up'] as const),
      ['1-4', 'down'],
      ['2-4', state],
    ]);
    const states: LinkStates = {
      stateOf: (from, to) => links.get(`${from}-${to}`),
      endsOf: (from) => [2, 3, 4].filter((to) => links.has(`${from}-${to}`)),
    };
    return new Ways(1, [1, 2, 3, 4], states).to(4);
  };
  expect([hop('up'), hop('down'), hop(undefined)]).toEqual([2, 3, undefined]);
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

test('an update that a later one has overtaken is ignored: the link stays a way for who was told so', () => {
  const down = (seq_no: number, neighbour: number) =>
    linkUpdate(5, [2], 1, { seq_no, timestamp: 5, neighbour, link_state: 1 });
  const hop = (...updates: readonly ReturnType<typeof down>[]) =>
    new TestCluster()
      .see(ping(1, 1, 2), ping(1, 2, 1), ping(1, 2, 3), ping(1, 3, 2), ping(1, 1, 3, 1), ping(1, 1, 4, 1))
      .see(ping(1, 3, 4, 1), ping(1, 4, 3, 1), ping(1, 4, 1, 1), ping(1, 4, 2, 1), ping(1, 3, 1, 1))
      .see(linkUpdate(2, [2], 1, { seq_no: 0, timestamp: 2, neighbour: 3, link_state: 0 }))
      .see(pong(1.1, 2, 1), pong(1.1, 1, 2), ...updates, ping(5.5, 2, 3, 1))
      .hop(1, 3, 6);
  expect([hop(down(2, 4), down(1, 3)), hop(down(1, 3), down(2, 4))]).toEqual([2, 'none']);
  expect(hop(down(2, 4), down(1, 3), down(3, 3))).toBe('none');
});

describe('a topology that does not list a link of a third node', () => {
  const neighbours = (node: number, ls_seq_no: number, ls_timestamp: number, ...ends: number[]) => ({
    ...{ node_id: node, has_description: 0, ls_seq_no, ls_timestamp, neighbours: ends },
  });
  const told = (at: number, path: readonly number[], to: number, seq_no: number, nodes: Fields[]) =>
    flooded(at, path, to, 'CLUSTERER_FULL_TOP_UPDATE', { seq_no, timestamp: at, nodes });
  /** A chain of 1, 2, 3 and 4. What node 4 has heard of the links of node 2 came before that with node 3. */
  const chain = (ls_timestamp: number) =>
    new TestCluster()
      .see(...[1, 2, 3].flatMap((at) => [ping(1, at, at + 1), ping(1, at + 1, at)]))
      .see(ping(1, 1, 3, 1), ping(1, 1, 4, 1))
      .see(told(2, [2], 1, 1, [neighbours(2, 0, 0, 1, 3), neighbours(3, -1, 0)]))
      .see(told(3, [4, 3, 2], 1, 0, [neighbours(4, -1, 0, 3), neighbours(2, 0, ls_timestamp, 1)]));

  test('may take the way over it from those who are told; an older one does not', () => {
    expect([chain(1).hop(1, 3, 4), chain(1).hop(1, 4, 4)]).toEqual([undefined, undefined]);
    expect([chain(0).hop(1, 3, 4), chain(0).hop(1, 4, 4)]).toEqual([2, 2]);
  });

  test('is forgotten when the node itself tells of the link, or whoever was told restarts', () => {
    const again = linkUpdate(4, [2], 1, { seq_no: 1, timestamp: 4, neighbour: 3, link_state: 0 });
    expect(chain(1).see(again).hop(1, 3, 5)).toBe(2);
    const number = { seq_no: 0, timestamp: 4, neighbour: 2, link_state: 0 };
    const first = linkUpdate(3, [1], 2, { ...number, timestamp: 1, seq_no: 5 });
    const restarted = chain(1).see(first, linkUpdate(4, [1], 2, number), ping(4, 1, 3, 1));
    expect(restarted.hop(1, 3, 5)).toBe(2);
  });

  test('says nothing of the link to its originator', () => {
    const cluster = chain(0).see(told(5, [3, 2], 1, 0, [neighbours(3, 0, 0, 2, 4), neighbours(2, 0, 4, 1)]));
    expect(cluster.hop(1, 3, 6)).toBe(2);
  });
});
