import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const RULE = 'contact-expiry';
const REGISTRAR = 50;
const AOR = 'sip:1000@example.com';

/** A phone is registered through node 1, which holds a tag; then a node removes that at the main registrar. */
function removing(by: number, { tag = true, asked = false, expires = 0 } = {}): WrittenCluster {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4);
  if (tag) cluster.announceTag(1, 'vip', 2, 3);
  cluster.register(1, '1000').pingsUntil(60);
  const given = { callId: 'own', cseq: '1 REGISTER', to: AOR };
  const more = ['Contact: <sip:1000@192.0.2.200>', `Expires: ${expires}`];
  if (asked) cluster.sip('phone', by, 'REGISTER sip:example.com SIP/2.0', { ...given, more });
  cluster.sip(by, REGISTRAR, 'REGISTER sip:example.com SIP/2.0', { ...given, more });
  return cluster.pingsUntil(70);
}

it('a backup that removes what was registered through another node', async () => {
  const [found] = await findingsIn(removing(2), RULE);
  expect(found).toMatchObject({
    title: 'expiry acted on: node 2 removed 1 registration of node 1 at 192.0.2.50:5060',
    nodes: [2],
    aors: [AOR],
  });
  expect(found?.detail).toContain('sharing tag vip is held by node 1');
});

it('its own node may, and whoever is asked to, holds the tag, or refreshes', async () => {
  expect(await titlesIn(removing(1), RULE)).toEqual([]);
  expect(await titlesIn(removing(2, { asked: true }), RULE)).toEqual([]);
  expect(await titlesIn(removing(2, { expires: 600 }), RULE)).toEqual([]);
  expect(await titlesIn(removing(2, { tag: false }), RULE)).toEqual([]);
  const taken = new WrittenCluster(1, 2, 3)
    .at(0)
    .pingsUntil(4)
    .announceTag(2, 'vip', 1, 3)
    .register(1, '1000');
  const given = { callId: 'own', cseq: '1 REGISTER', to: AOR };
  const more = ['Contact: <sip:1000@192.0.2.200>', 'Expires: 0'];
  taken.at(60).sip(2, REGISTRAR, 'REGISTER sip:example.com SIP/2.0', { ...given, more });
  expect(await titlesIn(taken.pingsUntil(70), RULE)).toEqual([]);
});
