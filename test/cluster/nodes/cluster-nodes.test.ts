import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { releases } from '../../../decoders/bin/releases.ts';
import { Coverage } from '../../../src/cluster/coverage/coverage.ts';
import { Lapses } from '../../../src/cluster/coverage/lapses.ts';
import { NO_GAPS } from '../coverage/no-gaps.ts';
import { capabilities, extra, flooded, linkUpdate, ping, pong, TestCluster, topology } from './traffic.ts';

/** Of what a node sends, all that was for one other node may have been missed, and nothing else. */
class MissedTo extends Lapses {
  private readonly node: number;

  constructor(node: number) {
    super(NO_GAPS, new Coverage());
    this.node = node;
  }

  override outOf(
    _cluster: number,
    node: number,
    _from: number,
    _to: number,
    isTold = (_other: number) => true,
  ) {
    return [1, 2, 3].filter((other) => other !== node && isTold(other)).every((one) => one === this.node);
  }
}

const USRLOC = 'usrloc-contact-repl';

describe('links', () => {
  test('a periodic ping shows a link up, any other one that it is not; each way by itself', () => {
    const cluster = new TestCluster().see(ping(1, 1, 2), ping(2, 2, 1, 1));
    expect([cluster.link(1, 2, 3), cluster.link(2, 1, 3)]).toEqual(['up', 'down']);
    expect(cluster.report(1, 3).neighbours).toEqual([2]);
    expect(cluster.report(2, 3).neighbours).toEqual([]);
  });

  test('a link that was not seen is unknown, not down', () => {
    const cluster = new TestCluster().see(ping(1, 1, 2), extra(2, 1, 2, 'X', {}), ping(2, 2, 1));
    cluster.see({ ...pong(3, 2, 1), fields: { nodes: [3] } });
    expect(cluster.link(1, 3, 4)).toBe('unknown');
    expect(cluster.report(3, 4).neighbours).toBeUndefined();
    expect(cluster.report(3, 4).links.map(({ state }) => state)).toEqual(['unknown', 'unknown']);
  });

  test('silence makes a link unknown; a usual interval between pings does not', () => {
    const cluster = new TestCluster().see(ping(1, 1, 2), ping(5, 1, 2));
    expect(cluster.link(1, 2, 12)).toBe('up');
    expect(cluster.link(1, 2, 60)).toBe('unknown');
    // Where several came by the clock, the next one is missed at once.
    const regular = new TestCluster().see(...[1, 5, 9, 13].map((at) => ping(at, 1, 2)), pong(19, 1, 3));
    expect([regular.link(1, 2, 19.9), regular.link(1, 2, 20.1)]).toEqual(['up', 'unknown']);
    // One interval that an outage made longer is not the usual one, and a restart changes nothing about that.
    const longer = new TestCluster().see(
      ...[1, 5, 9, 13, 22, 26].map((at) => ping(at, 1, 2)),
      pong(32, 1, 3),
    );
    expect([longer.link(1, 2, 32.9), longer.link(1, 2, 33.1)]).toEqual(['up', 'unknown']);
    longer.see(topology(40, [1], 2, 7, { 1: [2] }), topology(50, [1], 2, 0, { 1: [2] }), ping(51, 1, 2));
    longer.see(pong(57, 1, 3));
    expect(longer.report(1, 57).restarted).toBe(50e9);
    expect([longer.link(1, 2, 57.9), longer.link(1, 2, 58.1)]).toEqual(['up', 'unknown']);
    // A ping that waited for the end of an outage came late by that, not by the clock.
    regular.see(ping(40, 1, 2), ping(40, 1, 2, 1), ...[41, 45, 49, 53].map((at) => ping(at, 1, 2)));
    regular.see(pong(59, 1, 3));
    expect([regular.link(1, 2, 59.9), regular.link(1, 2, 60.1)]).toEqual(['up', 'unknown']);
    const slow = new TestCluster().see(ping(0, 1, 2), ping(60, 1, 2), ping(120, 1, 2));
    expect(slow.link(1, 2, 200)).toBe('up');
    expect(slow.link(1, 2, 400)).toBe('unknown');
  });

  test('a node that does not answer a ping may take all its links for down: its view of them is not known', () => {
    const cluster = new TestCluster().see(ping(1, 1, 2), ping(1, 2, 1), pong(1.001, 1, 2), pong(1.001, 2, 1));
    expect(cluster.see(ping(5, 1, 2)).link(2, 1, 5.9)).toBe('up');
    expect(cluster.link(2, 1, 6.1)).toBe('unknown');
    expect(cluster.see(pong(7, 2, 1)).link(2, 1, 7.1)).toBe('up');
  });

  test('the view of the node that has pinged it is not known either, until that node tells it', () => {
    const cluster = new TestCluster().see(ping(1, 1, 2), ping(1, 2, 1), pong(1.001, 1, 2), pong(1.001, 2, 1));
    cluster.see(
      ping(1, 1, 3),
      ping(1, 3, 1),
      pong(1.001, 3, 1),
      ping(5, 1, 2),
      ping(5, 1, 3),
      pong(5.001, 3, 1),
    );
    expect([cluster.link(1, 2, 5.9), cluster.link(1, 2, 6.1)]).toEqual(['up', 'unknown']);
    expect([cluster.link(1, 3, 6.1), cluster.hop(1, 2, 6.1)]).toEqual(['up', undefined]);
    cluster.see(linkUpdate(6.2, [1], 3, { seq_no: 1, neighbour: 2, link_state: 1 }));
    expect([cluster.link(1, 2, 6.3), cluster.link(1, 2, 6.3)]).toEqual(['down', 'down']);
    // One that waits longer than others by its configuration says that it is still up.
    const patient = new TestCluster().see(ping(1, 1, 2), pong(1.001, 2, 1), ping(5, 1, 2));
    patient.see(topology(7, [1], 3, 1, { 1: [2, 3] }));
    expect(patient.link(1, 2, 7.1)).toBe('up');
  });

  test('pings whose answers are never seen say nothing', () => {
    expect(new TestCluster().see(ping(1, 1, 2), ping(5, 1, 2)).link(1, 2, 8)).toBe('up');
  });

  test('a node that ends its connections may be gone: its links are unknown until another node reports them', () => {
    const cluster = new TestCluster().see(
      ...[ping(1, 1, 2), ping(1, 2, 1), ping(1, 1, 3), ping(1, 3, 1), ping(1, 2, 3), ping(1, 3, 2)],
      capabilities(1, [2], 1, { [USRLOC]: 1 }),
      ...[pong(1.001, 1, 2), pong(1.001, 2, 3), pong(1.001, 3, 1)],
    );
    cluster.end(2, 3);
    expect([cluster.link(1, 2, 2.9), cluster.link(2, 1, 2.9)]).toEqual(['up', 'up']);
    expect([cluster.link(1, 2, 3.1), cluster.link(2, 1, 3.1)]).toEqual(['unknown', 'unknown']);
    expect([cluster.link(1, 3, 3.1), cluster.link(3, 1, 3.1)]).toEqual(['up', 'up']);
    const state = (at: number) => cluster.report(2, at).capabilities.get(USRLOC)?.state;
    expect([state(2.9), state(3.1)]).toEqual(['ok', 'unknown']);
    cluster.see(linkUpdate(3.5, [1], 3, { seq_no: 1, neighbour: 2, link_state: 1 }));
    expect([cluster.link(1, 2, 3.6), cluster.hop(1, 2, 3.6)]).toEqual(['down', undefined]);
  });

  test('a link to a node that has begun anew is unknown until it is seen again', () => {
    const cluster = new TestCluster().see(
      ...[ping(1, 1, 2), pong(1.001, 2, 1), ping(1, 1, 3), pong(1.001, 3, 1)],
      linkUpdate(1.5, [1], 3, { seq_no: 1, neighbour: 2, link_state: 0 }),
    );
    cluster.see(topology(8, [2], 3, 0, { 2: [3] }), ping(8, 1, 3), pong(8.001, 3, 1));
    expect([cluster.link(1, 2, 8.5), cluster.link(1, 3, 8.5)]).toEqual(['unknown', 'up']);
    expect(cluster.see(ping(9, 1, 2), pong(9.001, 2, 1)).link(1, 2, 9.5)).toBe('up');
  });

  test('the first copy of the latest update counts', () => {
    const cluster = new TestCluster().see(
      linkUpdate(1, [1], 3, { seq_no: 4, neighbour: 2, link_state: 0 }),
      linkUpdate(2, [1], 3, { seq_no: 5, neighbour: 2, link_state: 1 }),
      linkUpdate(3, [1, 4], 3, { seq_no: 4, timestamp: 1, neighbour: 2, link_state: 0 }),
    );
    expect(cluster.link(1, 2, 4)).toBe('down');
    expect(cluster.report(1, 4).links.find(({ to }) => to === 2)?.since).toBe(2e9);
  });

  test('a topology that was built while a link came up does not take it down', () => {
    const racing = new TestCluster().see(
      linkUpdate(1, [1], 3, { seq_no: 0, neighbour: 2, link_state: 0 }),
      topology(1.001, [1], 3, 0, { 1: [3], 2: [] }),
    );
    expect(racing.link(1, 2, 2)).toBe('up');
    const later = new TestCluster().see(
      linkUpdate(1, [1], 3, { seq_no: 0, neighbour: 2, link_state: 0 }),
      topology(9, [1], 3, 0, { 1: [3], 2: [] }),
    );
    expect(later.link(1, 2, 9)).toBe('down');
  });

  test('a topology that was made before an update that is known tells nothing of the links', () => {
    const told = (ls_seq_no: number) => {
      const nodes = [{ node_id: 1, has_description: 0, ls_seq_no, ls_timestamp: 0, neighbours: [2, 3] }];
      return new TestCluster()
        .see(linkUpdate(1, [1], 3, { seq_no: 4, neighbour: 2, link_state: 0 }))
        .see(linkUpdate(1.001, [1], 3, { seq_no: 5, neighbour: 2, link_state: 1 }))
        .see(flooded(1.002, [1, 2], 3, 'CLUSTERER_FULL_TOP_UPDATE', { seq_no: 0, timestamp: 1, nodes }))
        .link(1, 2, 2);
    };
    expect([told(4), told(6)]).toEqual(['down', 'up']);
  });

  test('hearsay about a node does not override what the node itself shows', () => {
    const cluster = new TestCluster().see(topology(1, [1], 3, 0, { 1: [3], 2: [1, 4] }), ping(2, 2, 4, 1));
    expect([cluster.link(2, 1, 3), cluster.link(2, 4, 3)]).toEqual(['up', 'down']);
  });

  test('hearsay of an update that was captured nowhere is news; of those before it, it is not', () => {
    const heard = (ls_seq_no: number) => {
      const records = [
        { node_id: 1, has_description: 0, ls_seq_no: 0, ls_timestamp: 0, neighbours: [3] },
        { node_id: 2, has_description: 0, ls_seq_no, ls_timestamp: 0, neighbours: [4] },
      ];
      return new TestCluster()
        .see(linkUpdate(1, [2], 3, { seq_no: 3, neighbour: 4, link_state: 1 }))
        .see(flooded(2, [1], 3, 'CLUSTERER_FULL_TOP_UPDATE', { seq_no: 0, timestamp: 2, nodes: records }))
        .link(2, 4, 3);
    };
    expect([heard(3), heard(4)]).toEqual(['down', 'up']);
  });

  test('forwarded copies show who routes through whom; where there is no way, that is said', () => {
    const cluster = new TestCluster().see(
      ping(1, 2, 3, 1),
      ping(1, 2, 1),
      ping(1, 2, 4),
      ping(1, 1, 3),
      ping(1, 4, 3),
      { at: 2, from: 2, to: 4, destination: 3, name: 'REPL_UCONTACT_INSERT' },
      { at: 2, from: 4, to: 3, source: 2, destination: 3, name: 'REPL_UCONTACT_INSERT' },
    );
    const hop = (from: number, to: number) =>
      cluster.report(from, 3).links.find((link) => link.to === to)?.nextHop;
    expect([hop(2, 3), hop(2, 4), hop(4, 3)]).toEqual([4, 4, 3]);
    cluster.see(ping(3, 4, 3, 1));
    expect([hop(2, 3), hop(2, 4), hop(4, 3)]).toEqual([1, 4, undefined]);
    // Nothing else tells that the link is down: a node that does not get over it does not ping, either.
    const silent = new TestCluster().see(
      ping(1, 2, 3),
      ping(1, 2, 4),
      { at: 2, from: 2, to: 4, destination: 3, name: 'X' },
      ping(5, 2, 4),
    );
    expect(silent.link(2, 3, 5)).toBe('up');
    silent.see({ at: 6, from: 2, to: 4, destination: 3, name: 'X' });
    expect([silent.link(2, 3, 6), silent.link(4, 3, 6)]).toEqual(['down', 'unknown']);
    expect(silent.report(2, 6).links.find(({ to }) => to === 3)?.nextHop).toBe(4);
    const cut = new TestCluster().see(ping(1, 1, 2, 1), ping(1, 1, 3), ping(1, 3, 1), ping(1, 3, 2, 1));
    expect(cut.report(1, 2).links.map(({ nextHop }) => nextHop)).toEqual(['none', 3]);
  });
});

