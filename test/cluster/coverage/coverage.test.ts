import { describe, expect, it, test } from 'vitest';
import { Coverage } from '../../../src/cluster/coverage/coverage.ts';
import type { SeenBin } from '../../../src/cluster/seen-message.ts';
import type { EndpointId, MessageId, SourceId } from '../../../src/ids.ts';

/** A packet of cluster 1 on the link from one node to another, as observers saw it. */
function packet(from: number | undefined, to: number | undefined, ...observers: number[]): SeenBin {
  return forwarded(from ?? 0, from, to, ...observers);
}

/** What `source` said, passed on by `from`. */
function forwarded(
  source: number,
  from: number | undefined,
  to: number | undefined,
  ...observers: number[]
): SeenBin {
  return {
    protocol: 'bin',
    id: 0 as MessageId,
    time: 0,
    sights: observers.map((source) => ({ source: source as SourceId, frame: 1, time: 0 })),
    sender: 0 as EndpointId,
    receiver: 0 as EndpointId,
    transport: 2,
    retransmissions: 0,
    cluster: 1,
    source,
    destination: to ?? 0,
    content: 0,
    sentBy: from,
    receivedBy: to,
    packet: {
      capability: 'tm-repl',
      command: 1,
      version: 0,
      length: 30,
      status: 'decoded',
      layouts: [],
      releases: 0,
      fields: {},
    },
  };
}

function covered(...packets: readonly SeenBin[]): readonly number[] {
  const coverage = new Coverage();
  for (const one of packets) coverage.push(one);
  return coverage.nodes(1).filter((node) => coverage.covers(1, node));
}

