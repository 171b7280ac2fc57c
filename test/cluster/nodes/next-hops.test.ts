import { expect, test } from 'vitest';
import { type LinkStates, Ways } from '../../../src/cluster/nodes/next-hops.ts';

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
