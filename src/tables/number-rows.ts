import { float64Column } from './lasting-columns.ts';

const FIRST_ROWS = 64;

/**
 * A very large number of rows of a few numbers each, which come and go. They are outside of V8's heap: an object for
 * each row would take several times the memory, and V8 would visit all of them at each garbage collection. Rows are
 * identified by numbers from 0, which are used again when a row is freed.
 */
export class NumberRows {
  private readonly width: number;
  private cells: Float64Array;
  /** Rows that were ever used. */
  private used = 0;
  /** The free row that is used next, -1 if there is none; its first cell has the number of the one after it. */
  private free = -1;

  /** `width` numbers a row. */
  constructor(width: number) {
    this.width = width;
    this.cells = float64Column(FIRST_ROWS * width);
  }

  /** Takes a row for new numbers; its cells are not cleared. */
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