test('a node that is left out of broadcasts cannot be reached, whatever routes the links would offer', () => {
  const told = (at: number, ...to: readonly number[]) =>
    to.map((destination) => ({
      ...{ at, from: 1, to: 2, destination, name: 'REPLICATION_DLG_UPDATED' },
      capability: 'dialog-dlg-repl',
    }));
  const cluster = new TestCluster().see(ping(1, 1, 2), ping(1, 1, 3, 1), ping(1, 2, 3), ping(1, 2, 1));
  expect(cluster.hop(1, 3, 2)).toBe(2);
  cluster.see(...told(2, 2, 3));
  expect(cluster.hop(1, 3, 4)).toBe(2);
  cluster.see(...told(5, 2));
  // A copy may be on its way.
  expect([cluster.hop(1, 3, 5.5), cluster.hop(1, 3, 7)]).toEqual([2, 'none']);
  // Whether the change of another link has made it look for its ways anew, nobody has seen.
  cluster.see(ping(8, 3, 1, 1));
  expect(cluster.hop(1, 3, 8)).toBeUndefined();
  cluster.see(...told(9, 2, 3));
  expect(cluster.hop(1, 3, 11)).toBe(2);
});

test('over whom, the priority decides; who was not described has that of most others', () => {
  const described = (node: number, priority: number) =>
    flooded(1, [node], 9, 'CLUSTERER_NODE_DESCRIPTION', { url: 'bin:192.0.2.1', sip_addr: '', priority });
  const hop = (...told: readonly ReturnType<typeof described>[]) => {
    const cluster = new TestCluster().see(...told, ping(1, 1, 4, 1));
    for (const via of [2, 3]) cluster.see(ping(1, 1, via), ping(1, via, 4));
    return cluster.report(1, 2).links.find(({ to }) => to === 4)?.nextHop;
  };
  expect([hop(), hop(described(3, 3)), hop(described(3, 3), described(4, 3))]).toEqual([2, 2, 2]);
  expect(hop(described(2, 50), described(3, 3))).toBe(3);
});

