import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../src/tui/terminal/theme.ts';
import { PaintedRows } from '../../src/tui/views/painted-rows.ts';
import { span } from '../../src/view/text/styled-row.ts';

const look = { width: 20, utc: true, theme: PLAIN };

function page(rowKey?: (at: number) => string) {
  const made: number[] = [];
  return {
    made,
    length: 1000,
    heading: () => [],
    row: (at: number) => {
      made.push(at);
      return [span(`row ${at} of ${made.length}`)];
    },
    ...(rowKey === undefined ? {} : { rowKey }),
  };
}

describe('painted rows', () => {
  it('are painted once as long as they are the same', () => {
    let marked = '';
    const one = page((at) => (at === 3 ? marked : ''));
    const rows = new PaintedRows(one);
    const first = [3, 4].map((at) => rows.text(at, false, look));
    expect([3, 4].map((at) => rows.text(at, false, look))).toEqual(first);
    expect(one.made).toEqual([3, 4]);
    marked = '*';
    expect(rows.text(3, false, look)).not.toBe(first[0]);
    expect(rows.text(4, false, look)).toBe(first[1]);
    rows.text(4, true, look);
    rows.text(4, true, { ...look, width: 30 });
    expect(one.made).toEqual([3, 4, 3, 4, 4]);
  });

  it('are painted with each frame where the page does not say when they change', () => {
    const one = page();
    const rows = new PaintedRows(one);
    expect(rows.text(1, false, look)).not.toBe(rows.text(1, false, look));
  });

  it('are not kept without limit', () => {
    const one = page(() => '');
    const rows = new PaintedRows(one);
    for (let at = 0; at < 1000; at++) rows.text(at, false, look);
    rows.text(0, false, look);
    expect(one.made.length).toBe(1001);
  });
});
