import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

/** Label of the AOR's record in bits 14 to 45, of the contact below. */
const id = (record: bigint, contact: bigint) => (record << 14n) | contact;

/** Two phones of one AOR register at two nodes, which number its record so. */
const registered = (one: bigint, other: bigint, release = '2.4') =>
  new WrittenCluster(1, 2, 3)
    .release(release)
    .at(0)
    .pingsUntil(4)
    .register(1, '1000', { callId: 'a', contact: 'sip:1000@192.0.2.201', contactId: id(one, 1n) })
    .register(2, '1000', { callId: 'b', contact: 'sip:1000@192.0.2.202', contactId: id(other, 2n) })
    .pingsUntil(12);

it('several records of one AOR at one node are found', async () => {
  const found = await findingsIn(registered(4n, 5n), 'contact-labels');
  expect(found.map(({ title }) => title)).toEqual(
    [1, 2, 3].map((node) => `record labels differ: 1 AOR at node ${node}`),
  );
  expect(found[2]).toMatchObject({ aors: ['1000'], confidence: 'certain', log: 'differring rlabels' });
  expect(found[2]?.detail).toContain('of nodes 1, 2,');
});

it('where releases that go by them cannot be told from later ones, it may be', async () => {
  const [found] = await findingsIn(registered(4n, 5n, '3.4'), 'contact-labels');
  expect(found?.confidence).toBe('likely');
});

it('one record, later releases, and nodes that were captured in part show nothing', async () => {
  expect(await titlesIn(registered(4n, 4n), 'contact-labels')).toEqual([]);
  expect(await titlesIn(registered(4n, 5n, '3.6'), 'contact-labels')).toEqual([]);
  expect(await findingsIn(registered(4n, 5n), 'contact-labels', ['node3'])).toMatchObject([{ nodes: [3] }]);
});
