import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn } from '../written.ts';

/** All three nodes share contacts; that of alice is registered at node 1. */
const cluster = () => {
  const one = new WrittenCluster(1, 2, 3).at(0).pingsUntil(6);
  for (const node of [1, 2, 3]) one.register(node, `at${node}`);
  return one.register(1, 'alice').pingsUntil(12);
};

it('a contact that its registrar has removed is stale at the others, and not missing at the registrar', async () => {
  const removed = cluster().register(1, 'alice', { cseq: 2, expires: 0, to: [] }).pingsUntil(40);
  expect(await findingsIn(removed, 'contact-')).toMatchObject([
    {
      rule: 'contact-stale',
      nodes: [2, 3],
      title: 'contacts stale: node 1 has removed 1 that nodes 2, 3 have still',
    },
  ]);
});

it('a node that was told of the removal does not lack the contact', async () => {
  const removed = cluster().register(1, 'alice', { cseq: 2, expires: 0, to: [] });
  const fields = {
    domain: 'location',
    aor: 'alice',
    contact: 'sip:alice@192.0.2.200',
    callid: 'alice@phone',
    cseq: 1,
  };
  removed
    .send('usrloc-contact-repl', 'REPL_UCONTACT_DELETE', { ...fields, match_mode: 1 }, 1, 2)
    .pingsUntil(40);
  const found = await findingsIn(removed, 'contact-');
  expect(found.map(({ rule, nodes }) => `${rule} ${nodes.join(' ')}`)).toEqual(['contact-stale 3']);
});

it('a contact that the registrar lost in a restart is missing there', async () => {
  const lost = cluster();
  for (const to of [2, 3]) lost.begin(1, to, { 'usrloc-contact-repl': 0, 'tm-repl': 1 });
  const found = await findingsIn(lost.pingsUntil(40), 'contact-');
  expect(found.map(({ rule, nodes }) => `${rule} ${nodes.join(' ')}`)).toEqual(['contact-missing 1']);
});
