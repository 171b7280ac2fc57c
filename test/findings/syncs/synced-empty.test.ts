import { describe, expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const USRLOC = 'usrloc-contact-repl';

/** Two contacts that all three nodes have; then node 3 begins anew, out of sync. */
function restarted(): WrittenCluster {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4);
  for (const node of [1, 2, 3])
    cluster.capabilities(node, node === 1 ? 2 : 1, 4, { [USRLOC]: 1, 'tm-repl': 1 });
  cluster.register(1, 'alice').register(2, 'bob').pingsUntil(12);
  for (const to of [1, 2]) cluster.begin(3, to, { [USRLOC]: 0, 'tm-repl': 1 });
  return cluster.pingsUntil(16);
}

const isSynced = (cluster: WrittenCluster) => {
  for (const to of [1, 2]) cluster.capabilities(3, to, 1, { [USRLOC]: 1 });
  return cluster.pingsUntil(40);
};

describe('a node that calls itself synced', () => {
  it('though it asked nobody, while others had contacts', async () => {
    const found = await findingsIn(isSynced(restarted()), 'synced-empty');
    expect(found).toMatchObject([
      {
        title: 'synced with nothing: node 3, usrloc-contact-repl, while nodes 1, 2 had 2 contacts',
        aors: ['alice', 'bob'],
        nodes: [3],
        log: expect.stringContaining('no donor found'),
      },
    ]);
  });

  it('as its donor had nothing, while a third one had a contact', async () => {
    const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4);
    for (const node of [1, 2, 3])
      cluster.capabilities(node, node === 1 ? 2 : 1, 4, { [USRLOC]: 1, 'tm-repl': 1 });
    cluster
      .register(2, 'bob')
      .register(1, 'alice', { to: [3] })
      .pingsUntil(12);
    cluster.register(2, 'bob', { cseq: 2, expires: 0, to: [] });
    for (const to of [1, 2]) cluster.begin(3, to, { [USRLOC]: 0, 'tm-repl': 1 });
    cluster.pingsUntil(16).syncRequest(3, 2).syncEnd(2, 3, 0);
    expect(await titlesIn(isSynced(cluster), 'synced-empty')).toEqual([
      'synced with nothing: node 3, usrloc-contact-repl, while node 1 had 2 contacts',
    ]);
  });

  it('is no finding where nobody had anything, or what came was not all captured', async () => {
    const nothing = new WrittenCluster(1, 2, 3).at(0).pingsUntil(12);
    for (const to of [1, 2]) nothing.begin(3, to, { [USRLOC]: 0, 'tm-repl': 1 });
    expect(await titlesIn(isSynced(nothing.pingsUntil(16)), 'synced-empty')).toEqual([]);
    expect(await titlesIn(isSynced(restarted()), 'synced-empty', ['node1'])).toEqual([]);
    const later = isSynced(restarted()).register(1, 'alice', { cseq: 2 }).register(2, 'bob', { cseq: 2 });
    expect(await titlesIn(later.pingsUntil(60), 'synced-empty')).toEqual([]);
  });
});
