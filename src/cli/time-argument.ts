import type { TimeBase } from '../capture/time-base.ts';
import { UsageError } from './usage-error.ts';

/** A point in time as `--since` and `--until` take it, in nanoseconds. */
export type TimeArgument =
  | { readonly kind: 'absolute'; readonly epoch: bigint }
  | { readonly kind: 'from first frame'; readonly offset: number };

/** A stretch of session time, both ends included. */
export interface TimeRange {
  readonly since: number;
  readonly until: number;
}

const RELATIVE = /^\+(\d+(?:\.\d+)?)s?$/;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * ISO 8601 (without a zone: local time, or UTC with `utc`; without a time: midnight), or `+12.5`,
 * seconds from the first frame. Throws a UsageError.
 */
export function parseTime(option: string, text: string, utc: boolean): TimeArgument {
  const relative = RELATIVE.exec(text)?.[1];
  if (relative !== undefined) return { kind: 'from first frame', offset: Math.round(Number(relative) * 1e9) };
  const epoch = isoNanoseconds(text, utc);
  if (epoch !== undefined) return { kind: 'absolute', epoch };
  const examples = `${option} 2026-01-02T03:04:05.5Z, or ${option} +12.5 for seconds from the first frame`;
  throw new UsageError(`${option} ${JSON.stringify(text)} is no time; write ${examples}`);
}

function isoNanoseconds(text: string, utc: boolean): bigint | undefined {
  const parts = ISO.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = parts;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const seconds = Date.parse(written + isoZone(zone ?? (utc ? 'Z' : ''))) / 1000;
  // 30 February would become 2 March.
  if (Number.isNaN(seconds) || !isDate(`${year}-${month}-${day}`)) return undefined;
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** `+01`, `+0100` and `+01:00` are the same; JavaScript reads the last only. */
function isoZone(zone: string): string {
  if (zone === '' || zone.toUpperCase() === 'Z') return zone.toUpperCase();
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** In session time. `firstFrame` is when the first frame was captured; undefined where there is none. */
export function timeRange(
  since: TimeArgument | undefined,
  until: TimeArgument | undefined,
  base: TimeBase,
  firstFrame: number | undefined,
): TimeRange {
  const start = firstFrame ?? 0;
  return {
    since: since === undefined ? Number.NEGATIVE_INFINITY : instant(since, base, start),
    until: until === undefined ? Number.POSITIVE_INFINITY : instant(until, base, start),
  };
}

/** A point in session time. */
export function instant(argument: TimeArgument, base: TimeBase, firstFrame: number): number {
  return argument.kind === 'absolute' ? base.sessionTimeOf(argument.epoch) : firstFrame + argument.offset;
}
