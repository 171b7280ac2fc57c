import { describe, expect, it } from 'vitest';
import { TrafficSurges } from '../../../src/cluster/traffic/traffic-surges.ts';
import type { MessageId } from '../../../src/ids.ts';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const DIALOGS = 'dialog-dlg-repl';
const DELETED = 'REPLICATION_DLG_DELETED';
const ended = (number: number) => ({ callid: `c${number}`, from_tag: 'a', to_tag: 'b', h_id: 1 });
const SECOND = 1e9;

describe('one packet again and again', () => {
  const repeating = (times: number, every: number, isSame = true) => {
    const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4);
    for (let time = 0; time < times; time++)
      cluster.at(5 + time * every).send(DIALOGS, DELETED, ended(isSame ? 0 : time), 1, 2);
    return cluster;
  };

  it('is found, once for all of a link', async () => {
    const [found, ...others] = await findingsIn(repeating(15, 0.5), 'packets-');
    expect(found).toMatchObject({
      title: `packets repeated: node 1 sent node 2 a packet of ${DIALOGS} up to 15 times a minute`,
      nodes: [1, 2],
    });
    expect(others).toEqual([]);
    expect(await titlesIn(repeating(15, 0.5), 'packets-', ['node1', 'node2'])).toEqual([found?.title]);
  });

  it('is none where it comes a few times, rarely, or is another one each time', async () => {
    expect(await titlesIn(repeating(9, 0.5), 'packets-')).toEqual([]);
    expect(await titlesIn(repeating(15, 10), 'packets-')).toEqual([]);
    expect(await titlesIn(repeating(15, 0.5, false), 'packets-')).toEqual([]);
  });

  it('is none where pings, or what is copied to several nodes, are the same', async () => {
    const cluster = new WrittenCluster(...Array.from({ length: 14 }, (_, at) => at + 1)).at(0).pingsUntil(60);
    for (let node = 2; node <= 14; node++) cluster.send(DIALOGS, DELETED, ended(0), 1, node);
    expect(await titlesIn(cluster, 'packets-')).toEqual([]);
  });
});

describe('more traffic than ever', () => {
  /** Ten packets in each ten seconds, then many; a request of SIP in each of them, and then some. */
  const surging = (seconds: number, many: number, requests: number) => {
    const surges = new TrafficSurges();
    const send = (second: number) => surges.packet(1, 2, DIALOGS, second * SECOND, second as MessageId);
    for (let second = 0; second < seconds; second++) {
      send(second);
      if (second % 10 === 0) surges.request(1, 2, second * SECOND);
    }
    for (let one = 0; one < requests; one++) surges.request(1, 2, seconds * SECOND);
    for (let one = 0; one < many; one++) send(seconds);
    return surges.all();
  };

  it('is told with what was usual', () => {
    expect(surging(200, 700, 1)).toEqual([
      { cluster: 1, source: 2, capability: DIALOGS, count: 700, before: 10, message: 200 },
    ]);
  });

  it('is none where it is not ten times more, where SIP explains it, or where it is not known what is usual', () => {
    expect(surging(200, 400, 1)).toEqual([]);
    expect(surging(200, 700, 5)).toEqual([]);
    expect(surging(100, 700, 1)).toEqual([]);
    const surges = new TrafficSurges();
    for (let one = 0; one < 1000; one++)
      surges.packet(1, 2, DIALOGS, one < 20 ? one * 10 * SECOND : 2e11, 1 as MessageId);
    expect(surges.all()).toEqual([]);
  });

  it('is a finding', async () => {
    const cluster = new WrittenCluster(1, 2).at(0).pingsUntil(4).register(1, '1000');
    for (let second = 10; second < 150; second += 10)
      cluster.at(second).send(DIALOGS, DELETED, ended(second), 1, 2).request('1000', 1, second);
    cluster.request('1000', 1, 160).at(160.5);
    for (let one = 0; one < 600; one++) cluster.send(DIALOGS, DELETED, ended(1000 + one), 1, 2);
    expect(await titlesIn(cluster, 'traffic-')).toEqual([
      `traffic surge: node 1 sent 600 packets of ${DIALOGS} in 10 s, at most 1 before`,
    ]);
  });
});
