import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { titlesIn } from '../written.ts';

/** Three phones register at node 1, which tells the nodes that are given. */
const registering = (sipAddresses: readonly [string, string], to: readonly number[]) => {
  const cluster = new WrittenCluster(1, 2).at(0).pingsUntil(4);
  cluster.describe(1, 2, sipAddresses[0]).describe(2, 1, sipAddresses[1]);
  for (const user of ['a', 'b', 'c']) cluster.register(1, user, { to });
  return cluster.pingsUntil(20);
};

it('a node without a SIP address that tells nobody of its registrations is found', async () => {
  expect(await titlesIn(registering(['', 'sip:192.0.2.2'], []), 'contact-untold')).toEqual([
    'contacts not replicated: node 1 has 3 registrations, and tells no node of any',
  ]);
});

it('one that has an address, or tells of them, is none; nor where no node has an address, as contacts are elsewhere', async () => {
  expect(await titlesIn(registering(['sip:192.0.2.1', 'sip:192.0.2.2'], []), 'contact-untold')).toEqual([]);
  expect(await titlesIn(registering(['', 'sip:192.0.2.2'], [2]), 'contact-untold')).toEqual([]);
  expect(await titlesIn(registering(['', ''], []), 'contact-untold')).toEqual([]);
});
