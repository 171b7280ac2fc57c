import { expect, test } from 'vitest';
import { ANY_RELEASE, releases } from '../../../decoders/bin/releases.ts';
import { releasesLines } from '../../../src/output/text/releases-line.ts';

const node = (cluster: number, id: number, span?: string) => ({
  cluster,
  node: id,
  releases: span === undefined ? ANY_RELEASE : releases(span),
});

test('nodes of overlapping ranges may run the same release', () => {
  expect(releasesLines([node(1, 1, '3.6-master'), node(1, 2, '3.6-4.0'), node(1, 3)])).toEqual([
    'all 3 nodes may run the same release (3.6-4.0)',
  ]);
});

test('nodes of which the same is known need no line', () => {
  expect(releasesLines([])).toEqual([]);
  expect(releasesLines([node(1, 1, '3.4')])).toEqual([]);
  expect(releasesLines([node(1, 1, '3.4'), node(1, 2, '3.4')])).toEqual([]);
});

test('nodes that differ are grouped, by cluster', () => {
  const first = [node(1, 1, '3.4'), node(1, 2, '3.5-3.6'), node(1, 3, '3.4')];
  expect(releasesLines([...first, node(2, 1, '3.3-3.4'), node(2, 2, '3.4')])).toEqual([
    'cluster 1: no release goes with all nodes; nodes 1, 3: 3.4; node 2: 3.5-3.6',
    'cluster 2: all 2 nodes may run the same release (3.4)',
  ]);
});
