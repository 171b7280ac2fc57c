import { expect, it } from 'vitest';
import {
  ColumnGroup,
  float64Column,
  int32Column,
  uint16Column,
  uint32Column,
} from '../../src/tables/lasting-columns.ts';

const ROWS = 1 << 22;

it('lasting columns are as long as asked for, empty, and no memory that V8 goes through its heap for', () => {
  const before = process.memoryUsage().external;
  const columns = [float64Column, uint32Column, int32Column, uint16Column].map((column) => column(ROWS));
  expect(process.memoryUsage().external - before).toBeLessThan(ROWS);
  for (const column of columns) {
    expect(column.length).toBe(ROWS);
    expect(column.at(-1)).toBe(0);
  }
});

it('columns that are made together do not overlap, and fill their memory', () => {
  const group = new ColumnGroup(64, 18);
  const columns = [group.float64(), group.uint16(), group.uint32(), group.int32()];
  columns.forEach((column, at) => {
    column.fill(at + 1);
  });
  columns.forEach((column, at) => {
    expect([...column]).toEqual(new Array(64).fill(at + 1));
  });
  expect(() => group.uint16()).toThrow(RangeError);
});
