import type { TimeBase } from '../../capture/time-base.ts';
import type { FlowValue } from '../../engine/lookup/flow-values.ts';
import { seconds } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import { delta, timeOfSecond } from '../text/times.ts';
import type { TimeMode } from '../time/time-modes.ts';

/** The time from which times in a column of the user's own are counted. */
export interface OwnValueStyle {
  readonly base: TimeBase;
  readonly mode: TimeMode;
  readonly utc: boolean;
  /** Session times of the first frame of all, and of the flow's beginning. */
  readonly first: number;
  readonly start: number;
}

/**
 * A value of a flow's messages as a cell. A point in time is written as the others on the screen: as time of day,
 * since the beginning of the capture, or how long after the flow began; a length of time as all lengths are.
 */
export function ownText({ text, shown, counted }: FlowValue, style: OwnValueStyle): string {
  if (counted === undefined) return printable(shown ?? text);
  const nanoseconds = counted.value * 1e9;
  if (counted.quantity === 'seconds') return seconds(nanoseconds);
  const { base, mode, utc, first, start } = style;
  if (mode === 'clock') return timeOfSecond(counted.value, base.secondsOf(first), utc);
  const from = mode === 'delta' ? start : first;
  return delta(nanoseconds - base.seconds * 1e9 - from);
}
