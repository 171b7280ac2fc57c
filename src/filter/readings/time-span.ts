import { type Instant, lastInstant, lastOfStretch, readInstant } from '../../capture/instant.ts';
import { type FilterValue, plainText } from '../ast.ts';
import { meaning, type Reading, unreadable } from './reading.ts';

/** From one point in time to another, as written, both included; undefined is an open end. */
export interface WrittenSpan {
  readonly since: Written | undefined;
  readonly until: Written | undefined;
}

/** Both readings of a time without a zone; the session decides between UTC and local. */
export interface Written {
  readonly local: Instant;
  readonly utc: Instant;
}

const EXAMPLE = 'As in time:09:28:31..09:28:40, time:+4.3..+12, time:2026-01-02T03:04:05Z.. or time:..+60';

/**
 * Reads `from..to`, `from..`, `..to`. A single time means the minute, second or fraction that its digits name, and a time
 * of day or a date that is the end includes it.
 */
export function readTimeSpan(value: FilterValue): Reading<WrittenSpan> {
  const text = plainText(value);
  const [from = '', to, ...others] = text.split('..');
  if (others.length > 0) return unreadable(`'${text}' has more than two ends`, EXAMPLE);
  if (to === undefined) {
    const only = written(from);
    return only === undefined ? noTime(from) : meaning({ since: only, until: lastOf(only) });
  }
  if (from === '' && to === '') return unreadable('The stretch of time has no ends', EXAMPLE);
  const since = from === '' ? undefined : written(from);
  const until = to === '' ? undefined : written(to);
  if (since === undefined && from !== '') return noTime(from);
  if (until === undefined && to !== '') return noTime(to);
  if (since !== undefined && until !== undefined && isBackwards(since.utc, until.utc)) {
    return unreadable('The stretch of time runs backwards', `Write ${to}..${from}`);
  }
  return meaning({ since, until: until && endOf(until) });
}

function written(text: string): Written | undefined {
  const local = readInstant(text, false);
  const utc = readInstant(text, true);
  return local === undefined || utc === undefined ? undefined : { local, utc };
}

function noTime(text: string): Reading<never> {
  return unreadable(`'${text}' is no time`, EXAMPLE);
}

/** The last nanosecond of what the digits name. */
function lastOf({ local, utc }: Written): Written {
  return { local: lastInstant(local), utc: lastInstant(utc) };
}

/** Where a stretch ends that is written with this end: seconds from the first frame are points, as in `+0..+60`. */
function endOf({ local, utc }: Written): Written {
  return { local: lastOfStretch(local), utc: lastOfStretch(utc) };
}

/** Not decidable for times of day: midnight may lie between them. */
function isBackwards(since: Instant, until: Instant): boolean {
  if (since.kind === 'absolute') return until.kind === 'absolute' && until.epoch < since.epoch;
  return (
    since.kind === 'from first frame' && until.kind === 'from first frame' && until.offset < since.offset
  );
}
