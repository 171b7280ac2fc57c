import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import { type RowFacts, rowFilter } from '../../filter/row-filter.ts';
import { syncJson } from '../../output/json/syncs-json.ts';
import { syncLines } from '../../output/text/syncs-lines.ts';
import { isCallId, stringOf } from '../../store/terms.ts';
import { grouped } from '../../view/text/counts.ts';
import { printedPalette } from '../colour.ts';
import type { CommandDefinition } from '../command.ts';
import { type TimeRange, timeRange } from '../request/time-argument.ts';
import { printReport, type ReportInput } from './analysis-report.ts';
import { nothingAskedText } from './selected-rows.ts';

export const syncs: CommandDefinition = {
  name: 'syncs',
  summary: 'each sync: donor, receiver, capability, chunks sent and seen, verdict',
  description:
    'One row a sync: which node got the data of a capability from which other, how many chunks its end ' +
    'announces (since 3.3) and how many were seen, how long it took, and how many packets the receiver let ' +
    'wait meanwhile. The verdict is "complete", "short", "unanswered", "aborted", or "not captured" where ' +
    'the captures do not tell.',
  examples: [
    ['syncs capture.pcap', 'who synchronised with whom'],
    ['syncs capture.pcap cap:usrloc node:3', 'contacts, to or from node 3'],
    ['syncs --json capture.pcap | jq \'select(.verdict != "complete")\'', 'where something went wrong'],
  ],
  run: (operands, values) => printReport(operands, values, report, ['syncs']),
};

function* report(input: ReportInput): Generator<string> {
  const { session, request } = input;
  const { base } = session.tables;
  const reports = selected(input);
  if (request.json) {
    const numbers = new MessageNumbers(session);
    for (const one of reports) yield syncJson(one, base, numbers);
    return;
  }
  const palette = printedPalette(request.colour);
  const none = () => nothingAskedText(input) ?? noSyncText(input);
  yield* syncLines(reports, { base, utc: request.utc, quiet: request.quiet, palette, none });
}

/** Messages are about what was asked for, but no sync is. */
function noSyncText(input: ReportInput): string {
  const others = input.analysis.syncs.reports().length;
  if (others === 0) return 'no sync was captured: neither a request, nor data, nor an end';
  return `no sync is about what was asked for; there ${others === 1 ? 'is 1 other' : `are ${grouped(others)} others`}`;
}

function selected({ analysis, session, request }: ReportInput): readonly SyncReport[] {
  const range = timeRange(request.since, request.until, session.tables.base, session.firstFrameTime);
  const matches = rowFilter(request.selection.filter, session.facts, request.selection);
  return analysis.syncs
    .reports()
    .filter((sync) => isWithin(sync, range) && matches(factsOf(sync, session)))
    .slice(0, request.count);
}

/** Did some of it happen in that time? */
function isWithin({ requested, started, ended }: SyncReport, range: TimeRange): boolean {
  const times = [requested, started, ended].filter((time) => time !== undefined);
  return Math.max(...times) >= range.since && Math.min(...times) <= range.until;
}

function factsOf({ donor, receiver, capability, messages }: SyncReport, session: Session): RowFacts {
  const { index, aors, callIds } = session.tables;
  const terms = messages.flatMap((id) =>
    Array.from({ length: index.termCount(id) }, (_, at) => index.term(id, at)),
  );
  return {
    aors: terms.filter((term) => !isCallId(term)).map((term) => aors.text(stringOf(term))),
    callIds: terms.filter(isCallId).map((term) => callIds.text(stringOf(term))),
    nodes: [donor, receiver],
    capabilities: [capability],
    messages,
  };
}