describe('round trips', () => {
  test('are measured by one observer’s clock, the one that waited longest', () => {
    const cluster = new TestCluster().see(
      {
        ...ping(1, 1, 2),
        sights: [
          [0, 1],
          [1, 61.0004],
        ],
      },
      {
        ...pong(1.001, 2, 1),
        sights: [
          [1, 61.0005],
          [0, 1.001],
        ],
      },
    );
    expect(cluster.report(1, 2).links[0]?.roundTrip?.latest).toBe(1e6);
    expect(cluster.report(2, 2).links[0]?.roundTrip).toBeUndefined();
  });

  test('with several pending pings, it is unknown which one is answered', () => {
    const cluster = new TestCluster().see(ping(1, 1, 2), ping(2, 1, 2), pong(2.1, 2, 1), pong(2.2, 2, 1));
    expect(cluster.report(1, 3).links[0]?.roundTrip).toBeUndefined();
  });
});

describe('capabilities', () => {
  const state = (cluster: TestCluster, node = 1) => cluster.report(node, 9).capabilities.get(USRLOC)?.state;

  test('the word that a node is synced may have been missed only if all links that are up may have lost it', () => {
    const cluster = new TestCluster({ lapses: new MissedTo(2) }).see(
      ping(1, 1, 3, 1),
      capabilities(2, [1], 2, { [USRLOC]: 0 }),
      ping(6, 1, 2),
    );
    expect(state(cluster)).toBe('unknown');
    expect(state(cluster.see(ping(7, 1, 3)))).toBe('not synced');
  });

  test('of which other nodes contradict each other are unknown, until one of them has news', () => {
    const told = (at: number, by: number, said: number, seq_no = at) => {
      const own = { node_id: by, caps_count: 0, caps: [] };
      const other = { node_id: 1, caps_count: 1, caps: [{ capability: USRLOC, state: said }] };
      const fields = { seq_no, timestamp: at, nodes: [own, other] };
      return flooded(at, [by], 4, 'CLUSTERER_CAP_UPDATE', fields);
    };
    const cluster = new TestCluster().see(told(1, 2, 1));
    expect(state(cluster)).toBe('ok');
    expect(state(cluster.see(told(2, 3, 0)))).toBe('unknown');
    expect(state(cluster.see(told(3, 2, 1)))).toBe('unknown');
    expect(state(cluster.see(told(4, 3, 1)))).toBe('ok');
    expect(state(cluster.see(told(5, 3, 0)))).toBe('not synced');
    const repeated = new TestCluster().see(told(1, 2, 1), told(2, 3, 1), told(3, 4, 0), told(4, 2, 0));
    expect(state(repeated)).toBe('unknown');
  });

  test('once the only node that was captured has ended, nobody is seen to be told what changes at others', () => {
    const cluster = new TestCluster().see(
      ...[ping(1, 1, 2), ping(1, 2, 1), ping(1, 1, 3), ping(1, 3, 1)],
      capabilities(2, [2], 1, { [USRLOC]: 1 }, { seq_no: 1, timestamp: 2 }),
    );
    expect(state(cluster, 2)).toBe('ok');
    cluster.end(1, 4);
    expect(state(cluster, 2)).toBe('unknown');
    expect(cluster.report(2, 9).capabilities.get(USRLOC)?.ended).toBeUndefined();
    // With a link between the others, all of them are captured.
    const bridge = new TestCluster().see(
      ...[ping(1, 1, 2), ping(1, 1, 3), ping(1, 2, 3), ping(1, 3, 2)],
      capabilities(2, [2], 1, { [USRLOC]: 1 }, { seq_no: 1, timestamp: 2 }),
    );
    expect(state(bridge.end(1, 4), 2)).toBe('ok');
  });

  test('with a counter, the latest update counts', () => {
    const cluster = new TestCluster().see(
      capabilities(1, [1], 2, { [USRLOC]: 0 }, { seq_no: 3, timestamp: 1 }),
      capabilities(2, [1], 2, { [USRLOC]: 1 }, { seq_no: 4, timestamp: 2 }),
      capabilities(3, [1, 3], 2, { [USRLOC]: 0 }, { seq_no: 3, timestamp: 1 }),
    );
    expect(state(cluster)).toBe('ok');
    expect(cluster.report(1, 9).capabilities.get(USRLOC)?.since).toBe(2e9);
  });

  test('without a counter, late copies of older states do not make it flip', () => {
    const cluster = new TestCluster().see(
      capabilities(1, [1], 2, { [USRLOC]: 0 }),
      capabilities(1.1, [1], 2, { [USRLOC]: 1 }),
      capabilities(1.2, [1, 3], 2, { [USRLOC]: 0 }),
    );
    expect(state(cluster)).toBe('ok');
    cluster.see(capabilities(1.3, [1], 2, { [USRLOC]: 0 }));
    expect(state(cluster)).toBe('not synced');
    // Sent again long after the flood, by a node whose own copies we do not see.
    cluster.see(capabilities(8, [1, 3], 2, { [USRLOC]: 1 }));
    expect(state(cluster)).toBe('ok');
  });

  test('packets of a capability tell that the node has it, not in which state', () => {
    const cluster = new TestCluster().see({ at: 1, from: 1, to: 2, destination: 2, name: 'X' });
    expect(state(cluster)).toBe('unknown');
    expect(cluster.report(1, 9).capabilities.get(USRLOC)?.since).toBeUndefined();
  });

  test('between request and end a node is syncing; whom it asks has the data', () => {
    const cluster = new TestCluster().see(extra(1, 2, 1, 'CLUSTERER_SYNC_REQ', { capability: USRLOC }));
    const syncing = cluster.report(2, 2).capabilities.get(USRLOC);
    expect([syncing?.state, syncing?.syncing]).toEqual(['not synced', { donor: 1, since: 1e9 }]);
    expect(state(cluster, 1)).toBe('ok');
    cluster.see(
      extra(3, 1, 2, 'CLUSTERER_SYNC_END', { capability: USRLOC }),
      capabilities(3.1, [2], 1, { [USRLOC]: 1 }, { seq_no: 1, timestamp: 3 }),
    );
    const synced = cluster.report(2, 9).capabilities.get(USRLOC);
    expect([synced?.state, synced?.syncing]).toEqual(['ok', undefined]);
  });

  test('a request that is passed on to its donor after the node has told that it is synced is no new one', () => {
    const request = { capability: USRLOC };
    const cluster = new TestCluster().see(
      extra(1, 2, 1, 'CLUSTERER_SYNC_REQ', request),
      extra(1.001, 1, 2, 'CLUSTERER_SYNC_END', request),
      extra(1.002, 2, 1, 'CLUSTERER_SYNC_REQ', request, 3),
      capabilities(1.003, [2], 1, { [USRLOC]: 1 }, { seq_no: 1, timestamp: 1 }),
      { ...extra(1.004, 1, 3, 'CLUSTERER_SYNC_REQ', request), source: 2 },
    );
    expect(cluster.report(2, 2).capabilities.get(USRLOC)?.state).toBe('ok');
  });
});

