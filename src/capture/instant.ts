import type { TimeBase } from './time-base.ts';

/** A point in time as people write it. `unit` is what its last digit counts, in nanoseconds. */
export type Instant = (
  | { readonly kind: 'absolute'; readonly epoch: bigint }
  | { readonly kind: 'from first frame'; readonly offset: number }
  /** `clock` is HH:MM, HH:MM:SS or with a fraction; `zone` as in ISO 8601, empty for local time. */
  | { readonly kind: 'time of day'; readonly clock: string; readonly zone: string }
) & { readonly unit: number };

const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HALF_A_DAY = 12 * 60 * MINUTE;
const DAY = 2 * HALF_A_DAY;

const RELATIVE = /^\+(\d{1,9}(?:\.(\d+))?)s?$/;
const CLOCK = String.raw`(\d\d:\d\d(?::\d\d(?:[.,]\d{1,30})?)?)`;
const ZONE = String.raw`(Z|[+-]\d\d(?::?\d\d)?)?`;
const ISO = new RegExp(`^(\\d{4}-\\d\\d-\\d\\d)(?:[T ]${CLOCK})?${ZONE}$`, 'i');
const TIME_OF_DAY = new RegExp(`^${CLOCK}${ZONE}$`, 'i');

/**
 * Reads ISO 8601, a time of day, or `+12.5` (seconds from the first frame). Without a zone, times are local,
 * or UTC with `utc`; a date alone is its midnight. Undefined for any other text.
 */
export function readInstant(text: string, utc: boolean): Instant | undefined {
  const relative = RELATIVE.exec(text);
  if (relative !== null) {
    const [, seconds, fraction = ''] = relative;
    const offset = Math.round(Number(seconds) * SECOND);
    return { kind: 'from first frame', offset, unit: unitOf(fraction) };
  }
  const ofDay = TIME_OF_DAY.exec(text);
  if (ofDay !== null) {
    const [, clock = '', zone] = ofDay;
    if (epochOf('1970-01-01', clock, 'Z') === undefined) return undefined;
    return { kind: 'time of day', clock, zone: isoZone(zone, utc), unit: clockUnit(clock) };
  }
  const [, date = '', clock, zone] = ISO.exec(text) ?? [];
  const epoch = epochOf(date, clock ?? '00:00', isoZone(zone, utc));
  if (epoch === undefined) return undefined;
  return { kind: 'absolute', epoch, unit: clock === undefined ? DAY : clockUnit(clock) };
}

/**
 * In session time; `firstFrame` is that of the first frame. A time of day is taken on the day when the
 * capture begins, or on the next one if that would be more than twelve hours before its beginning.
 */
export function sessionTimeOf(instant: Instant, base: TimeBase, firstFrame: number): number {
  switch (instant.kind) {
    case 'absolute':
      return base.sessionTimeOf(instant.epoch);
    case 'from first frame':
      return firstFrame + instant.offset;
    case 'time of day': {
      const day = dateIn(instant.zone, base.secondsOf(firstFrame));
      const time = base.sessionTimeOf(epochOf(day, instant.clock, instant.zone) ?? 0n);
      return time < firstFrame - HALF_A_DAY ? time + DAY : time;
    }
  }
}

/** The last nanosecond of the day, minute, second or fraction that the digits name. */
export function lastInstant(instant: Instant): Instant {
  const rest = instant.unit - 1;
  switch (instant.kind) {
    case 'absolute':
      return { ...instant, epoch: instant.epoch + BigInt(rest) };
    case 'from first frame':
      return { ...instant, offset: instant.offset + rest };
    case 'time of day':
      return { ...instant, clock: lastClock(instant.clock) };
  }
}

/**
 * The end of a stretch of time that is written with this end: who writes `..09:28:40` means that second, too. Seconds
 * from the first frame are distances: the first minute is `+0..+60`.
 */
export function lastOfStretch(instant: Instant): Instant {
  return instant.kind === 'from first frame' ? instant : lastInstant(instant);
}

/** `09:28` lasts until `09:28:59.999999999`. */
function lastClock(clock: string): string {
  const missing = '00:00:59.999999999'.slice(clock.length);
  return clock + missing;
}

/** Nanoseconds since 1970; undefined if there is no such date or time. */
function epochOf(date: string, clock: string, zone: string): bigint | undefined {
  const [time = '', fraction = ''] = clock.split(/[.,]/);
  const seconds = Date.parse(`${date}T${time}${zone}`) / 1000;
  // JavaScript would turn 30 February into 2 March.
  if (Number.isNaN(seconds) || !isDate(date)) return undefined;
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** `+01`, `+0100` and `+01:00` mean the same, but JavaScript only reads the last form. */
function isoZone(zone: string | undefined, utc: boolean): string {
  if (zone === undefined) return utc ? 'Z' : '';
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** The date in this zone, `seconds` after 1970 began. */
function dateIn(zone: string, seconds: number): string {
  const date = new Date(seconds * 1000);
  // A time stamp from damage may have no date; then any will do.
  if (Number.isNaN(date.getTime())) return '1970-01-01';
  const minutes = zone === '' ? -date.getTimezoneOffset() : offsetMinutes(zone);
  return new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 10);
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (60 * hours + minutes);
}

function clockUnit(clock: string): number {
  const [time = '', fraction = ''] = clock.split(/[.,]/);
  return time.length < 'HH:MM:SS'.length ? MINUTE : unitOf(fraction);
}

function unitOf(fraction: string): number {
  return SECOND / 10 ** Math.min(9, fraction.length);
}
