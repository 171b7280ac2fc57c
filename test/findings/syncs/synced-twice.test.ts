import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const USRLOC = 'usrloc-contact-repl';
/** An AOR: 0, two texts, two labels. */
const record = Buffer.from('\0\0\0\0\x08\0location\x01\0a\x01\0\0\0\x01\0\0\0', 'latin1');
const chunk = { size: record.length, marker: 101_010_101, data: new Uint8Array(record) };
const DATA = { capability: USRLOC, data_version: 3, chunks: [chunk] };

const cluster = (release = '3.4') =>
  new WrittenCluster(1, 2, 3).release(release).at(0).pingsUntil(8).register(3, 'bob');
const asked = (release?: string) => cluster(release).syncRequest(3, 1).syncRequest(3, 1);
const data = (to: WrittenCluster) => to.send('clusterer-extra', 'CLUSTERER_SYNC', DATA, 1, 3);
const answer = (to: WrittenCluster) => data(to).syncEnd(1, 3, 1);

it('a node that asked twice and got both answers may keep back what comes later', async () => {
  const twice = answer(answer(asked()));
  expect(await findingsIn(twice.pingsUntil(40), 'synced-twice')).toMatchObject([
    {
      title: 'synced 2 times at one request: node 3, usrloc-contact-repl',
      severity: 'warning',
      confidence: 'likely',
      nodes: [3],
      capabilities: [USRLOC],
    },
  ]);
});

it.each<[string, () => WrittenCluster]>([
  ['got one answer', () => answer(asked())],
  ['asked once more after the first', () => answer(answer(cluster().syncRequest(3, 1)).syncRequest(3, 1))],
  ['asked yet again later', () => answer(answer(asked())).at(20).syncRequest(3, 1)],
  ['is of a later release', () => answer(answer(asked('3.6')))],
  ['got data after their end', () => data(data(asked().syncEnd(1, 3, 2)))],
])('not one that %s', async (_, written) => {
  expect(await titlesIn(written().pingsUntil(40), 'synced-twice')).toEqual([]);
});
