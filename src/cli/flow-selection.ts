import type { AnalysisPart } from '../engine/analysis.ts';
import { MessageNumbers } from '../engine/message-numbers.ts';
import { ObserverPlaces } from '../engine/observer-places.ts';
import { type RowFilter, rowFilter } from '../filter/row-filter.ts';
import type { Flow } from '../flows/flow.ts';
import type { LadderInput } from '../view/ladder.ts';
import type { ReportInput } from './analysis-report.ts';
import { timeRange } from './time-argument.ts';

/** What flows are, and what is wrong with them, which takes about twice as long. */
export const FLOW_PARTS: readonly AnalysisPart[] = ['nodes', 'contacts', 'dialogs', 'syncs', 'flows'];
/** What flows are. */
export const BARE_FLOW_PARTS: readonly AnalysisPart[] = ['flows'];

/** What reports on flows are made from. */
export function ladderInput({ session }: ReportInput): LadderInput {
  return { session, numbers: new MessageNumbers(session), places: new ObserverPlaces(session) };
}

/** The flows that were asked for: by filter, and by the time in which they had messages; out of `among`. */
export function* selectedFlows(
  { analysis, session, request }: ReportInput,
  among: readonly Flow[] = analysis.flows.flows(),
): Generator<Flow> {
  const matches: RowFilter = rowFilter(request.selection.filter, session.facts);
  const { since, until } = request;
  const range = timeRange(since, until, session.tables.base, session.firstFrameTime);
  let left = request.count;
  for (const flow of among) {
    if (left === 0) return;
    if (flow.end < range.since || flow.start > range.until) continue;
    const { aors, callIds, nodes } = flow;
    if (!matches({ aors, callIds, nodes, messages: [...flow.messages, ...flow.replication] })) continue;
    left--;
    yield flow;
  }
}
