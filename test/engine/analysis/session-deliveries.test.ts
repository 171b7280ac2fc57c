import { afterAll, describe, expect, it } from 'vitest';
import { aorStates } from '../../../src/cluster/contacts/reports/aor-state.ts';
import { dialogReports } from '../../../src/cluster/dialogs/dialog-reports.ts';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import type { Session } from '../../../src/engine/session.ts';
import type { MessageId } from '../../../src/ids.ts';
import type { Acknowledgement } from '../../../src/store/unacknowledged.ts';
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

/** What is known of the contacts of node 2, at each of the times. */
function knownAt(session: Session, ...seconds: readonly number[]): readonly string[] {
  const [first = 0] = seconds;
  const analysis = new Analysis(session, { until: timeAt(session, first), parts: ['contacts'] });
  return seconds.map((until) => {
    analysis.extend(timeAt(session, until));
    while (analysis.advance(1000) === 'more');
    const states = aorStates(analysis.contacts, analysis.context, analysis.time);
    if (states.length === 0) return 'no contact anywhere';
    return states
      .map((state) => {
        const held = state.nodes.get(2);
        if (held === undefined || held.uncertain.size > 0)
          return held === undefined ? 'unknown' : 'may have it';
        return held.contacts.length > 0 ? 'has it' : 'lacks it';
      })
      .join(', ');
  });
}

const DELETED = {
  domain: 'location',
  aor: '1000',
  contact: 'sip:1000@192.0.2.200',
  callid: '1000@phone',
  cseq: 1,
};

describe('messages that were sent again because nobody acknowledged them', () => {
  it('may not have arrived until somebody does', async () => {
    const cluster = registered().at(4).again(1, 2).at(6).acknowledge(1, 2).pingsUntil(10);
    const session = await sessionOf(cluster.capture('bridge'));
    expect(knownAt(session, 2.5, 5, 7)).toEqual(['unknown', 'unknown', 'has it']);
    session.close();
  });

  it('nor what was sent behind it', async () => {
    const cluster = registered().at(3).register(1, '0999');
    cluster.at(4).again(1, 2).register(1, '0998').at(6).acknowledge(1, 2).pingsUntil(10);
    const session = await sessionOf(cluster.capture('bridge'));
    const at = knownAt(session, 3.5, 5, 7);
    expect(at).toEqual(['unknown, unknown', 'unknown, unknown, unknown', 'has it, has it, has it']);
    session.close();
  });

  it('has arrived where somebody saw it behind the place where it was lost', async () => {
    const whole = registered().at(4).again(1, 2).at(6).acknowledge(1, 2).pingsUntil(10);
    const behind = registered().acknowledge(1, 2).pingsUntil(10);
    const session = await sessionOf(whole.capture('node1'), behind.capture('node2'));
    expect(knownAt(session, 2.5, 7)).toEqual(['has it', 'has it']);
    session.close();
  });

  it('or where the acknowledgement takes longer than a receiver may wait with it', async () => {
    const slow = await sessionOf(registered().at(5).acknowledge(1, 2).pingsUntil(10).capture('bridge'));
    const usual = await sessionOf(registered().at(2.4).acknowledge(1, 2).pingsUntil(10).capture('bridge'));
    expect([slow, usual].map((session) => knownAt(session, 2.2, 4, 6))).toEqual([
      ['unknown', 'unknown', 'has it'],
      ['has it', 'has it', 'has it'],
    ]);
    for (const session of [slow, usual]) session.close();
  });

  it('has arrived where it was acknowledged before, or where acknowledgements were not captured', async () => {
    const before = registered().acknowledge(1, 2).at(4).again(1, 2).pingsUntil(8);
    const oneWay = new WrittenCluster(1, 2).at(0).pingsUntil(2).register(1, '1000').at(4).again(1, 2);
    for (const cluster of [before, oneWay.pingsUntil(8)]) {
      const session = await sessionOf(cluster.capture('bridge'));
      expect(knownAt(session, 2.5, 7)).toEqual(['has it', 'has it']);
      session.close();
    }
  });
});

