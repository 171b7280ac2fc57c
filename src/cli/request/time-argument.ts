import { type Instant, lastOfStretch, readInstant, sessionTimeOf } from '../../capture/instant.ts';
import type { TimeBase } from '../../capture/time-base.ts';
import { UsageError } from '../usage-error.ts';

/** A stretch of session time, both ends included. */
export interface TimeRange {
  readonly since: number;
  readonly until: number;
}

/** A point in time as `--since` and `--until` take it. Throws a UsageError. */
export function parseTime(option: string, text: string, utc: boolean): Instant {
  const instant = readInstant(text, utc);
  if (instant !== undefined) return instant;
  const examples = `${option} 2026-01-02T03:04:05.5Z, 03:04:05 for a time of day, or +12.5 for seconds from the first frame`;
  throw new UsageError(`${option} ${JSON.stringify(text)} is no time; write ${examples}`);
}

/**
 * In session time; `until` includes all of the second or minute that it names. `firstFrame` is when the first frame was captured; undefined where there is none. Throws a UsageError.
 */
export function timeRange(
  since: Instant | undefined,
  until: Instant | undefined,
  base: TimeBase,
  firstFrame: number | undefined,
): TimeRange {
  const start = firstFrame ?? 0;
  const range = {
    since: since === undefined ? Number.NEGATIVE_INFINITY : sessionTimeOf(since, base, start),
    until: until === undefined ? Number.POSITIVE_INFINITY : sessionTimeOf(lastOfStretch(until), base, start),
  };
  if (range.since > range.until) throw new UsageError('--since is later than --until');
  return range;
}
