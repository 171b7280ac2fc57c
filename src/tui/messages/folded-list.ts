import type { MessageId } from '../../ids.ts';

/** Messages in the order of time. */
export interface Foldable {
  readonly length: number;
  at(position: number): MessageId;
}

/** Neighbours that can be one row. */
export interface Run {
  /** Position of the first. */
  readonly start: number;
  readonly length: number;
}

/** The run of messages to which a row belongs. */
export interface Fold extends Run {
  readonly open: boolean;
  /** The row is that of the first message, or of all of them. */
  readonly head: boolean;
}

/**
 * A list in which runs of messages are one row each, until they are opened. Positions are places in the
 * list, rows what is on the screen; rows keep the order of positions. Which runs are open is kept by
 * their first message, whatever happens to positions.
 */
export class FoldedList {
  private list: Foldable;
  private runs: readonly Run[] = [];
  private readonly opened = new Set<MessageId>();
  /**
   * For the closed runs of more than one message: their first positions, their lengths, and the rows saved before
   * each.
   */
  private starts: number[] = [];
  private lengths: number[] = [];
  private saved: number[] = [];
  private savedInAll = 0;
  private changes = 0;

  constructor(list: Foldable) {
    this.list = list;
  }

  /** Rows. */
  get length(): number {
    return this.list.length - this.savedInAll;
  }

  /** Changes whenever rows may show other messages, except if rows were only added at the end. */
  get revision(): number {
    return this.changes;
  }

  /** Another list or other runs, in order, that do not overlap. */
  change(list: Foldable, runs: readonly Run[]): void {
    this.list = list;
    this.runs = runs;
    this.arrange();
  }

  /** The message of a row; of a closed run, its first. `row` is below `length`. */
  at(row: number): MessageId {
    return this.list.at(this.positionOf(row));
  }

  /** The last message of a row. */
  lastOf(row: number): MessageId {
    return this.list.at(this.positionOf(row) + this.sizeOf(row) - 1);
  }

  /** Number of messages of a row. */
  sizeOf(row: number): number {
    const fold = this.fold(row);
    return fold === undefined || fold.open ? 1 : fold.length;
  }

  /** Position of the first message of a row. */
  positionOf(row: number): number {
    // The last closed run whose row is not after this one.
    const run = lastAtMost(
      this.starts.length,
      row,
      (at) => (this.starts[at] as number) - (this.saved[at] as number),
    );
    if (run < 0) return row;
    const start = this.starts[run] as number;
    const runRow = start - (this.saved[run] as number);
    return row === runRow ? start : start + (this.lengths[run] as number) + (row - runRow - 1);
  }

  /** The row in which a position is. */
  rowOf(position: number): number {
    const run = lastAtMost(this.starts.length, position, (at) => this.starts[at] as number);
    if (run < 0) return position;
    const start = this.starts[run] as number;
    const length = this.lengths[run] as number;
    const before = this.saved[run] as number;
    return position < start + length ? start - before : position - before - (length - 1);
  }

  /** Undefined where the row belongs to no run of several messages. */
  fold(row: number): Fold | undefined {
    const position = this.positionOf(row);
    const run = this.runAt(position);
    if (run === undefined) return undefined;
    const { start, length } = run;
    return { start, length, open: this.opened.has(this.list.at(start)), head: position === start };
  }

  /** The messages of the run get a row each; without effect where they have. */
  open(row: number): void {
    const fold = this.fold(row);
    if (fold === undefined || fold.open) return;
    this.opened.add(this.list.at(fold.start));
    this.arrange();
  }

  /** The row's run becomes one row; the number of that row. */
  close(row: number): number {
    const fold = this.fold(row);
    if (fold === undefined) return row;
    if (this.opened.delete(this.list.at(fold.start))) this.arrange();
    return this.rowOf(fold.start);
  }

  /** The row of the message at a position, which gets one of its own if it has none. */
  reveal(position: number): number {
    const row = this.rowOf(position);
    if (this.positionOf(row) !== position) this.open(row);
    return this.rowOf(position);
  }

  private runAt(position: number): Run | undefined {
    const run = this.runs[lastAtMost(this.runs.length, position, (at) => (this.runs[at] as Run).start)];
    return run !== undefined && run.length > 1 && position < run.start + run.length ? run : undefined;
  }

  private arrange(): void {
    this.changes++;
    this.starts = [];
    this.lengths = [];
    this.saved = [];
    this.savedInAll = 0;
    for (const { start, length } of this.runs) {
      if (length < 2 || this.opened.has(this.list.at(start))) continue;
      this.starts.push(start);
      this.lengths.push(length);
      this.saved.push(this.savedInAll);
      this.savedInAll += length - 1;
    }
  }
}

/** Index of the last of `count` ascending values that is at most `limit`; -1 if there is none. */
function lastAtMost(count: number, limit: number, valueAt: (at: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