describe('seed', () => {
  const first = { seq_no: 0, timestamp: 1 };
  const second = { seq_no: 1, timestamp: 6 };

  test('a young node whose capability comes into sync without a sync', () => {
    const cluster = new TestCluster().see(
      capabilities(1, [1], 2, { [USRLOC]: 0 }, first),
      capabilities(6, [1], 2, { [USRLOC]: 1 }, second),
    );
    expect(cluster.report(1, 7).seed).toBe('likely');
    expect(cluster.report(2, 7).seed).toBe('unknown');
  });

  test('a node is not taken for a seed if it was synced, or if not all of its traffic was captured', () => {
    const synced = new TestCluster().see(
      capabilities(1, [1], 2, { [USRLOC]: 0 }, first),
      extra(2, 1, 2, 'CLUSTERER_SYNC_REQ', { capability: USRLOC }),
      extra(3, 2, 1, 'CLUSTERER_SYNC_END', { capability: USRLOC, chunks_count: 0 }),
      capabilities(6, [1], 2, { [USRLOC]: 1 }, second),
    );
    expect(synced.report(1, 7).seed).toBe('unknown');
    const askedTwice = new TestCluster().see(
      capabilities(1, [1], 2, { [USRLOC]: 0 }, first),
      extra(2, 1, 2, 'CLUSTERER_SYNC_REQ', { capability: USRLOC }),
      extra(3, 2, 1, 'CLUSTERER_SYNC_END', { capability: USRLOC, chunks_count: 0 }),
      extra(3, 1, 3, 'CLUSTERER_SYNC_REQ', { capability: USRLOC }),
      capabilities(6, [1], 2, { [USRLOC]: 1 }, second),
    );
    expect(askedTwice.report(1, 7).seed).toBe('unknown');
    // One process tells that it is synced while another asks again.
    const askedAtOnce = new TestCluster().see(
      topology(1, [1], 2, 0, {}),
      capabilities(1, [1], 2, { [USRLOC]: 0 }),
      extra(2, 1, 2, 'CLUSTERER_SYNC_REQ', { capability: USRLOC }),
      extra(3, 2, 1, 'CLUSTERER_SYNC_END', { capability: USRLOC }),
      capabilities(3, [1], 3, { [USRLOC]: 1 }),
      extra(3.001, 1, 2, 'CLUSTERER_SYNC_REQ', { capability: USRLOC }),
      capabilities(3.002, [1], 2, { [USRLOC]: 1 }),
      extra(3.003, 2, 1, 'CLUSTERER_SYNC_END', { capability: USRLOC }),
    );
    expect(askedAtOnce.report(1, 7).seed).toBe('unknown');
    const elsewhere = new TestCluster().see(
      capabilities(1, [1], 2, { [USRLOC]: 0 }, first),
      capabilities(6, [1], 2, { [USRLOC]: 1 }, second),
      ping(6, 2, 3),
    );
    expect(elsewhere.report(1, 7).covered).toBe(false);
    expect(elsewhere.report(1, 7).seed).toBe('unknown');
  });

  test('a node is not taken for a seed because of an old update that a link with losses delivers late', () => {
    const cluster = new TestCluster().see(
      capabilities(1, [1], 2, { [USRLOC]: 0 }),
      extra(2, 1, 2, 'CLUSTERER_SYNC_REQ', { capability: USRLOC }),
      extra(3, 2, 1, 'CLUSTERER_SYNC_END', { capability: USRLOC }),
      capabilities(3, [1], 2, { [USRLOC]: 1 }),
      capabilities(4, [1], 3, { [USRLOC]: 0 }),
    );
    expect(cluster.report(1, 5).capabilities.get(USRLOC)?.state).toBe('ok');
    expect(cluster.see(capabilities(4, [1], 3, { [USRLOC]: 1 })).report(1, 5).seed).toBe('unknown');
  });

  test('in sync at once only counts for capabilities that others have to sync', () => {
    const cluster = new TestCluster().see(capabilities(1, [1], 2, { [USRLOC]: 1 }, first));
    expect(cluster.report(1, 2).seed).toBe('unknown');
    cluster.see(capabilities(2, [2], 1, { [USRLOC]: 0 }, first));
    expect([cluster.report(1, 3).seed, cluster.report(2, 3).seed]).toEqual(['likely', 'unknown']);
  });
});

