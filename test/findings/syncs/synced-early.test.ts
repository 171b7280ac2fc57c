import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const USRLOC = 'usrloc-contact-repl';
/** An AOR: 0, two texts, two labels. */
const record = Buffer.from('\0\0\0\0\x08\0location\x01\0a\x01\0\0\0\x01\0\0\0', 'latin1');
const chunk = { size: record.length, marker: 101_010_101, data: new Uint8Array(record) };
const DATA = { capability: USRLOC, data_version: 3, chunks: [chunk] };

/** Node 3 asks for contacts, and the data begin to come. */
const syncing = () =>
  new WrittenCluster(1, 2, 3)
    .at(0)
    .pingsUntil(8)
    .capabilities(3, 1, 1, { [USRLOC]: 0, 'tm-repl': 1 })
    .syncRequest(3, 1)
    .send('clusterer-extra', 'CLUSTERER_SYNC', DATA, 1, 3);

it('a node that calls itself synced while data come is found', async () => {
  const early = syncing()
    .at(9)
    .capabilities(3, 1, 2, { [USRLOC]: 1 })
    .at(11.5)
    .syncEnd(1, 3, 1);
  expect(await findingsIn(early.pingsUntil(40), 'synced-')).toMatchObject([
    {
      title: 'synced too early: node 3, usrloc-contact-repl, 2.5 s before the end of the sync',
      severity: 'warning',
      nodes: [3],
    },
  ]);
  const short = syncing()
    .at(9)
    .capabilities(3, 1, 2, { [USRLOC]: 1 })
    .at(11.5)
    .syncEnd(1, 3, 5);
  expect((await findingsIn(short.pingsUntil(60), 'synced-'))[0]?.severity).toBe('error');
});

it('one that waits for the end is none', async () => {
  const cluster = syncing()
    .syncEnd(1, 3, 1)
    .at(9)
    .capabilities(3, 1, 2, { [USRLOC]: 1 });
  expect(await titlesIn(cluster.pingsUntil(40), 'synced-')).toEqual([]);
});

it('one of whose answer nothing came afterwards is none: its end may not have been captured', async () => {
  const unseen = syncing()
    .at(9)
    .capabilities(3, 1, 2, { [USRLOC]: 1 });
  expect(await titlesIn(unseen.pingsUntil(40), 'synced-')).toEqual([]);
});
