import { describe, expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

const RULES = ['ping-', 'node-unknown', 'node-phantom', 'source-'];
const titles = async (cluster: WrittenCluster) =>
  (await Promise.all(RULES.map((rule) => titlesIn(cluster, rule)))).flat();

/** All ping all and are answered, but the one by the other. */
function pinging(seconds: number, silent: readonly [from: number, to: number], state = 1): WrittenCluster {
  const cluster = new WrittenCluster(1, 2, 3);
  for (let at = 0; at < seconds; at += 4) {
    cluster.at(at);
    for (const [from, to] of [
      [1, 2],
      [2, 1],
      [1, 3],
      [3, 1],
      [2, 3],
      [3, 2],
    ] as const) {
      const isSilent = from === silent[0] && to === silent[1];
      cluster.ping(from, to, !isSilent || state === 0);
      if (!isSilent) cluster.pong(to, from);
    }
  }
  return cluster;
}

describe('pings without any PONG', () => {
  it('are found, of the node that asks and of the one that is silent', async () => {
    const [found] = await findingsIn(pinging(40, [1, 2]), 'ping-');
    expect(found?.title).toBe(
      'pings unanswered: node 1 pings node 2 (192.0.2.2:5555) for 36 s, and gets no PONG',
    );
    expect(found?.nodes).toEqual([1, 2]);
    expect(await titles(pinging(40, [0, 0]))).toEqual([]);
  });

  it('are none for a while, and none where a node that is down is asked', async () => {
    expect(await titles(pinging(12, [1, 2]))).toEqual([]);
  });

  it('are none where no PONG of the capture came to the node at all', async () => {
    const cluster = new WrittenCluster(1, 2);
    for (let at = 0; at < 60; at += 2) cluster.at(at).ping(1, 2).ping(2, 1);
    expect(await titles(cluster)).toEqual([]);
  });
});

describe('a node that another one does not know', () => {
  it('is found where it is told so again and again', async () => {
    const cluster = pinging(8, [1, 2]);
    for (let at = 8; at < 60; at += 4)
      cluster.at(at).ping(1, 2, false).unknownId(2, 1).ping(1, 3).pong(3, 1).ping(2, 3);
    expect(await titles(cluster)).toEqual([
      'node unknown: node 2 (192.0.2.2:5555) does not know node 1, and says so 13 times',
    ]);
  });

  it('is none where it describes itself, and is known then', async () => {
    const cluster = new WrittenCluster(1, 2)
      .at(0)
      .ping(1, 2, false)
      .unknownId(2, 1)
      .ping(1, 2, false)
      .pong(2, 1);
    expect(await titles(cluster.pingsUntil(60))).toEqual([]);
  });
});

describe('a node that sends from an address that is not its own', () => {
  /** It has told where it listens. The others ping each other and it, and answer each other; it answers them, from there. */
  const cluster = (seconds: number, address: number, isKnown = false) => {
    const written = new WrittenCluster(1, 2, 3).at(0).describe(1, 2, '').sendsFrom(1, address);
    for (let at = 0; at < seconds; at += 4) {
      written
        .at(at + 1)
        .ping(2, 3)
        .pong(3, 2)
        .ping(3, 2)
        .pong(2, 3);
      for (const other of [2, 3]) {
        written.ping(other, 1).pong(1, other).ping(1, other, isKnown);
        if (isKnown) written.pong(other, 1);
      }
    }
    return written;
  };

  it('is found where nobody answers it, and told once', async () => {
    const [found, ...others] = await findingsIn(cluster(40, 101), 'source-');
    expect(found).toMatchObject({
      title: 'source address: node 1 sends from 192.0.2.101, others know it as 192.0.2.1:5555',
      nodes: [1],
      log: 'Received message from unknown source, addr: 192.0.2.101',
    });
    expect(found?.detail).toContain('node 2 (192.0.2.2:5555), node 3 (192.0.2.3:5555) do not answer it');
    expect(others).toEqual([]);
    expect(await titlesIn(cluster(40, 101), 'ping-')).toEqual([]);
  });

  it('is none where it is answered, where it sends from its listener, or where others were hardly captured', async () => {
    expect(await titlesIn(cluster(40, 101, true), 'source-')).toEqual([]);
    expect(await titlesIn(cluster(40, 1), 'source-')).toEqual([]);
    expect(await titlesIn(cluster(12, 101), 'source-')).toEqual([]);
    expect(await titlesIn(cluster(40, 101), 'source-', ['node2'])).toEqual([]);
  });
});

describe('a node that others name', () => {
  const naming = (until: number) => {
    const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4).ping(1, 2, false).pong(2, 1, 3, 9);
    return cluster.pingsUntil(until);
  };

  it('is a phantom where it is never seen', async () => {
    expect(await titlesIn(naming(120), 'node-phantom')).toEqual([
      'phantom node: node 9 is named by node 2, and was never seen',
    ]);
    expect(await titlesIn(naming(60), 'node-phantom')).toEqual([]);
  });

  it('is none where it sends something', async () => {
    const cluster = naming(100).send(
      'clusterer-internal',
      'CLUSTERER_PING',
      { cluster_id: 1, source_node: 9, request_node_list: 1 },
      9,
      2,
    );
    expect(await titlesIn(cluster.pingsUntil(120), 'node-phantom')).toEqual([]);
  });
});
