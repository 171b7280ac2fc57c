import { afterAll, describe, expect, it } from 'vitest';
import { aorStates } from '../../../src/cluster/contacts/aor-state.ts';
import { dialogReports } from '../../../src/cluster/dialogs/dialog-reports.ts';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import type { Session } from '../../../src/engine/session.ts';
import { Folder } from '../../capture/reading.ts';
import { dialogFields } from '../../cluster/dialogs/traffic.ts';
import { readAll } from '../../recordings/recordings.ts';
import { timeAt, WrittenCluster } from '../../support/written-cluster.ts';

const folder = new Folder();
afterAll(() => folder.remove());

function sessionOf(...captures: readonly Buffer[]): Promise<Session> {
  return readAll(captures.map((one, at) => folder.file(one, `${at}.pcap`)));
}

/** Acknowledged until 2 s; then a phone registers at node 1, which tells node 2. */
const registered = () =>
  new WrittenCluster(1, 2).at(0).pingsUntil(2).acknowledge(1, 2).acknowledge(2, 1).register(1, '1000');

/** Whether node 2 is known to have what was registered, at each of the times. */
function knownAt(session: Session, ...seconds: readonly number[]): readonly (boolean | undefined)[] {
  const [first = 0] = seconds;
  const analysis = new Analysis(session, { until: timeAt(session, first), parts: ['contacts'] });
  return seconds.map((until) => {
    analysis.extend(timeAt(session, until));
    while (analysis.advance(1000) === 'more');
    const [state] = aorStates(analysis.contacts, analysis.context, analysis.time);
    const held = state?.nodes.get(2);
    return held?.contacts.every((one) => !held.uncertain.has(one));
  });
}

describe('messages that were sent again because nobody acknowledged them', () => {
  it('may not have arrived until somebody does', async () => {
    const cluster = registered().at(4).again(1, 2).at(6).acknowledge(1, 2).pingsUntil(10);
    const session = await sessionOf(cluster.capture('bridge'));
    expect(knownAt(session, 2.5, 5, 7)).toEqual([false, false, true]);
    session.close();
  });

  it('nor what was sent behind it', async () => {
    const cluster = registered().at(3).register(1, '0999');
    cluster.at(4).again(1, 2).register(1, '0998').at(6).acknowledge(1, 2).pingsUntil(10);
    const session = await sessionOf(cluster.capture('bridge'));
    expect(knownAt(session, 3.5, 5, 7)).toEqual([false, false, true]);
    session.close();
  });

  it('has arrived where somebody saw it behind the place where it was lost', async () => {
    const whole = registered().at(4).again(1, 2).at(6).acknowledge(1, 2).pingsUntil(10);
    const behind = registered().acknowledge(1, 2).pingsUntil(10);
    const session = await sessionOf(whole.capture('node1'), behind.capture('node2'));
    expect(knownAt(session, 2.5, 7)).toEqual([true, true]);
    session.close();
  });

  it('or where the acknowledgement takes longer than a receiver may wait with it', async () => {
    const slow = await sessionOf(registered().at(5).acknowledge(1, 2).pingsUntil(10).capture('bridge'));
    const usual = await sessionOf(registered().at(2.4).acknowledge(1, 2).pingsUntil(10).capture('bridge'));
    expect([slow, usual].map((session) => knownAt(session, 2.2, 4, 6))).toEqual([
      [false, false, true],
      [true, true, true],
    ]);
    for (const session of [slow, usual]) session.close();
  });

  it('has arrived where it was acknowledged before, or where acknowledgements were not captured', async () => {
    const before = registered().acknowledge(1, 2).at(4).again(1, 2).pingsUntil(8);
    const oneWay = new WrittenCluster(1, 2).at(0).pingsUntil(2).register(1, '1000').at(4).again(1, 2);
    for (const cluster of [before, oneWay.pingsUntil(8)]) {
      const session = await sessionOf(cluster.capture('bridge'));
      expect(knownAt(session, 2.5, 7)).toEqual([true, true]);
      session.close();
    }
  });
});

it('the last that was seen of a connection may not have arrived', async () => {
  const session = await sessionOf(registered().capture('bridge'));
  expect(knownAt(session, 2.5)).toEqual([false]);
  session.close();
});

it('a dialog may be in another state where the packet that tells of it may not have arrived', async () => {
  const cluster = new WrittenCluster(1, 2).at(0).pingsUntil(2).acknowledge(1, 2).acknowledge(2, 1);
  const fields = dialogFields({ state: 4, timeout: 2 ** 31 - 1, caller_sock: 'tcp:shared' });
  cluster
    .send('dialog-dlg-repl', 'REPLICATION_DLG_CREATED', fields, 1, 2)
    .at(4)
    .again(1, 2)
    .at(6)
    .acknowledge(1, 2)
    .pingsUntil(10);
  const session = await sessionOf(cluster.capture('bridge'));
  const uncertainAt = (seconds: number) => {
    const analysis = new Analysis(session, { until: timeAt(session, seconds), parts: ['dialogs'] });
    while (analysis.advance(1000) === 'more');
    return dialogReports(analysis.dialogs, analysis.context, analysis.time).map(({ uncertain }) => uncertain);
  };
  expect([uncertainAt(5), uncertainAt(7)]).toEqual([[[2]], [[]]]);
  session.close();
});
