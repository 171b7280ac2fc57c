import type { Row } from '../../view/styled-row.ts';

/** Rows of a view, made when they are looked at. */
export interface Page {
  readonly length: number;
  heading(width: number, utc: boolean): Row;
  row(at: number, width: number, utc: boolean): Row;
  /** As long as it is the same, so is the row; without it, rows are made with each frame. */
  rowKey?(at: number): string;
}
