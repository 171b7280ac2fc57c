import type { Size } from '../model.ts';

/** How the ladder and the message share the room. */
export interface LadderPanes {
  /** Columns and rows of the ladder, its heading and legend included. */
  readonly ladder: Size;
  /** Rows above the heading that say which column is whom, and what is wrong. */
  readonly legendRows: number;
  /** Room for the message with its title; undefined if it is not shown. */
  readonly message: Size | undefined;
  /** Beside the ladder; else below it. */
  readonly isBeside: boolean;
}

/** What the user has asked for; undefined: it depends on the room. */
export interface LadderWish {
  readonly message: boolean | undefined;
  /** Two messages are marked: to compare them is what they were marked for. */
  readonly isComparing: boolean;
  /** Something is to be said of the flows, in a row of its own. */
  readonly hasMarks: boolean;
}

/** Width from which on the message is beside the ladder. */
const WIDE = 110;
/**
 * Share of the screen for the ladder: of the columns if the message is beside it (more if there are few), of the rows
 * if it is below.
 */
const COLUMNS_SHARE = 0.58;
const NARROW_SHARE = 0.64;
const NARROW = 150;
const ROWS_SHARE = 0.5;
/** Rows below which there is no room for two panes, for a legend, for a legend of two rows. */
const LOW = 10;
const LEGEND = 14;
const LONG_LEGEND = 30;

export function layoutLadder({ columns, rows }: Size, wish: LadderWish): LadderPanes {
  const columnRows = rows >= LONG_LEGEND ? 2 : rows >= LEGEND ? 1 : 0;
  const legendRows = columnRows + (wish.hasMarks && rows >= LEGEND ? 1 : 0);
  const isBeside = columns >= WIDE;
  const shows = rows >= LOW && (wish.message ?? (isBeside || wish.isComparing));
  if (!shows) return { ladder: { columns, rows }, legendRows, message: undefined, isBeside };
  if (isBeside) {
    const width = Math.floor(columns * (columns < NARROW ? NARROW_SHARE : COLUMNS_SHARE));
    const message = { columns: columns - width - 1, rows };
    return { ladder: { columns: width, rows }, legendRows, message, isBeside };
  }
  const height = Math.ceil(rows * ROWS_SHARE);
  const message = { columns, rows: rows - height };
  return { ladder: { columns, rows: height }, legendRows, message, isBeside };
}
