import type { TimeBase } from '../../capture/time-base.ts';

/** How times are written: from session time to text. */

/** RFC 3339 in UTC with nine decimals, as JSON has it. */
export function rfc3339(base: TimeBase, time: number): string {
  return `${isoSeconds(base.secondsOf(time))}.${nine(base.nanosecondsOf(time))}Z`;
}

/** As `rfc3339`, for a whole second since 1970. */
export function rfc3339OfSecond(seconds: number): string {
  return `${isoSeconds(seconds)}.000000000Z`;
}

/** `09:28:53.859041`, local time unless `utc`. */
export function clockTime(base: TimeBase, time: number, utc: boolean): string {
  return `${clockSeconds(base.secondsOf(time), utc)}.${nine(base.nanosecondsOf(time)).slice(0, 6)}`;
}

/** As `clockTime`, for many times that have their seconds in common. */
export function clockTimes(base: TimeBase, utc: boolean): (time: number) => string {
  const textOf = rememberingSeconds((seconds) => clockSeconds(seconds, utc));
  return (time) => `${textOf(base.secondsOf(time))}.${nine(base.nanosecondsOf(time)).slice(0, 6)}`;
}

/** Seconds that are remembered. */
const REMEMBERED = 4096;

/** The text of each second, cached: what happens often happens several times a second. */
function rememberingSeconds(write: (seconds: number) => string): (seconds: number) => string {
  const known = new Map<number, string>();
  return (seconds) => {
    let text = known.get(seconds);
    if (text === undefined) {
      text = write(seconds);
      if (known.size >= REMEMBERED) known.clear();
      known.set(seconds, text);
    }
    return text;
  };
}

function clockSeconds(seconds: number, utc: boolean): string {
  const date = new Date(seconds * 1000);
  // Beyond what a calendar can hold (a damaged time stamp), the number says as much.
  if (Number.isNaN(date.getTime())) return String(seconds);
  const parts = utc
    ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
    : [date.getHours(), date.getMinutes(), date.getSeconds()];
  return parts.map(two).join(':');
}

/** `2026-11-23 09:28:53.859041`. */
export function dateAndTime(base: TimeBase, time: number, utc: boolean): string {
  const date = new Date(base.secondsOf(time) * 1000);
  if (Number.isNaN(date.getTime())) return clockTime(base, time, utc);
  const parts = utc
    ? [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
    : [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${parts.map(two).join('-')} ${clockTime(base, time, utc)}`;
}

/** A second since 1970 as briefly as can be beside another one: `09:28:53`, `11-24 09:28:53`, `2027-11-24 09:28`. */
export function timeOfSecond(second: number, beside: number, utc: boolean): string {
  const date = (of: number): string => {
    const at = new Date((utc ? of : of - new Date(of * 1000).getTimezoneOffset() * 60) * 1000);
    return Number.isNaN(at.getTime()) ? '' : at.toISOString();
  };
  const [text, other] = [date(second), date(beside)];
  // Beyond what a calendar can hold, the number says as much.
  if (text.length !== ISO_LENGTH) return String(second);
  if (text.slice(0, 10) === other.slice(0, 10)) return text.slice(11, 19);
  const spaced = text.replace('T', ' ');
  return text.slice(0, 4) === other.slice(0, 4) ? spaced.slice(5, 19) : spaced.slice(0, 16);
}

/** `2026-11-23T09:28:53.000Z` */
const ISO_LENGTH = 24;

/** The time zone of times of day: `UTC`, `UTC+01:00`. */
export function zoneText(base: TimeBase, time: number, utc: boolean): string {
  const minutes = utc ? 0 : -new Date(base.secondsOf(time) * 1000).getTimezoneOffset();
  if (!Number.isFinite(minutes) || minutes === 0) return 'UTC';
  const distance = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map(two).join(':');
  return `UTC${minutes < 0 ? '-' : '+'}${distance}`;
}

/** A distance in time, in seconds with six decimals: `+0.001204`, `-12.500000`. */
export function delta(nanoseconds: number): string {
  const sign = nanoseconds < 0 ? '-' : '+';
  const whole = Math.abs(Math.round(nanoseconds / 1000));
  return `${sign}${Math.floor(whole / 1e6)}.${String(whole % 1e6).padStart(6, '0')}`;
}

const isoSeconds = rememberingSeconds((seconds) => {
  const date = new Date(seconds * 1000);
  const text = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  // Before the year 0 and beyond 9999 (a damaged time stamp) there is no RFC 3339 date; the number says as much.
  return text.length === ISO_LENGTH ? text.slice(0, 19) : String(seconds);
});

function two(part: number): string {
  return String(part).padStart(2, '0');
}

function nine(nanoseconds: number): string {
  return String(Math.round(nanoseconds)).padStart(9, '0');
}
