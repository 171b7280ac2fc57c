import { expect, test } from 'vitest';
import { SharingGroups } from '../../../src/cluster/contacts/sharing-groups.ts';

test('clusters without end are not kept', () => {
  const groups = new SharingGroups();
  for (let cluster = 1; cluster <= 10_000; cluster++) groups.told(cluster, 1, 2);
  const kept = Array.from({ length: 10_000 }, (_, at) => at + 1).filter(
    (cluster) => groups.isSharing(cluster) || groups.tells(cluster, 1),
  );
  expect(kept.length).toBe(256);
});

test('in a cluster of too many nodes, groups of those that are known are still joined', () => {
  const groups = new SharingGroups();
  for (let node = 1; node < 600; node += 2) groups.exchanged(7, node, node + 1);
  expect(groups.mayShare(7, 1, 3)).toBe(false);
  groups.exchanged(7, 2, 3);
  expect(groups.mayShare(7, 1, 4)).toBe(true);
});
