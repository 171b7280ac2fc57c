import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const RULE = 'node-ignored';
/** From the tenth second on node 2 sends node 1 nothing, which has something for it all the time. */
const unheard = (cluster: WrittenCluster, seconds = 40) => {
  for (let at = 10; at < seconds; at += 4) {
    cluster
      .at(at)
      .register(1, `10${at}`)
      .pingsUntil(at + 4, [1, 2], [2, 1]);
  }
  return cluster;
};
const living = () => new WrittenCluster(1, 2, 3).at(0).pingsUntil(8);
const anew = () => living().at(9).begin(2, 3, { 'usrloc-contact-repl': 1 });
const down = (cluster: WrittenCluster) => {
  const own = { cluster_id: 1, source_node: 2, seq_no: 1, timestamp: 1 };
  const fields = { ...own, neighbour: 1, link_state: 1, path_len: 1, path: [2] };
  return cluster.at(9).send('clusterer-internal', 'CLUSTERER_LS_UPDATE', fields, 2, 3);
};

it('a node that began anew and does not know another one, which goes on to send to it', async () => {
  const [found] = await findingsIn(unheard(anew()), RULE);
  expect(found).toMatchObject({ nodes: [2, 1], confidence: 'likely', severity: 'warning' });
  expect(found?.title).toMatch(
    /^node ignored: node 2 does not know node 1, which sent it 8 packets in \d+ s$/,
  );
  expect(found?.log).toBe('Received message with unknown source id [1]');
  expect(found?.messages).toHaveLength(8);
});

it('a node that has disabled another one', async () => {
  const titles = await titlesIn(unheard(down(living())), RULE);
  expect(titles).toEqual(['node ignored: node 2 may have disabled node 1, which sent it 8 packets in 29 s']);
});

it('not where it lists that one, is heard by it again, for a short time, or where its links were not captured', async () => {
  const known = anew().pong(2, 3, 1);
  expect(await titlesIn(unheard(known), RULE)).toEqual([]);
  expect(await titlesIn(unheard(anew()).ping(2, 1), RULE)).toEqual([]);
  expect(await titlesIn(unheard(anew(), 20), RULE)).toEqual([]);
  expect(await titlesIn(unheard(anew()), RULE, ['node1'])).toEqual([]);
  // Its ping was not answered: it does not reach that one.
  const tried = living().at(8).ping(2, 1);
  expect(await titlesIn(unheard(down(tried.at(9))), RULE)).toEqual([]);
});