describe('sharing tags', () => {
  const active = (at: number, from: number, to: number) =>
    extra(at, from, to, 'CLUSTERER_SHTAG_ACTIVE', { tag: 'vip' });
  const tag = (cluster: TestCluster, node: number) => cluster.report(node, 9).tags.get('vip')?.state;

  test('the node that announces it holds it, the nodes that receive this do not', () => {
    const cluster = new TestCluster().see(active(1, 1, 2), ping(1, 3, 1));
    expect([tag(cluster, 1), tag(cluster, 2), tag(cluster, 3)]).toEqual(['active', 'backup', undefined]);
    cluster.see(active(2, 2, 1));
    expect([tag(cluster, 1), tag(cluster, 2)]).toEqual(['backup', 'active']);
  });

  test('is unknown of a node that restarts, or was not seen to be told, and of none that is gone', () => {
    const unknown = (cluster: TestCluster, node: number, at: number) => cluster.report(node, at).unknownTags;
    const cluster = new TestCluster().see(active(1, 1, 2), ping(1, 3, 1), ping(1, 2, 1));
    expect([1, 2, 3].map((node) => unknown(cluster, node, 2))).toEqual([[], [], ['vip']]);
    cluster.see(topology(60, [2], 3, 0, { 2: [3] }));
    expect([cluster.report(2, 62).restarted, unknown(cluster, 2, 62)]).toEqual([60e9, ['vip']]);
    cluster.see(linkUpdate(63, [3], 1, { seq_no: 1, neighbour: 2, link_state: 1 }));
    cluster.see(linkUpdate(63, [1], 3, { seq_no: 1, neighbour: 2, link_state: 1 }), ping(80, 1, 3));
    expect([cluster.report(2, 80).away?.why, unknown(cluster, 2, 80)]).toEqual(['all links down', []]);
  });

  test('who takes one over from whom is told once, however often and to how many nodes it is announced', () => {
    const cluster = new TestCluster();
    const told: string[] = [];
    cluster.nodes.onTagTakeover((of, { tag, node, from, time }) =>
      told.push(`${of} ${tag} ${from} → ${node} at ${time / 1e9}`),
    );
    cluster.see(active(1, 1, 2), active(1, 1, 3), ping(1, 3, 1), active(2, 1, 2));
    cluster.see(active(3, 2, 1), active(3, 2, 3), active(4, 2, 3));
    expect(told).toEqual(['7 vip 1 → 2 at 3']);
    cluster.see(topology(60, [2], 3, 0, { 2: [3] }), active(61, 1, 2));
    expect(cluster.report(2, 62).restarted).toBe(60e9);
    expect(told.slice(1)).toEqual(['7 vip 2 → 1 at 61']);
  });

  test('what a process that has ended had is gone; where it was the only one captured, nobody tells of others', () => {
    const cluster = new TestCluster().see(active(1, 1, 2), active(2, 3, 1), ping(2, 2, 1)).end(3, 4);
    expect([tag(cluster, 3), tag(cluster, 2)]).toEqual([undefined, 'backup']);
    expect(cluster.end(1, 5).report(2, 9).tags.size).toBe(0);
  });

  test('a holder of whom it is not seen that it was told is not active any more', () => {
    const cluster = new TestCluster().see(active(1, 1, 2), active(2, 3, 2));
    expect([tag(cluster, 1), tag(cluster, 3)]).toEqual([undefined, 'active']);
  });

  test('is unknown where a takeover may have been missed: what came to the holder, or what another one sent', () => {
    const missed = (into: number, outOf: number) =>
      Object.assign(new Lapses(NO_GAPS, new Coverage()), {
        into: (_: number, node: number) => node === into,
        outOf: (_: number, node: number) => node === outOf,
      });
    const tags = (lapses: Lapses) => {
      const cluster = new TestCluster({ lapses }).see(active(1, 1, 2));
      return [tag(cluster, 1), tag(cluster, 2)];
    };
    expect(tags(missed(0, 0))).toEqual(['active', 'backup']);
    expect(tags(missed(1, 2))).toEqual([undefined, undefined]);
    expect(tags(missed(2, 1))).toEqual(['active', 'backup']);
  });

  test('who is of a release that does not understand it keeps what it held, and takes nothing over', () => {
    const ofDialogs = (at: number, from: number, to: number) =>
      extra(at, from, to, 'DLG_SHARING_TAG_ACTIVE', { tag_name: 'vip' });
    const cluster = new TestCluster();
    cluster.context.releases.learn(7, 1, releases('3.1'));
    cluster.context.releases.learn(7, 2, releases('2.4'));
    cluster.context.releases.learn(7, 3, releases('3.2+'));
    const told: string[] = [];
    cluster.nodes.onTagTakeover((_, { from, node }) => told.push(`${from} → ${node}`));
    const before3_2 = { ...active(1, 1, 2), command: 12 };
    cluster.see(before3_2, ping(1, 2, 1));
    expect([tag(cluster, 1), tag(cluster, 2)]).toEqual(['active', undefined]);
    cluster.see(ofDialogs(2, 2, 1));
    expect([tag(cluster, 1), tag(cluster, 2)]).toEqual(['active', 'active']);
    cluster.see({ ...active(3, 3, 1), command: 13 }, ofDialogs(4, 4, 2));
    expect([1, 2, 3, 4].map((node) => tag(cluster, node))).toEqual(['active', 'backup', 'active', 'active']);
    expect(told).toEqual(['2 → 4']);
  });

  test('2.4 has a packet of the dialog module', () => {
    const cluster = new TestCluster().see({
      ...extra(1, 1, 2, 'DLG_SHARING_TAG_ACTIVE', { tag_name: 'vip' }),
      capability: 'dialog-dlg-repl',
    });
    expect([tag(cluster, 1), tag(cluster, 2)]).toEqual(['active', 'backup']);
  });
});

