import { expect, test } from 'vitest';
import { FLOW_COLUMNS, layoutColumns } from '../../src/view/flow-columns.ts';

const layout = (room: number, needs: Readonly<Record<string, number>> = {}) => {
  const columns = layoutColumns(FLOW_COLUMNS, room, new Map(Object.entries(needs)) as never);
  const width = columns.reduce((sum, one) => sum + one.width + 1, -1);
  expect(width).toBeLessThanOrEqual(room);
  return Object.fromEntries(columns.map((one) => [one.id, one.width]));
};

test('short names leave their room to columns that there would be none for', () => {
  expect(Object.keys(layout(78))).toEqual(['id', 'start', 'kind', 'from', 'to', 'state', 'nodes']);
  const short = layout(78, { id: 2, from: 4, to: 3, state: 9, nodes: 3 });
  expect(Object.keys(short)).toContain('packets');
  expect(short).toMatchObject({ id: 5, from: 5, to: 3, state: 9, nodes: 6 });
});

test('long texts get what short ones do not need', () => {
  const { nodes = 0 } = layout(118);
  expect(nodes).toBeLessThan(9);
  expect(layout(118, { id: 2, from: 15, to: 27, state: 10, nodes: 9 })).toMatchObject({ nodes: 9, from: 15 });
});

test('one long name does not take more than it would without', () => {
  const { from = 0, to = 0 } = layout(118);
  const long = layout(118, { from: 500, to: 500 });
  expect([long.from, long.to]).toEqual([from, to]);
});
