import type { TimeBase } from '../../capture/time-base.ts';
import { clockTime, delta } from '../text/times.ts';
import type { TimeMode } from './time-modes.ts';

const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths of a column that people can reckon with, ascending; nanoseconds, from 1 microsecond to 50 days. */
const COLUMN_WIDTHS: readonly number[] = [
  ...[1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap((unit) => [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8].map((n) => n * unit)),
  ...[1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30].map((n) => n * SECOND),
  ...[1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30].map((n) => n * MINUTE),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12].map((n) => n * HOUR),
  ...[1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50].map((n) => n * DAY),
];

/** Seconds: a whole multiple of every column width below a second. */
const SHORT_WIDTHS_MEET = 12;

/** The narrowest column with which `count` of them reach over a stretch of time. */
export function columnWidthFor(from: number, to: number, count: number, base: number): number {
  const widest = COLUMN_WIDTHS.at(-1) ?? DAY;
  const found = COLUMN_WIDTHS.find((width) => alignedTo(from, width, base) + width * count > to);
  return found ?? widest * Math.ceil((to - from) / (widest * count) + 1);
}

/** The next narrower (-1) or wider (1) column that makes a difference, at least a factor of 1.5. */
export function nextColumnWidth(width: number, step: 1 | -1): number {
  const further = (one: number): boolean => (step < 0 ? one * 1.5 <= width : one >= width * 1.5);
  const candidates = COLUMN_WIDTHS.filter(further);
  return (step < 0 ? candidates.at(-1) : candidates[0]) ?? width;
}

/**
 * The last multiple of `width` that is not after a time, counted from 1970; `base` is the second from
 * which session time counts.
 */
export function alignedTo(time: number, width: number, base: number): number {
  const shift = (base % (width >= SECOND ? width / SECOND : SHORT_WIDTHS_MEET)) * SECOND;
  return Math.floor((time + shift) / width) * width - shift;
}

export interface ScaleOptions {
  readonly base: TimeBase;
  /** The time from which times are counted in all modes except `clock`. */
  readonly start: number;
  readonly utc: boolean;
  readonly mode: TimeMode;
}

/** A time as exactly as `unit` nanoseconds ask for: `09:28`, `09:28:31`, `09:28:31.25`, `+12.5`. */
export function scaleLabel(time: number, unit: number, { base, start, utc, mode }: ScaleOptions): string {
  const digits = decimals(unit);
  if (mode !== 'clock') {
    const text = delta(time - start);
    return digits === 0 ? text.slice(0, -7) : text.slice(0, text.length - 6 + digits);
  }
  const text = clockTime(base, time, utc);
  if (unit % MINUTE === 0) return text.slice(0, 5);
  return digits === 0 ? text.slice(0, 8) : text.slice(0, 9 + digits);
}

/** What the last digit of such a label counts, in nanoseconds. */
export function scaleStep(unit: number): number {
  return unit % MINUTE === 0 ? MINUTE : Math.round(SECOND / 10 ** decimals(unit));
}

/** Digits after the point that a multiple of `unit` nanoseconds has in seconds, up to 6. */
function decimals(unit: number): number {
  for (let digits = 0; digits < 6; digits++) {
    if (Math.round(unit) % Math.round(SECOND / 10 ** digits) === 0) return digits;
  }
  return 6;
}

/** Ticks below `columns` columns: every so many columns, with labels that have room. */
export function tickColumns(width: number, labelWidth: (step: number) => number): number {
  for (const columns of [4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 25, 30, 40, 50, 60]) {
    const step = columns * width;
    if (isRound(step) && columns >= labelWidth(step) + 2) return columns;
  }
  return 60;
}

function isRound(step: number): boolean {
  if (step >= MINUTE) return step % MINUTE === 0 || step % (30 * SECOND) === 0;
  if (step >= 10 * SECOND) return step % (5 * SECOND) === 0;
  const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
  return [1, 2, 2.5, 4, 5].some((one) => Math.abs(lead - one) < 1e-6);
}
