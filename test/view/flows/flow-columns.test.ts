import { expect, test } from 'vitest';
import { FLOW_COLUMNS, layoutColumns } from '../../../src/view/flows/flow-columns.ts';
import { shortFlowText } from '../../../src/view/flows/flow-table.ts';

const layout = (room: number, needs: Readonly<Record<string, number>> = {}) => {
  const columns = layoutColumns(FLOW_COLUMNS, room, new Map(Object.entries(needs)) as never);
  const width = columns.reduce((sum, one) => sum + one.width + 1, -1);
  expect(width).toBeLessThanOrEqual(room);
  return Object.fromEntries(columns.map((one) => [one.id, one.width]));
};

test('short names leave their room to columns that there would be none for', () => {
  expect(layout(78)).toMatchObject({ start: 8, nodes: 7, messages: 3, packets: 3, lag: 7 });
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

test('long names become shorter before counts and the lag are left out', () => {
  const long = { id: 3, from: 30, to: 40, state: 10, nodes: 7 };
  expect(layout(78, long)).toMatchObject({
    from: 7,
    to: 11,
    state: 10,
    nodes: 7,
    messages: 3,
    packets: 3,
    lag: 7,
  });
  expect(Object.keys(layout(98, long))).toEqual(expect.arrayContaining(['lag', 'messages', 'packets']));
});

test('a narrow lag is written without what can be spared', () => {
  const texts = ['~0.761 ms', '<12.4 ms', '5.01 s', '4 min 10 s', '2 h 5 min'];
  expect(texts.map((text) => shortFlowText('lag', text, 5))).toEqual([
    '~.761ms',
    '<12.4ms',
    '5.01s',
    '4m10s',
    '2h5m',
  ]);
  expect(shortFlowText('lag', '~0.761 ms', 10)).toBe('~0.761 ms');
  expect(shortFlowText('lag', '~0.761 ms', 8)).toBe('~0.761ms');
});

test('narrow times are of seconds, and narrow counts of thousands', () => {
  const time = '09:28:31.123456';
  expect([15, 12, 8].map((room) => shortFlowText('start', time, room))).toEqual([
    time,
    '09:28:31.123',
    '09:28:31',
  ]);
  expect(['999', '1234', '56789'].map((text) => shortFlowText('packets', text, 3))).toEqual([
    '999',
    '1k',
    '56k',
  ]);
});

test('own columns are wide where there is room', () => {
  const widths = (room: number) =>
    layoutColumns(['id', 'from', 'header:Call-ID'], room).map(({ width }) => width);
  expect(widths(40).at(-1)).toBe(16);
  expect(widths(120).at(-1)).toBe(36);
});