describe('lives of nodes', () => {
  test('a restart takes with it what the node said just before its end, not what it said just after', () => {
    const said = () =>
      new TestCluster().see(ping(58, 2, 1), pong(58, 1, 2), topology(59, [2], 1, 4, { 2: [1] }));
    expect(said().link(2, 1, 60)).toBe('up');
    const back = () =>
      said()
        .end(2, 59.5)
        .refuse(2, 59.6)
        .see(ping(60, 1, 2), pong(60, 2, 1));
    expect(back().link(2, 1, 60)).toBe('unknown');
    expect(
      back()
        .see(topology(60.5, [2], 1, 0, { 2: [1] }))
        .link(2, 1, 61),
    ).toBe('up');
  });

  test('a restart takes with it what the node knew', () => {
    const cluster = new TestCluster().see(
      topology(1, [1], 2, 5, { 1: [2, 3] }),
      extra(1, 1, 2, 'CLUSTERER_SHTAG_ACTIVE', { tag: 'vip' }),
      capabilities(1, [1], 2, { [USRLOC]: 1 }, { seq_no: 5, timestamp: 1 }),
      topology(60, [1], 2, 0, { 1: [2] }),
    );
    const report = cluster.report(1, 61);
    expect(report.restarted).toBe(60e9);
    expect([cluster.link(1, 2, 61), cluster.link(1, 3, 61)]).toEqual(['up', 'unknown']);
    expect([report.tags.size, report.capabilities.size]).toEqual([0, 0]);
  });

  test('removed: the others forget it, and it gives up', () => {
    const cluster = new TestCluster().see(
      ...[ping(1, 1, 3), ping(1, 2, 3), ping(1, 3, 1), ping(1, 3, 2), ping(1, 1, 2)],
      extra(2, 1, 2, 'CLUSTERER_REMOVE_NODE', { node_id: 3 }),
      extra(2, 1, 3, 'CLUSTERER_REMOVE_NODE', { node_id: 3 }),
    );
    expect(cluster.report(3, 3).away).toMatchObject({ why: 'removed', since: 2e9 });
    expect(cluster.report(3, 3).links.map(({ state }) => state)).toEqual(['down', 'down']);
    expect(cluster.report(1, 3).links.map(({ to }) => to)).toEqual([2]);
  });

  test('gone: all others say that their link to it is down, and it is not heard', () => {
    const cluster = new TestCluster().see(
      ping(1, 3, 1),
      linkUpdate(2, [1], 2, { seq_no: 1, neighbour: 3, link_state: 1 }),
      linkUpdate(2.5, [2], 1, { seq_no: 1, neighbour: 3, link_state: 1 }),
    );
    expect([cluster.report(3, 2.9).away, cluster.link(3, 1, 2.9)]).toEqual([undefined, 'up']);
    // What it thinks itself, nobody hears.
    expect([cluster.report(3, 4).away, cluster.link(3, 1, 4)]).toEqual([undefined, 'unknown']);
    // So it is said by the updates of the others, not by the last word of the node itself.
    expect(cluster.report(3, 8).away).toEqual({ why: 'all links down', since: 2.5e9, messages: [1, 2] });
    expect(cluster.link(3, 1, 8)).toBe('unknown');
  });
});

