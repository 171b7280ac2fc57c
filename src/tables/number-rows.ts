import { float64Column } from './lasting-columns.ts';

const FIRST_ROWS = 64;

/**
 * Rows of a few numbers each, of which there are very many, and which come and go. They lie outside of V8's heap: an
 * object for each, with its numbers, would cost several times as much, and V8 would look at all of them again and again.
 * A row is named by a number, from 0, which is given again once the row is free.
 */
export class NumberRows {
  private readonly width: number;
  private cells: Float64Array;
  /** Rows that were ever used. */
  private used = 0;
  /** The free row that is used next, -1 where there is none; its first cell names the one after it. */
  private free = -1;

  /** `width` numbers a row. */
  constructor(width: number) {
    this.width = width;
    this.cells = float64Column(FIRST_ROWS * width);
  }

  /** A row for new numbers; what is in it is not known. */
  add(): number {
    const { free } = this;
    if (free >= 0) {
      this.free = this.get(free, 0);
      return free;
    }
    if ((this.used + 1) * this.width > this.cells.length) this.grow();
    return this.used++;
  }

  /** Nobody may use the row any more. */
  remove(row: number): void {
    this.set(row, 0, this.free);
    this.free = row;
  }

  get(row: number, column: number): number {
    return this.cells[row * this.width + column] as number;
  }

  set(row: number, column: number, value: number): void {
    this.cells[row * this.width + column] = value;
  }

  private grow(): void {
    const before = this.cells;
    this.cells = float64Column(2 * before.length);
    this.cells.set(before);
  }
}
