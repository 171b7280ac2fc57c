import type { TimeBase } from '../../capture/time-base.ts';
import type { TimeSpan } from '../../cluster/time-spans.ts';
import { seconds } from '../text/durations.ts';
import { clockTime, timeOfSecond, zoneText } from '../text/times.ts';

/** A time without a fraction may lie behind the last frame although its second was meant. */
const A_SECOND = 1e9;

/** The time of which a state was asked for is not within what was captured. */
export interface OutsideCapture {
  /** Of a time `before` nothing at all is known; `behind` the capture, the state is what it comes to by itself. */
  readonly where: 'before' | 'behind';
  /** `12:00:00 is before the capture (17:12:25 to 17:13:27, UTC)` */
  readonly text: string;
}

/** Undefined for a time within `captured`, or less than a second behind it. Times are session times. */
export function outsideCapture(
  time: number,
  captured: TimeSpan,
  base: TimeBase,
  utc: boolean,
): OutsideCapture | undefined {
  const { from, to } = captured;
  if (time >= from && time <= to + A_SECOND) return undefined;
  const isBefore = time < from;
  const [asked, first, last] = [time, from, to].map((one) => base.secondsOf(one)) as [number, number, number];
  const written = (second: number) => timeOfSecond(second, first, utc);
  // Where seconds do not tell which is earlier, their fractions do.
  const isNear = asked === first;
  const [at, begin] = isNear
    ? [clockTime(base, time, utc), clockTime(base, from, utc)]
    : [written(asked), written(first)];
  const capture = `the capture (${begin} to ${written(last)}, ${zoneText(base, from, utc)})`;
  return isBefore
    ? { where: 'before', text: `${at} is before ${capture}` }
    : { where: 'behind', text: `${at} is ${seconds(time - to)} after the end of ${capture}` };
}
