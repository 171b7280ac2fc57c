import type { Place } from '../mouse/mouse-report.ts';
import { clamp } from '../views/scrolling.ts';
import type { TimeLayout } from './time-layout.ts';
import { bucketsOf, cursorColumn, moveTo, step, type TimeModel, type TimeRoom } from './time-model.ts';

/** The part of the view at a place. */
export type TimePlace = 'bars' | 'axis' | 'else';

/** Row of the heading, above the bars. */
const HEADING = 1;

/** `axis`: the rows of events and times, below the bars. */
export function placeAt(
  { x, y }: Place,
  { bands, bandHeight, left, columns, events }: TimeLayout,
): TimePlace {
  if (x < left || x >= left + columns) return 'else';
  const row = y - HEADING - bands.length * bandHeight;
  if (y >= HEADING && row < 0) return 'bars';
  return row >= 0 && row <= Number(events) ? 'axis' : 'else';
}

/** The column of the bars at `x`; the nearest one beside them. */
export function columnAt(x: number, { left, columns }: TimeLayout): number {
  return clamp(x - left, 0, columns - 1);
}

/** The cursor goes to a column of the screen. */
export function cursorTo(model: TimeModel, column: number, room: TimeRoom): TimeModel {
  return step(model, column - cursorColumn(model, room), room);
}

/** From one column to another, the cursor at the latter: a range is marked. */
export function brushed(model: TimeModel, from: number, to: number, room: TimeRoom): TimeModel {
  const { from: start, width } = bucketsOf(model, room);
  const { cursor: anchor } = moveTo({ ...model, zoom: undefined }, start + (from + 0.5) * width, room);
  return { ...cursorTo(model, to, room), anchor };
}
