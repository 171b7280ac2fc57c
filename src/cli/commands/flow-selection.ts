import { Analysis } from '../../engine/analysis/analysis.ts';
import { EVIDENCE_PARTS, evidenceOf } from '../../engine/analysis/evidence.ts';
import { ObserverPlaces } from '../../engine/analysis/observer-places.ts';
import { flowFacts } from '../../engine/flows/flow-facts.ts';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import { type RowFilter, rowFilter } from '../../filter/row-filter.ts';
import { check } from '../../findings/check.ts';
import type { Flow } from '../../flows/flow.ts';
import { FlowFindings } from '../../view/flows/flow-findings.ts';
import { FlowMarks } from '../../view/flows/flow-marks.ts';
import type { LadderInput } from '../../view/ladder/ladder.ts';
import { timeRange } from '../request/time-argument.ts';
import type { ReportInput } from './analysis-report.ts';

/** For reports on what happened in flows; of what is wrong, they tell only what the messages themselves show. */
export function bareFlows(session: Session, until: number | undefined): Analysis {
  return new Analysis(session, { until, parts: ['flows'] });
}

/**
 * For reports that also say what is wrong with flows, as `check` and the screen have it, for which the state
 * of the nodes is needed: two to three times the time.
 */
export function judgedFlows(session: Session, until: number | undefined): Analysis {
  return new Analysis(session, { until, parts: [...EVIDENCE_PARTS, 'flows'] });
}

/** What reports on flows are made from. */
export function ladderInput({ session }: ReportInput): LadderInput {
  return { session, numbers: new MessageNumbers(session), places: new ObserverPlaces(session) };
}

/** What is wrong with flows: with an analysis by `judgedFlows`, also what findings say about them. */
export function flowMarks({ session, analysis }: ReportInput, input: LadderInput): FlowMarks {
  const findings = analysis.hasState ? new FlowFindings(check(evidenceOf(session, analysis))) : undefined;
  return new FlowMarks(input, analysis, findings);
}

/** The flows out of `among` that the filter selects and that had messages in the time that was asked for. */
export function* selectedFlows(
  { analysis, session, request }: ReportInput,
  among: readonly Flow[] = analysis.flows.flows(),
): Generator<Flow> {
  const matches: RowFilter = rowFilter(request.selection.filter, session.facts, request.selection);
  const { since, until } = request;
  const range = timeRange(since, until, session.tables.base, session.firstFrameTime);
  let left = request.count;
  for (const flow of among) {
    if (left === 0) return;
    if (flow.end < range.since || flow.start > range.until) continue;
    if (!matches(flowFacts(flow))) continue;
    left--;
    yield flow;
  }
}
