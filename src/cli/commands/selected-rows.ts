import { RegexLimits } from '../../filter/predicates/guarded-regex.ts';
import { type RowFilter, rowFilter } from '../../filter/row-filter.ts';
import type { MessageId } from '../../ids.ts';
import { nameHints } from '../request/name-hints.ts';
import { timeRange } from '../request/time-argument.ts';
import type { ReportInput } from './analysis-report.ts';
import { ChosenMessages } from './chosen-messages.ts';
import { isEverything } from './selection.ts';

type Asked = Pick<ReportInput, 'session' | 'request'>;

/** The rows of a report that the filter selects, and that a message of the asked-for time is about. */
export function selectedRows({ session, request }: Asked): RowFilter {
  const matches = rowFilter(request.selection.filter, session.facts, request.selection);
  if (request.since === undefined && request.until === undefined) return matches;
  const { since, until } = timeRange(
    request.since,
    request.until,
    session.tables.base,
    session.firstFrameTime,
  );
  return (row) =>
    matches(row) &&
    row.messages.some((id) => {
      const time = session.timeOf(id);
      return time >= since && time <= until;
    });
}

/** Was less asked for than everything? */
export function isPart({ request }: Asked): boolean {
  const { selection, since, until } = request;
  return !isEverything(selection.filter) || since !== undefined || until !== undefined;
}

/** For a report without rows: what is wrong with what was asked for, if no message is about it. */
export function nothingAskedText(asked: Asked): string | undefined {
  const { session, request } = asked;
  if (!isPart(asked) || isAnyChosen(asked)) return undefined;
  return ['no message matches what was asked for', ...nameHints(request.selection.filter, session)].join(
    ', ',
  );
}

function isAnyChosen({ session, request }: Asked): boolean {
  const limits = new RegexLimits();
  const chosen = new ChosenMessages(session, { ...request, selection: { ...request.selection, limits } });
  const { index } = session.tables;
  let isAny = false;
  for (let id = index.first; id < index.size && !isAny; id++) {
    isAny = chosen.judge(id as MessageId) !== 'filtered out';
  }
  request.selection.limits.raiseTo(limits);
  return isAny;
}
