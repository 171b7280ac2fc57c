import type { Buckets } from '../../engine/time-histogram.ts';
import { alignedTo, columnWidthFor, nextColumnWidth } from '../../view/time/time-scale.ts';
import { clamp } from '../views/scrolling.ts';

/** The cursor, range and zoom in the time of a capture. All times are session nanoseconds. */
export interface TimeModel {
  /** Somewhere in the column under the cursor; undefined for the last one, as long as more is read. */
  readonly cursor: number | undefined;
  /** The part that is looked at; undefined for the whole. */
  readonly zoom: { readonly from: number; readonly width: number } | undefined;
  /** Where the range that is being marked begins. */
  readonly anchor: number | undefined;
}

export const FIRST_TIME: TimeModel = { cursor: undefined, zoom: undefined, anchor: undefined };

/** The time that the capture spans, and the columns for it. */
export interface TimeRoom {
  /** Times of the first message and of the last one. */
  readonly first: number;
  readonly last: number;
  readonly columns: number;
  /** Seconds since 1970 of the session's base: columns begin at round times of day. */
  readonly base: number;
}

/** From `from` up to, not including, `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function bucketsOf({ zoom }: TimeModel, room: TimeRoom): Buckets {
  const { first, last, columns: count, base } = room;
  if (zoom !== undefined) return { ...zoom, count };
  const width = columnWidthFor(first, last, count, base);
  return { from: alignedTo(first, width, base), width, count };
}

export function cursorTime({ cursor }: TimeModel, { last }: TimeRoom): number {
  return cursor ?? last;
}

/** The column under the cursor; it is within the buckets as long as `moveTo` placed it. */
export function cursorColumn(model: TimeModel, room: TimeRoom): number {
  const { from, width, count } = bucketsOf(model, room);
  return clamp(Math.floor((cursorTime(model, room) - from) / width), 0, count - 1);
}

export function cursorStretch(model: TimeModel, room: TimeRoom): Stretch {
  const { from, width } = bucketsOf(model, room);
  const start = from + cursorColumn(model, room) * width;
  return { from: start, to: start + width };
}

/** The marked range in whole columns; undefined if there is none. */
export function markedStretch(model: TimeModel, room: TimeRoom): Stretch | undefined {
  if (model.anchor === undefined) return undefined;
  const { from: start, width } = bucketsOf(model, room);
  const column = (time: number): number => Math.floor((time - start) / width);
  const here = column(cursorTime(model, room));
  const there = column(model.anchor);
  return { from: start + Math.min(here, there) * width, to: start + (Math.max(here, there) + 1) * width };
}

/** The columns of that range, both included; none, `from` > `to`, where nothing is marked. */
export function markedColumns(model: TimeModel, room: TimeRoom): { from: number; to: number } {
  const marked = markedStretch(model, room);
  if (marked === undefined) return { from: 0, to: -1 };
  const { from: start, width } = bucketsOf(model, room);
  const column = (time: number): number => Math.round((time - start) / width);
  return { from: column(marked.from), to: column(marked.to) - 1 };
}

/** `columns` to the right, or to the left. */
export function step(model: TimeModel, columns: number, room: TimeRoom): TimeModel {
  const { width } = bucketsOf(model, room);
  const { from } = cursorStretch(model, room);
  // The middle of a column: not moved to its neighbour by rounding.
  return moveTo(model, from + (columns + 0.5) * width, room);
}

/** The cursor goes to a time; the part that is looked at goes along. */
export function moveTo(model: TimeModel, time: number, room: TimeRoom): TimeModel {
  const cursor = clamp(time, room.first, room.last);
  const { zoom } = model;
  if (zoom === undefined) return { ...model, cursor };
  const column = Math.floor((cursor - zoom.from) / zoom.width);
  const over = column < 0 ? column : Math.max(0, column - room.columns + 1);
  return { ...model, cursor, zoom: { ...zoom, from: zoom.from + over * zoom.width } };
}

/** Makes columns narrower (-1) or wider (1); the cursor keeps its place on the screen. */
export function zoomBy(model: TimeModel, direction: 1 | -1, room: TimeRoom): TimeModel {
  const { width: before } = bucketsOf(model, room);
  const width = nextColumnWidth(before, direction);
  const whole = bucketsOf({ ...model, zoom: undefined }, room);
  const cursor = cursorTime(model, room);
  if (width >= whole.width) return { ...model, cursor, zoom: undefined };
  const wanted = cursor - cursorColumn(model, room) * width;
  const lowest = alignedTo(room.first, width, room.base);
  const highest = Math.max(lowest, alignedTo(room.last, width, room.base) - (room.columns - 1) * width);
  const from = clamp(alignedTo(wanted, width, room.base), lowest, highest);
  return { ...model, cursor, zoom: { from, width } };
}
