import { expect, it } from 'vitest';
import { type OfOneNode, sharedFindings } from '../../src/findings/shared-finding.ts';
import type { MessageId } from '../../src/ids.ts';

const lack = (node: number, given: Partial<OfOneNode> = {}): OfOneNode => ({
  rule: 'contact-missing',
  severity: 'error',
  node,
  titleOf: (who, isOne) => `${who} ${isOne ? 'lacks' : 'lack'} 1`,
  detail: 'It never came.',
  cluster: 1,
  aors: ['1000'],
  callIds: ['c'],
  capabilities: [],
  messages: [4 as MessageId],
  confidence: 'certain',
  ...given,
});

const told = (...all: readonly OfOneNode[]) =>
  sharedFindings(all).map(({ title, nodes, messages }) => ({ title, nodes, messages }));

it('nodes of which the same is to be said have one finding, with the evidence of all', () => {
  expect(told(lack(4), lack(1), lack(2, { messages: [4, 9] as MessageId[] }))).toEqual([
    { title: 'nodes 1, 2, 4 lack 1', nodes: [1, 2, 4], messages: [4, 9] },
  ]);
  expect(told(lack(3))).toEqual([{ title: 'node 3 lacks 1', nodes: [3], messages: [4] }]);
});

it.each([
  ['another reason', { detail: 'It was too old.' }],
  ['another AOR', { aors: ['1001'] }],
  ['another number', { titleOf: (who: string) => `${who} 2` }],
  ['another cluster', { cluster: 2 }],
])('not with %s', (_, other) => {
  expect(told(lack(1), lack(2, other)).map(({ nodes }) => nodes)).toEqual([[1], [2]]);
});
