import { expect, it } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { check } from '../../../src/findings/check.ts';
import { CALL_ID, DialogTraffic } from '../../cluster/dialogs/traffic.ts';
import { NO_EVIDENCE } from '../../support/no-evidence.ts';

function found(traffic: DialogTraffic) {
  const findings = check({ ...NO_EVIDENCE, time: 60e9, dialogs: traffic.reports(60) });
  return findings.filter(({ rule }) => rule === 'dialog-left-out');
}

/** Node 1 has told both others of a call; then node 2 asks node 3, twice. */
function asked(release = '3.4'): DialogTraffic {
  const traffic = new DialogTraffic(1, 2, 3).at(0).dialog('CREATED', 1, 2).dialog('CREATED', 1, 3).at(5);
  traffic.context.releases.learn(1, 2, releases(release));
  return traffic.request(2, 3).request(2, 3);
}

const end = (traffic: DialogTraffic, at: number) => traffic.at(at).syncEnd(3, 2);

it('what a sync does not bring, the node that got it may have dropped', () => {
  expect(found(end(asked(), 5.1))).toMatchObject([
    {
      severity: 'warning',
      title: 'dialogs left out by a sync: node 2 may have dropped 1 dialog that others have',
      nodes: [2],
      callIds: [CALL_ID],
      confidence: 'likely',
    },
  ]);
  expect(found(end(asked('3.1'), 5.1))).toEqual([]);
});

it('not what one of two answers brings, though the node may drop it at the end of the other', () => {
  const once = () => end(asked().sync(3, 2, {}), 5.1);
  expect(found(once())).toEqual([]);
  expect(found(end(once(), 5.2))).toEqual([]);
});

it('not what another sync brings a moment later', () => {
  const dropped = end(asked(), 5.1);
  expect(found(dropped.at(5.2).sync(3, 2, {}).at(5.3).syncEnd(3, 2))).toEqual([]);
});

it('not where two answers overlap: then neither may end', () => {
  const other = { callid: 'other' };
  const both = asked().sync(3, 2, other).sync(3, 2, other).at(5.1);
  expect(found(both.syncEnd(3, 2, 1).syncEnd(3, 2, 1))).toEqual([]);
  expect(found(asked().sync(3, 2, other).at(5.1).syncEnd(3, 2, 1))).toHaveLength(1);
});

it('not where the call has ended since', () => {
  const dropped = end(asked(), 5.1).at(9);
  expect(found(dropped.dialog('DELETED', 1, 2).dialog('DELETED', 1, 3))).toEqual([]);
});

it('not calls that the node handles itself, under a tag that it holds', () => {
  const own = (holder: number) => {
    const traffic = new DialogTraffic(1, 2, 3).at(0);
    for (const to of [1, 3]) traffic.dialog('CREATED', 2, to, { vars: 'dlgX_shtag#vip|' });
    traffic.context.releases.learn(1, 2, releases('3.4'));
    return end(
      traffic
        .at(2)
        .tag('vip', holder, 5 - holder)
        .at(5)
        .topology(2, 3)
        .request(2, 3),
      5.1,
    );
  };
  expect([found(own(2)).length, found(own(3)).length]).toEqual([0, 1]);
});
