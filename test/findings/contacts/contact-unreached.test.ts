import { expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const RULE = 'contact-unreached';
const OPTIONS = 'OPTIONS sip:1000@192.0.2.200 SIP/2.0';
const OK = 'SIP/2.0 200 OK';
const id = (callId: string) => ({ callId, cseq: '1 OPTIONS' });

/** A phone answers one host, before and after a node asks it. */
function asking(answering: number, node: number, isAnswered = false, isHeard = true): WrittenCluster {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4).register(1, '1000');
  cluster.sip(answering, 'phone', OPTIONS, id('first')).sip('phone', answering, OK, id('first'));
  cluster.at(20).sip(node, 'phone', OPTIONS, id('second'));
  if (isAnswered) cluster.sip('phone', node, OK, id('second'));
  cluster.pingsUntil(80);
  if (!isHeard) return cluster;
  return cluster.sip(answering, 'phone', OPTIONS, id('third')).sip('phone', answering, OK, id('third'));
}

it('a phone that answers the address it registered at, and no other node', async () => {
  for (const address of [1, 100]) {
    const [found] = await findingsIn(asking(address, 2), RULE);
    expect(found).toMatchObject({
      title: 'contacts unreached: 1 phone did not answer 1 OPTIONS of node 2 from 192.0.2.2',
      nodes: [2],
      callIds: ['second'],
    });
    expect(found?.detail).toContain(`The same one answers OPTIONS from 192.0.2.${address}.`);
  }
});

it('who answers, answers nobody, or is asked from one address is reached as ever', async () => {
  expect(await titlesIn(asking(1, 2, true), RULE)).toEqual([]);
  expect(await titlesIn(asking(1, 1), RULE)).toEqual([]);
  // It may be switched off.
  expect(await titlesIn(asking(1, 2, false, false), RULE)).toEqual([]);
  const silent = new WrittenCluster(1, 2).at(0).pingsUntil(4).sip(1, 'phone', OPTIONS, id('first'));
  silent.at(20).sip(2, 'phone', OPTIONS, id('second'));
  expect(await titlesIn(silent.pingsUntil(80), RULE)).toEqual([]);
  const soon = new WrittenCluster(1, 2).at(0).pingsUntil(4).sip(1, 'phone', OPTIONS, id('first'));
  soon.sip('phone', 1, OK, id('first')).at(20).sip(2, 'phone', OPTIONS, id('second'));
  expect(await titlesIn(soon.pingsUntil(40), RULE)).toEqual([]);
});