describe('what a packet asks for, its receiver has done when the packet arrives', () => {
  it('until a deletion arrives, the contact may still be there', async () => {
    const cluster = registered().acknowledge(1, 2).at(3);
    cluster.send('usrloc-contact-repl', 'REPL_UCONTACT_DELETE', DELETED, 1, 2).at(4).again(1, 2);
    const session = await sessionOf(cluster.at(6).acknowledge(1, 2).pingsUntil(10).capture('bridge'));
    expect(knownAt(session, 2.5, 3.5, 5, 7)).toEqual([
      'has it',
      'may have it',
      'may have it',
      'no contact anywhere',
    ]);
    session.close();
  });

  it('a contact that arrives after its deletion by another node stays', async () => {
    const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(2);
    for (const [from, to] of [
      [1, 2],
      [2, 1],
      [3, 2],
      [1, 3],
      [3, 1],
    ] as const)
      cluster.acknowledge(from, to);
    cluster.register(1, '1000').acknowledge(1, 3).at(3);
    for (const to of [1, 2]) cluster.send('usrloc-contact-repl', 'REPL_UCONTACT_DELETE', DELETED, 3, to);
    cluster.acknowledge(3, 1).acknowledge(3, 2).at(4).again(1, 2).at(6).acknowledge(1, 2);
    const session = await sessionOf(cluster.pingsUntil(10).capture('bridge'));
    expect(knownAt(session, 2.5, 5, 7)).toEqual(['unknown', 'no contact anywhere', 'has it']);
    session.close();
  });

  it('also where its arrival is only read after the packet was analysed', async () => {
    const cluster = registered().at(4).again(1, 2).at(6).acknowledge(1, 2).pingsUntil(10);
    const session = await sessionOf(cluster.capture('bridge'));
    const { unacknowledged } = session.tables;
    const analysis = new Analysis(session, { until: timeAt(session, 5), parts: ['contacts'] });
    const arrival = (one: MessageId) => unacknowledged.of(one).find(({ time }) => Number.isFinite(time));
    const id = [...unacknowledged.all()].find((one) => arrival(one) !== undefined) as MessageId;
    const known = arrival(id);
    unacknowledged.forgetBefore(session.tables.index.size as MessageId);
    while (analysis.advance(1000) === 'more');
    const certain = () =>
      aorStates(analysis.contacts, analysis.context, analysis.time).map(({ nodes }) => [
        nodes.get(2)?.contacts.length,
        nodes.get(2)?.uncertain.size,
      ]);
    expect(certain()).toEqual([[1, 0]]);
    const { source, time } = known as Acknowledgement;
    unacknowledged.add(id, source);
    expect(certain()).toEqual([[1, 1]]);
    unacknowledged.acknowledged(id, source, time);
    analysis.extend(timeAt(session, 8));
    while (analysis.advance(1000) === 'more');
    expect(certain()).toEqual([[1, 0]]);
    session.close();
  });
});

it('the last that was seen of a connection may not have arrived', async () => {
  const session = await sessionOf(registered().capture('bridge'));
  expect(knownAt(session, 2.5)).toEqual(['unknown']);
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
  expect([dialogsAt(session, 5), dialogsAt(session, 7)]).toEqual([[[[1], []]], [[[1, 2], []]]]);
  session.close();
});

it('a dialog may still be there until the packet arrives that tells of its end', async () => {
  const cluster = new WrittenCluster(1, 2).at(0).pingsUntil(2).acknowledge(1, 2).acknowledge(2, 1);
  const fields = dialogFields({ state: 4, timeout: 2 ** 31 - 1, caller_sock: 'tcp:shared' });
  cluster.send('dialog-dlg-repl', 'REPLICATION_DLG_CREATED', fields, 1, 2).acknowledge(1, 2).at(3);
  cluster.send('dialog-dlg-repl', 'REPLICATION_DLG_DELETED', fields, 1, 2).at(4).again(1, 2);
  const session = await sessionOf(cluster.at(6).acknowledge(1, 2).pingsUntil(10).capture('bridge'));
  expect([2.5, 5, 7].map((seconds) => dialogsAt(session, seconds))).toEqual([
    [[[1, 2], []]],
    [[[1, 2], [2]]],
    [[[1], []]],
  ]);
  session.close();
});

/** The nodes that hold each dialog, and those of them that are uncertain. */
function dialogsAt(session: Session, seconds: number) {
  const analysis = new Analysis(session, { until: timeAt(session, seconds), parts: ['dialogs'] });
  while (analysis.advance(1000) === 'more');
  const reports = dialogReports(analysis.dialogs, analysis.context, analysis.time);
  for (const { missing } of reports) expect(seconds === 5 ? missing : []).toEqual([]);
  return reports.map(({ nodes, uncertain }) => [[...nodes.keys()], uncertain]);
}