describe('addresses', () => {
  test('the address that packets go to is a listener; one that is only answered over its own connection is not', () => {
    const cluster = new TestCluster().see(ping(1, 1, 2), {
      ...{ at: 1, from: 2, to: 1, name: 'CLUSTERER_UNKNOWN_ID', fromPort: 5000, toPort: 40_001 },
    });
    expect(cluster.report(2, 2).addresses.listeners).toEqual(['192.0.2.2:5000']);
    expect(cluster.report(1, 2).addresses).toMatchObject({ listeners: [], outgoing: ['192.0.2.1'] });
  });

  test('descriptions name them, IPv6 as well; host names stay in the URL', () => {
    const describe = (node: number, url: string) =>
      flooded(1, [node], 9, 'CLUSTERER_NODE_DESCRIPTION', { url, sip_addr: '', priority: 50 });
    const cluster = new TestCluster().see(
      describe(1, 'bins:[2001:DB8:0::1]:5556'),
      describe(2, 'bin:10.0.0.2'),
      describe(3, 'bin:node3.example.com:5555'),
      describe(4, 'bin:]['),
    );
    const listeners = [1, 2, 3, 4].map((node) => cluster.report(node, 2).addresses.listeners);
    expect(listeners).toEqual([['[2001:db8::1]:5556'], ['10.0.0.2:5555'], [], []]);
    expect(cluster.report(3, 2).description?.url).toBe('bin:node3.example.com:5555');
  });

  test('a bridge to another cluster is no link', () => {
    const packet = { at: 1, from: 1, to: 4, name: 'RL_PIPE_COUNT', capability: 'ratelimit-pipe-repl' };
    const cluster = new TestCluster().see({ ...packet, destinationCluster: 8 }, ping(1, 1, 2));
    expect(cluster.report(1, 2).bridges).toEqual([
      { cluster: 8, node: undefined, address: '192.0.2.4:5000', packets: 1 },
    ]);
    expect(cluster.report(1, 2).links.map(({ to }) => to)).toEqual([2]);
  });
});

