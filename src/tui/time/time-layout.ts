import { type Band, bandsFor, type TrafficClass } from '../../view/time/traffic-classes.ts';
import type { Size } from '../model.ts';

/** Positions of the parts of the view; rows and columns in cells. */
export interface TimeLayout {
  readonly bands: readonly Band[];
  readonly bandHeight: number;
  /** Columns left of the bars (names), for bars, and right of them (totals). */
  readonly left: number;
  readonly columns: number;
  readonly right: number;
  /** There is a row for the marks of events. */
  readonly events: boolean;
  /** Rows below the axis for what happened under the cursor. */
  readonly details: number;
}

const LEFT = 14;
const RIGHT = 13;
/** Too narrow for names and totals beside the bars as wide as they would be. */
const NARROW = 60;
const NARROW_SIDE = 8;
/** A band should have so many rows, and never has more than the highest. */
const USUAL = 3;
const HIGHEST = 6;
/** Share of the rows for the bands. */
const SHARE = 0.62;
/** Rows of details that are worth more than higher bars. */
const MOST_DETAILS = 14;

/** Heading, bands, marks, axis, then the details. */
export function layoutTime({ columns, rows }: Size, occurs: (one: TrafficClass) => boolean): TimeLayout {
  const events = rows >= 10;
  const fixed = 2 + (events ? 1 : 0);
  const space = Math.max(
    1,
    Math.min(rows - fixed, Math.max(3, Math.floor(rows * SHARE), rows - fixed - MOST_DETAILS)),
  );
  const bands = bandsFor(occurs, Math.max(1, Math.floor(space / USUAL)));
  const bandHeight = Math.max(1, Math.min(HIGHEST, Math.floor(space / Math.max(1, bands.length))));
  const side = columns < NARROW ? { left: NARROW_SIDE, right: NARROW_SIDE } : { left: LEFT, right: RIGHT };
  return {
    bands,
    bandHeight,
    ...side,
    columns: Math.max(1, columns - side.left - side.right),
    events,
    details: Math.max(0, rows - fixed - bands.length * bandHeight),
  };
}
