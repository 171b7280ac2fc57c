import { afterAll, describe, expect, it } from 'vitest';
import { aorStates } from '../../../src/cluster/contacts/reports/aor-state.ts';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import type { Session } from '../../../src/engine/session.ts';
import { Folder } from '../../capture/reading.ts';
import { readAll } from '../../recordings/recordings.ts';
import { timeAt, WrittenCluster } from '../../support/written-cluster.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** Is it certain, at each of the times, what node 1 holds of the AOR of phone 1000? */
async function certainAt(cluster: WrittenCluster, observer: 'node2' | 'bridge', ...seconds: number[]) {
  return certainIn(cluster.capture(observer), ...seconds);
}

async function certainIn(capture: Buffer, ...seconds: number[]) {
  const session: Session = await readAll([folder.file(capture, 'some.pcap')]);
  const [first = 0] = seconds;
  const analysis = new Analysis(session, { until: timeAt(session, first), parts: ['contacts'] });
  const certain = seconds.map((until) => {
    analysis.extend(timeAt(session, until));
    while (analysis.advance(1000) === 'more');
    const states = aorStates(analysis.contacts, analysis.context, analysis.time);
    const held = states.find(({ aor }) => aor === '1000')?.nodes.get(1);
    return held?.contacts.length === 1 && held.uncertain.size === 0;
  });
  session.close();
  return certain;
}

/** The capture on node 2, and some of what only the bridge saw: messages between node 1 and its second phone. */
function flooded(cluster: WrittenCluster, messages: number): Buffer {
  const own = new Set(recordsOf(cluster.capture('node2')).map((record) => record.toString('hex')));
  let unseen = 0;
  // Before them come the question of its first phone and the answer.
  const isSecond = (place: number) => place >= 2 && place < 2 + messages;
  const whole = cluster.capture('bridge');
  const seen = recordsOf(whole).filter((record) => own.has(record.toString('hex')) || isSecond(unseen++));

  return Buffer.concat([whole.subarray(0, 24), ...seen]);
}

/** The records of a pcap file, which follow its header. */
function recordsOf(file: Buffer): readonly Buffer[] {
  const records: Buffer[] = [];
  for (let at = 24; at < file.length; ) {
    const end = at + 16 + file.readUInt32LE(at + 8);
    records.push(file.subarray(at, end));
    at = end;
  }
  return records;
}

/** A phone at each node; the capture on node 2 has only what its own phone said. */
const registered = () => new WrittenCluster(1, 2).at(0).pingsUntil(2).register(1, '1000').register(2, '0999');

describe('a node whose SIP nobody captured', () => {
  it('may have answered phones while it could tell nobody', async () => {
    const cluster = registered().at(4).ping(1, 2).pong(2, 1).at(6).ping(1, 2, false).pong(2, 1);
    cluster.at(9).register(1, '1000', { cseq: 2 }).pingsUntil(16);
    expect(await certainAt(cluster, 'node2', 5, 8, 12)).toEqual([true, false, true]);
    expect(await certainAt(cluster, 'bridge', 5, 8, 12)).toEqual([true, true, true]);
  });

  it('may have answered phones since there is nobody left whom it could tell', async () => {
    const cluster = registered().at(4).close(2).at(8).request('0999', 2, 8).request('0999', 2, 12);
    expect(await certainAt(cluster, 'node2', 3, 10)).toEqual([true, false]);
  });

  it('is one of which a switch has flooded a message, not one of which answers were seen as well', async () => {
    const cluster = registered().at(4).ping(1, 2).pong(2, 1).at(6).ping(1, 2, false).pong(2, 1);
    cluster.at(9).register(1, '1001').pingsUntil(300);
    expect(await certainIn(flooded(cluster, 0), 8)).toEqual([false]);
    expect(await certainIn(flooded(cluster, 1), 8)).toEqual([false]);
    expect(await certainIn(flooded(cluster, 2), 8)).toEqual([true]);
  });
});
