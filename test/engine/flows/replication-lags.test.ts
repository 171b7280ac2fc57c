import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import { ObserverPlaces } from '../../../src/engine/analysis/observer-places.ts';
import { worstLag } from '../../../src/engine/flows/flow-timing.ts';
import { ReplicationLags } from '../../../src/engine/flows/replication-lags.ts';
import type { Session } from '../../../src/engine/session.ts';
import type { MessageId } from '../../../src/ids.ts';
import { Folder } from '../../capture/reading.ts';
import { messagesOf, readAll, recording } from '../../recordings/recordings.ts';
import { WrittenCluster } from '../../support/written-cluster.ts';

describe('the lags of replication', () => {
  let session: Session;

  beforeAll(async () => {
    const { captures } = recording('3.5/calls');
    session = await readAll(captures.filter((path) => path.endsWith('bridge.pcap.gz')));
  });
  afterAll(() => session.close());

  /** As if all of these packets had the first message as their cause. */
  function lagsOf(packets: readonly MessageId[]) {
    const lags = new ReplicationLags(session, new ObserverPlaces(session));
    const cause = session.tables.order.at(0) as MessageId;
    lags.add({
      id: 'f1',
      *packetCauses() {
        for (const packet of packets) yield { packet, cause };
      },
    });
    return lags.reports();
  }

  function packetsThatWere(passedOn: boolean): readonly MessageId[] {
    const { index, kinds, routes, nodes, endpoints } = session.tables;
    return [...messagesOf(session)].filter((id) => {
      const kind = kinds.get(index.kind(id));
      const route = index.route(id);
      if (kind.protocol !== 'bin' || routes.destination(route) <= 0) return false;
      const receiver = nodes.nodeIn(routes.cluster(route), endpoints.addressOf(index.receiver(id)));
      return receiver !== undefined && (receiver !== routes.destination(route)) === passedOn;
    });
  }

  it('count a packet where it comes to its destination, not on its way there', () => {
    const onTheirWay = packetsThatWere(true);
    const arriving = packetsThatWere(false);
    expect(onTheirWay.length).toBeGreaterThan(10);
    expect(lagsOf(onTheirWay)).toEqual([]);
    const counted = lagsOf([...onTheirWay, ...arriving]).reduce((sum, { packets }) => sum + packets, 0);
    expect(counted).toBe(arriving.length);
  });

  it('are those of the packet in the middle, of 95 of 100, and of the last', () => {
    const byPair = new Map<string, MessageId[]>();
    const { index } = session.tables;
    for (const id of packetsThatWere(false)) {
      const pair = `${index.route(id)} ${index.kind(id)}`;
      byPair.set(pair, [...(byPair.get(pair) ?? []), id]);
    }
    const most = [...byPair.values()].sort((a, b) => b.length - a.length)[0] ?? [];
    expect(most.length).toBeGreaterThan(20);
    const twenty = most.slice(0, 20);
    const begin = session.timeOf(session.tables.order.at(0) as MessageId);
    const lags = twenty.map((id) => session.timeOf(id) - begin).sort((a, b) => a - b);
    const [report] = lagsOf(twenty);
    expect(report).toMatchObject({ packets: 20, median: lags[9], percentile95: lags[18], end: 'sight' });
    expect(report?.longest).toMatchObject({ lag: lags[19], flow: 'f1' });
  });
});

describe('the lag of a packet that was sent again', () => {
  const folder = new Folder();
  afterAll(() => folder.remove());

  /** A phone registers at 2 s; what tells node 2 of it is sent again at 4 s. */
  const resent = () =>
    new WrittenCluster(1, 2)
      .at(0)
      .pingsUntil(2)
      .acknowledge(1, 2)
      .acknowledge(2, 1)
      .register(1, '1000')
      .at(4)
      .again(1, 2);

  async function measured(cluster: WrittenCluster, observers: readonly ('node1' | 'node2')[]) {
    const session = await readAll(observers.map((one) => folder.file(cluster.capture(one), `${one}.pcap`)));
    const analysis = new Analysis(session);
    while (analysis.advance(1000) === 'more');
    const places = new ObserverPlaces(session);
    const lags = new ReplicationLags(session, places);
    const worst = analysis.flows.flows().map((flow) => {
      lags.add(flow);
      const lag = worstLag(places, flow);
      return lag === undefined ? 'none' : `${lag.end} ${Math.round(lag.total / 1e9)} s`;
    });
    const told = lags.reports().map(({ packets, longest }) => [packets, Math.round(longest.lag / 1e9)]);
    session.close();
    return { worst, told };
  }

  it('reaches to when its receiver acknowledged it', async () => {
    const acknowledged = resent().at(6).acknowledge(1, 2).pingsUntil(10);
    const late = { worst: ['arrival 4 s'], told: [[1, 4]] };
    expect(await measured(acknowledged, ['node1'])).toEqual(late);
    expect(await measured(acknowledged, ['node1', 'node2'])).toEqual(late);
  });

  it('is at least what was seen where nothing shows that it arrived, and counts for no pair', async () => {
    const lost = await measured(resent().pingsUntil(4), ['node1']);
    expect(lost).toEqual({ worst: ['unacknowledged 0 s'], told: [] });
  });
});