describe('Coverage', () => {
  it('of a host is that host', () => {
    expect(covered(packet(1, 2, 0), packet(3, 1, 0), packet(1, 4, 0))).toEqual([1]);
  });

  it('of two hosts is both, and not the nodes between them', () => {
    const traffic = [packet(1, 2, 0, 1), packet(1, 3, 0), packet(1, 4, 0), packet(2, 3, 1), packet(2, 4, 1)];
    expect(covered(...traffic)).toEqual([1, 2]);
  });

  it('of a bridge is all nodes that it shows', () => {
    expect(covered(packet(1, 2, 0), packet(2, 3, 0), packet(3, 1, 0))).toEqual([1, 2, 3]);
    expect(covered(packet(1, 2, 0), packet(3, 4, 0))).toEqual([1, 2, 3, 4]);
  });

  it('of two hosts in one file is both: packets came over a link that it does not show', () => {
    const merged = [
      ...[packet(1, 2, 0), packet(1, 3, 0), packet(1, 4, 0), packet(2, 3, 0), packet(2, 4, 0)],
      ...[packet(2, 1, 0), packet(3, 1, 0), packet(4, 1, 0), packet(3, 2, 0), packet(4, 2, 0)],
    ];
    const path = (...nodes: readonly number[]): SeenBin => {
      const flooded = forwarded(nodes[0] ?? 0, nodes.at(-1), 1, 0);
      const internal = { ...flooded.packet, capability: 'clusterer-internal', fields: { path: [...nodes] } };
      return { ...flooded, packet: internal };
    };
    expect(covered(...merged)).toEqual([1, 2, 3, 4]);
    expect(covered(...merged, path(3, 4))).toEqual([1, 2]);
    // Over the links that it shows, all may have come.
    expect(covered(...merged, path(3, 2), path(4, 1, 2))).toEqual([1, 2, 3, 4]);
    // On the way between three of them, it is a bridge for the fourth one, too.
    expect(covered(...merged, path(3, 4), packet(4, 3, 0))).toEqual([1, 2, 3, 4]);
  });

  it('of a host is not more if a switch floods frames for others', () => {
    const own = [packet(1, 2, 0), packet(2, 1, 0), packet(1, 3, 0), packet(3, 1, 0), packet(4, 1, 0)];
    expect(covered(...own, packet(4, 3, 0), packet(2, 3, 0))).toEqual([1]);
    expect(covered(...own, packet(4, 3, 0), packet(3, 4, 0))).toEqual([1, 2, 3, 4]);
    // Each of them was away in turn, and never answered the other one here.
    const later = packet(3, 4, 0);
    const sights = later.sights.map((sight) => ({ ...sight, time: 10e9 }));
    expect(covered(...own, packet(4, 3, 0), { ...later, time: 10e9, sights })).toEqual([1]);
    const coverage = new Coverage();
    for (const one of [...own, packet(4, 3, 0, 1), packet(3, 4, 1)]) coverage.push(one);
    expect([coverage.observersOf(1, 3, 4), coverage.observersOf(1, 1, 4)]).toEqual([[1], [0]]);
  });

  it('of a node is given where all its links were captured by others', () => {
    const traffic = [packet(1, 2, 0, 1), packet(1, 3, 0), packet(2, 3, 1)];
    expect(covered(...traffic)).toEqual([1, 2, 3]);
  });

  it('of a cluster of two is both', () => {
    expect(covered(packet(1, 2, 0))).toEqual([1, 2]);
  });

  it('of one link is of the host where it was captured, as soon as others are heard of', () => {
    const traffic = [packet(1, 2, 0), packet(2, 1, 0), forwarded(3, 2, 1, 0)];
    expect(covered(...traffic)).toEqual([]);
    const coverage = new Coverage({
      nodeAt: (source, cluster) => (source === 0 && cluster === 1 ? 1 : undefined),
      hasUnread: () => false,
    });
    for (const one of traffic) coverage.push(one);
    expect([1, 2].map((node) => coverage.covers(1, node))).toEqual([true, false]);
    // Captured at its other end, too: each host is there, and the third node's links are not.
    expect(covered(packet(1, 2, 0, 1), packet(2, 3, 1), forwarded(3, 2, 1, 0, 1))).toEqual([2]);
  });

  it('of one link is of neither host by itself, as soon as an answer to a ping names a third node', () => {
    const one = packet(2, 1, 0);
    const pong = {
      ...one.packet,
      name: 'CLUSTERER_PONG',
      length: 50,
      fields: { nodes_count: 1, nodes: [3] },
    };
    expect(covered(packet(1, 2, 0), { ...one, packet: pong })).toEqual([]);
    const own = { ...pong, fields: { nodes_count: 1, nodes: [1] } };
    expect(covered(packet(1, 2, 0), { ...one, packet: own })).toEqual([1, 2]);
  });

  it('is not thought to lack the link from a node that sends over others', () => {
    const mesh = [packet(1, 3, 0), packet(3, 1, 0), packet(2, 4, 0), packet(4, 2, 0), packet(3, 4, 0)];
    const seen = (...more: readonly SeenBin[]) => {
      const coverage = new Coverage();
      for (const one of [...mesh, packet(2, 1, 0), ...more]) coverage.push(one);
      return coverage.oneSided(1, 1, 2) !== undefined;
    };
    const routed = { ...packet(1, 3, 0), destination: 2 };
    expect([seen(), seen(routed)]).toEqual([true, false]);
    // After it was heard, it may have been cut off.
    const heard = { ...packet(1, 2, 0), time: 20e9 };
    expect(seen(heard, { ...routed, time: 30e9 })).toBe(true);
    // Later, what is for all goes to the others only.
    expect(seen(routed, { ...packet(1, 3, 0), time: 5e9 })).toBe(true);
  });

  it('is none of nodes of which some BIN was not read', () => {
    const coverage = new Coverage({
      nodeAt: () => undefined,
      hasUnread: (cluster, node) => cluster === 1 && node === 2,
    });
    for (const one of [packet(1, 2, 0), packet(2, 3, 0), packet(1, 3, 0)]) coverage.push(one);
    expect([1, 2, 3].filter((node) => coverage.covers(1, node))).toEqual([1, 3]);
  });

  it('does not come from packets of unknown ends, or of a node to itself', () => {
    expect(covered(packet(undefined, 2, 0), packet(1, undefined, 0), packet(3, 3, 0))).toEqual([]);
  });

  it('does not depend on order', () => {
    const traffic = [packet(1, 2, 0), packet(1, 3, 0), packet(2, 3, 1), packet(2, 4, 1)];
    expect(covered(...traffic.toReversed())).toEqual(covered(...traffic));
  });
});

test('clusters without end are not kept, and what is left out is counted', () => {
  const coverage = new Coverage();
  for (let cluster = 1; cluster <= 5000; cluster++) coverage.push({ ...packet(1, 2, 0), cluster });
  expect([coverage.clusterIds.length, coverage.ignored]).toEqual([4096, 904]);
  expect(coverage.covers(1, 1)).toBe(true);
  expect(coverage.covers(5000, 1)).toBe(false);
});
