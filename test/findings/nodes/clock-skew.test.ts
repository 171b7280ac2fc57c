import { describe, expect, it } from 'vitest';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

/** Each node has registrations at moments that have nothing to do with its seconds. */
function registering(cluster: WrittenCluster): WrittenCluster {
  for (let at = 1; at < 9; at++) {
    for (const node of [1, 2, 3]) cluster.at(at * 3.37 + node * 0.41).register(node, `u${at}x${node}`);
  }
  return cluster.pingsUntil(60);
}

describe('clocks of nodes', () => {
  it('that agree are no finding, nor are those that differ by less than a second', async () => {
    const cluster = new WrittenCluster(1, 2, 3);
    expect(await titlesIn(registering(cluster), 'clock-skew')).toEqual([]);
    expect(await titlesIn(registering(new WrittenCluster(1, 2, 3).clock(2, 0.7)), 'clock-skew')).toEqual([]);
  });

  it('that do not are told, of the node that differs from the others', async () => {
    const ahead = registering(new WrittenCluster(1, 2, 3).clock(2, 4.2));
    const [found, ...more] = await findingsIn(ahead, 'clock-skew');
    expect(more).toEqual([]);
    expect(found?.title).toMatch(/^clock skew: node 2 is 4\.\d s ahead of nodes 1, 3$/);
    expect(found).toMatchObject({ nodes: [2], severity: 'warning' });
    const behind = registering(new WrittenCluster(1, 2, 3).clock(1, -60));
    expect((await titlesIn(behind, 'clock-skew'))[0]).toMatch(
      /^clock skew: node 1 is (59|60)\.\d s behind nodes 2, 3$/,
    );
  });

  it('are told by hosts of which one sees two nodes, whatever their own clocks are', async () => {
    const ahead = registering(new WrittenCluster(1, 2, 3).clock(2, 4.2));
    const titles = await titlesIn(ahead, 'clock-skew', ['node3']);
    expect(titles).toEqual([expect.stringMatching(/^clock skew: node 2 is/)]);
  });

  it('that were set meanwhile tell nothing, nor do few packets', async () => {
    const cluster = new WrittenCluster(1, 2, 3);
    for (let at = 0; at < 9; at++)
      cluster
        .at(at * 3.3)
        .clock(2, at * 2)
        .register(2, `u${at}`)
        .register(1, `v${at}`);
    expect(await titlesIn(cluster.pingsUntil(60), 'clock-skew')).toEqual([]);
    const few = new WrittenCluster(1, 2).clock(2, 9).at(1).register(1, 'a').register(2, 'b').pingsUntil(60);
    expect(await titlesIn(few, 'clock-skew')).toEqual([]);
  });
});
