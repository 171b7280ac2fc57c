import { describe, expect, it } from 'vitest';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { type Recording, readAll, recordings } from '../recordings/recordings.ts';
import { CLUSTER, linkUpdate, ping, pong, TestCluster, topology } from './nodes/traffic.ts';

interface Restart {
  readonly cluster: number;
  readonly node: number;
  /** Seconds since 1970. */
  readonly at: number;
}

async function restartsIn(captures: readonly string[]): Promise<readonly Restart[]> {
  const session = await readAll(captures);
  // Restarts are found before any of the parts is asked.
  const analysis = new Analysis(session, { parts: [] });
  const found: Restart[] = [];
  const { seconds } = session.tables.base;
  analysis.context.restarts.onRestart((cluster, node, time) => {
    found.push({ cluster, node, at: seconds + time / 1e9 });
  });
  while (analysis.advance(1000) === 'more');
  session.close();
  return found;
}

/** Starts of a node after its first, as the recording tells them. */
function trueRestarts({ manifest }: Recording): readonly { node: number; at: number }[] {
  return Object.values(manifest.topology).flatMap(({ node_id, starts }) =>
    starts.slice(1).map((at) => ({ node: node_id, at })),
  );
}

const PLAIN = recordings().filter(({ name }) => !name.includes('tls'));

describe.each(PLAIN)('$name', (recording) => {
  it.each([
    ['the bridge', /\/bridge\.pcap\.gz$/],
    ['the nodes', /\/node\d\.[^-]*$/],
  ])('restarts seen from %s are those that happened', async (_where, pattern) => {
    const captures = recording.captures.filter((path) => pattern.test(path));
    if (captures.length === 0) return;
    const found = await restartsIn(captures);
    const truth = trueRestarts(recording);
    expect(found.map(({ node }) => node)).toEqual(truth.map(({ node }) => node));
    // A process needs a moment before its first link is up.
    for (const [index, { at }] of truth.entries()) {
      const seen = found[index]?.at ?? 0;
      expect(seen - at).toBeGreaterThan(0);
      expect(seen - at).toBeLessThan(10);
    }
  });
});

describe('short lives', () => {
  const restarted = (cluster: TestCluster) => cluster.context.restarts.restartedAt(CLUSTER, 1);

  it('end as soon as a counter begins anew, not with the next one', () => {
    const cluster = new TestCluster().see(
      topology(100, [1], 2, 0, { 1: [2] }),
      topology(100.5, [1], 3, 1, { 1: [2, 3] }),
      ping(101, 1, 2),
    );
    expect(restarted(cluster)).toBeUndefined();
    // Killed, and back within the seconds in which all counters of a young process may show 0.
    cluster.see(topology(109, [1], 2, 0, { 1: [2] }));
    expect(restarted(cluster)).toBe(109e9);
    cluster.see(linkUpdate(110, [1], 2, { seq_no: 0, neighbour: 3, link_state: 0 }));
    expect(restarted(cluster)).toBe(109e9);
    cluster.see(topology(112, [1], 2, 1, { 1: [2] }), topology(115, [1], 2, 0, { 1: [2] }));
    expect(restarted(cluster)).toBe(115e9);
  });

  it('are not made of late copies of what the node said before', () => {
    const late = { timestamp: 99, seq_no: 7, neighbour: 3, link_state: 1 };
    const cluster = new TestCluster().see(
      topology(90, [1], 2, 0, { 1: [2] }),
      topology(105, [1], 2, 0, { 1: [2] }),
      linkUpdate(106, [1, 4], 2, late),
      linkUpdate(107, [1], 2, { seq_no: 0, neighbour: 3, link_state: 0 }),
    );
    expect(restarted(cluster)).toBe(105e9);
  });
});

describe('a process that has certainly ended', () => {
  const restarted = (cluster: TestCluster) => cluster.context.restarts.restartedAt(CLUSTER, 1);
  const heard = () => new TestCluster().see(ping(100, 1, 2), topology(100, [1], 2, 7, { 1: [2] }));
  const refused = () => heard().end(1, 101).refuse(1, 101.1);

  it('is replaced by the one that speaks next', () => {
    expect(restarted(refused())).toBeUndefined();
    expect(restarted(refused().see(ping(101.5, 2, 3)))).toBeUndefined();
    expect(restarted(refused().see(pong(101.5, 1, 2)))).toBe(101.5e9);
  });

  it('is replaced once: what the new one counts from 0 tells nothing new', () => {
    const late = linkUpdate(102, [1, 4], 2, { timestamp: 99, seq_no: 8, neighbour: 3, link_state: 1 });
    const cluster = refused().see(pong(101.5, 1, 2), late, ping(130, 1, 2));
    cluster.see(topology(131, [1], 2, 0, { 1: [2] }), linkUpdate(132, [1], 2, { seq_no: 0, link_state: 0 }));
    expect(restarted(cluster)).toBe(101.5e9);
    expect(restarted(cluster.see(topology(150, [1], 2, 0, { 1: [2] })))).toBe(150e9);
  });

  it('is not looked for again while the new one speaks by SIP only', () => {
    const { silences } = refused().context;
    expect(silences.goneSince(CLUSTER, 1, 102e9, Number.NEGATIVE_INFINITY)).toBe(101e9);
    expect(silences.goneSince(CLUSTER, 1, 102e9, 101.5e9)).toBeUndefined();
  });

  it('is not one that closed a connection, but was not seen to refuse one; or that was heard since', () => {
    expect(
      restarted(
        heard()
          .end(1, 101)
          .see(pong(101.5, 1, 2)),
      ),
    ).toBeUndefined();
    expect(
      restarted(
        heard()
          .refuse(1, 101.1)
          .see(pong(101.5, 1, 2)),
      ),
    ).toBeUndefined();
    expect(
      restarted(
        heard()
          .refuse(1, 101)
          .end(1, 101.1)
          .see(pong(101.5, 1, 2)),
      ),
    ).toBeUndefined();
    const between = heard()
      .end(1, 101)
      .see(pong(101.05, 1, 2))
      .refuse(1, 101.1);
    expect(restarted(between.see(pong(101.5, 1, 2)))).toBeUndefined();
    const after = refused()
      .see(pong(101.5, 1, 2))
      .refuse(1, 102);
    expect(restarted(after.see(pong(103, 1, 2)))).toBe(101.5e9);
  });
});
