import type { Session } from '../../engine/session.ts';
import { and, type FilterNode, filterValue, keyTerm, plainText } from '../../filter/ast.ts';
import { explain } from '../../filter/explain.ts';
import { scaleLabel, scaleStep } from '../../view/time/time-scale.ts';
import type { Settings } from '../model.ts';
import type { Stretch } from './time-model.ts';

/** Farther from the first frame, a time of day could be that of another day. */
const HALF_A_DAY = 12 * 3600e9;

/** The filter with another stretch of time in place of the one that it had. */
export function withStretch(filter: FilterNode, written: string): string {
  const terms = filter.kind === 'and' ? filter.children : [filter];
  const others = terms.filter((term) => term.kind !== 'key' || term.key !== 'time');
  return explain(and([...others, keyTerm('time', [filterValue([written])])]));
}

/** The filter with only what comes after this session time, exact to the nanosecond. */
export function withOnlyAfter(filter: FilterNode, time: number, session: Session): string {
  const start = session.facts.calendar.firstFrame() ?? 0;
  return withStretch(filter, `+${((time + 1 - start) / 1e9).toFixed(9)}..`);
}

/** As `withOnlyAfter` writes it. */
const ONLY_AFTER = /^\+\d+\.\d{9}\.\.$/;

/** Was the filter made by `withOnlyAfter`? */
export function isOnlyAfter(filter: FilterNode): boolean {
  const terms = filter.kind === 'and' ? filter.children : [filter];
  return terms.some(
    (term) =>
      term.kind === 'key' &&
      term.key === 'time' &&
      term.values.every((one) => ONLY_AFTER.test(plainText(one))),
  );
}

/**
 * The stretch as a value of the filter key `time:`, in times of day as on the screen if these are unique, else in
 * seconds from the first frame. `unit` is the precision in nanoseconds.
 */
export function writtenStretch(
  { from, to }: Stretch,
  unit: number,
  session: Session,
  { utc, timeMode }: Settings,
): string {
  const { calendar } = session.facts;
  const start = calendar.firstFrame() ?? 0;
  const ofDay =
    timeMode === 'clock' && (utc || !calendar.utc) && to - start < HALF_A_DAY && start - from < HALF_A_DAY;
  const options = { base: session.tables.base, start, utc, mode: ofDay ? 'clock' : 'relative' } as const;
  if (!ofDay) {
    // Columns begin at round times of day, the first frame does not; nothing is before it.
    return `${scaleLabel(Math.max(from, start), 1, options)}..${scaleLabel(to, 1, options)}`;
  }
  const zone = utc && !calendar.utc ? 'Z' : '';
  // The second or minute that is written as the end belongs to the stretch.
  const [first, last] = [from, to - scaleStep(unit)].map(
    (time) => `${scaleLabel(time, unit, options)}${zone}`,
  );
  return first === last ? `${first}` : `${first}..${last}`;
}
