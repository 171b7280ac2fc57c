import { expect, it } from 'vitest';
import { float64Column, int32Column, uint16Column, uint32Column } from '../../src/tables/lasting-columns.ts';

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
