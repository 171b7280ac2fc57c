import type { Row } from '../../view/text/styled-row.ts';

/** Rows of a view, made when they are looked at. */
export interface Page {
  readonly length: number;
  heading(width: number, utc: boolean): Row;
  row(at: number, width: number, utc: boolean): Row;
  /** A row is unchanged as long as its key is. Without keys, rows are made for each frame. */
  rowKey?(at: number): string;
}
