import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const USRLOC = 'usrloc-contact-repl';

/** Node 1 replicates contacts; what nodes 2 and 3 have, they tell. */
const cluster = (has: Readonly<Record<string, number>>) =>
  new WrittenCluster(1, 2, 3)
    .at(0)
    .pingsUntil(4)
    .capabilities(2, 1, 1, has)
    .capabilities(3, 1, 1, { [USRLOC]: 1, 'tm-repl': 1 })
    .register(1, 'alice')
    .register(1, 'bob')
    .pingsUntil(20);

it('packets for a node that has told that it lacks their capability are found', async () => {
  const found = await findingsIn(cluster({ 'dialog-dlg-repl': 1, 'tm-repl': 1 }), 'capability-unlisted');
  expect(found).toMatchObject([
    {
      title: 'capability missing: node 2 gets 2 packets of usrloc-contact-repl, and does not have it',
      nodes: [2],
      messages: expect.objectContaining({ length: 2 }),
    },
  ]);
});

it('a node that has it, or has told of one capability alone, lacks none', async () => {
  expect(await titlesIn(cluster({ [USRLOC]: 0, 'tm-repl': 1 }), 'capability-unlisted')).toEqual([]);
  expect(await titlesIn(cluster({ 'dialog-dlg-repl': 1 }), 'capability-unlisted')).toEqual([]);
});