describe('hostile traffic', () => {
  const value: fc.Arbitrary<string | number | number[]> = fc.oneof(
    fc.integer(),
    fc.string(),
    fc.array(fc.integer(), { maxLength: 5 }),
  );
  const names = fc.constantFrom(
    ...['CLUSTERER_PING', 'CLUSTERER_PONG', 'CLUSTERER_LS_UPDATE', 'CLUSTERER_FULL_TOP_UPDATE'],
    ...['CLUSTERER_CAP_UPDATE', 'CLUSTERER_NODE_DESCRIPTION', 'CLUSTERER_REMOVE_NODE', 'CLUSTERER_SYNC_REQ'],
    ...['CLUSTERER_SYNC_END', 'CLUSTERER_SHTAG_ACTIVE', 'CLUSTERER_UNKNOWN_ID'],
  );
  const keys = fc.constantFrom(
    ...[
      'path',
      'nodes',
      'seq_no',
      'timestamp',
      'neighbour',
      'link_state',
      'capability',
      'tag',
      'url',
      'node_id',
    ],
  );

  test('no fields make it throw', () => {
    const fields = fc.dictionary(keys, value, { maxKeys: 10, noNullPrototype: true });
    const id = fc.integer({ min: -1, max: 4 });
    const packet = fc.record({ name: names, fields, from: id, to: id, destination: id, at: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 20 }), (packets) => {
        const cluster = new TestCluster().see(...packets);
        cluster.nodes.reports(60e9);
      }),
      { numRuns: 300 },
    );
  });

  test('ids without end are counted, not kept', () => {
    const cluster = new TestCluster();
    for (let node = 1; node < 3000; node++) cluster.see({ ...ping(1, 1, 2), source: node });
    expect(cluster.nodes.nodesOf(7).length).toBeLessThanOrEqual(1024);
    expect(cluster.nodes.ignored).toBeGreaterThan(1900);
  });

  test('many nodes in many clusters are not kept either: each is told of its links to all others', () => {
    const cluster = new TestCluster();
    for (let id = 100; id < 120; id++) {
      for (let node = 1; node < 400; node++) cluster.see({ ...ping(1, 1, 2), cluster: id, source: node });
    }
    cluster.see({ ...ping(1, 1, 2), cluster: 120, source: 3 });
    const counts = cluster.nodes.clusterIds.map((id) => cluster.nodes.nodesOf(id).length);
    expect(counts.reduce((links, nodes) => links + nodes ** 2, 0)).toBeLessThan(1024 ** 2);
    // Others leave room for some.
    expect(cluster.nodes.nodesOf(120)).toContain(3);
    expect(cluster.nodes.ignored).toBeGreaterThan(7000);
  });
});
