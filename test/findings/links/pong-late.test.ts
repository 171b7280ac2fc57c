import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn } from '../written.ts';

const USRLOC = 'usrloc-contact-repl';

/** Node 2 answers the ping of node 1 after so many seconds. */
const answering = (seconds: number, between: (cluster: WrittenCluster) => void = () => {}) => {
  const cluster = new WrittenCluster(1, 2).at(0).ping(2, 1).pong(1, 2).at(4).ping(1, 2);
  between(cluster);
  return cluster.at(4 + seconds).pong(2, 1);
};

it('a PONG that comes within a second is no finding, a later one is', async () => {
  expect(await findingsIn(answering(0.9), 'pong-')).toEqual([]);
  const [found] = await findingsIn(answering(2.3), 'pong-');
  expect(found?.title).toBe(
    'PONG late: node 2 answered node 1 1 time after more than a second, at most 2.3 s',
  );
  expect(found?.detail).toContain('no sync at that time');
});

it('what it waited behind is told', async () => {
  const chunk = { size: 2, marker: 101_010_101, data: new Uint8Array([0, 0]) };
  const fields = { capability: USRLOC, data_version: 3, chunks: [chunk] };
  const cluster = answering(2.3, (one) => {
    one.at(3.5).syncRequest(1, 2).at(3.6).send('clusterer-extra', 'CLUSTERER_SYNC', fields, 2, 1);
    one.at(6).syncEnd(2, 1, 1);
  });
  const [found] = await findingsIn(cluster, 'pong-');
  expect(found?.detail).toContain('they waited behind it');
});
