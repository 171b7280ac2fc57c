import { type DialogReport, dialogReports } from '../../cluster/dialogs/dialog-reports.ts';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import { dialogJson } from '../../output/json/dialogs-json.ts';
import { dialogLines } from '../../output/text/dialogs-lines.ts';
import { isCallId, stringOf } from '../../store/terms.ts';
import { missedStretches } from '../../view/missed-stretches.ts';
import { printedPalette } from '../colour.ts';
import type { CommandDefinition } from '../command.ts';
import { printReport, type ReportInput } from './analysis-report.ts';
import { nothingAskedText, selectedRows } from './selected-rows.ts';

export const dialogs: CommandDefinition = {
  name: 'dialogs',
  summary: 'state of each dialog, on each node',
  description:
    'One row a dialog, one column a node: handled there (own), replicated from another node, got by a ' +
    'sync, MISSING, with the reason, or syncing where it waits for one; empty where it has nothing and, as ' +
    'far as is known, should have nothing. It follows from SIP and packets by the rules of a receiver; nodes ' +
    'whose traffic was not captured are "unseen", and "?" means that the node may have been told something ' +
    'since that was not captured. An ended dialog is listed for the 5 s for which its node keeps it.',
  examples: [
    ['dialogs capture.pcap', 'dialogs at the end of the capture'],
    ['dialogs --at +30 node1.pcap node2.pcap', 'dialogs 30 s after the first frame'],
    ["dialogs --json capture.pcap | jq 'select(.consistent | not)'", 'where nodes differ'],
  ],
  run: (operands, values) => printReport(operands, values, report, ['dialogs']),
};

function* report(input: ReportInput): Generator<string> {
  const { analysis, session, request } = input;
  const { base } = session.tables;
  const numbers = new MessageNumbers(session);
  const reports = selected(input);
  const missed = missedStretches(analysis.context.lapses, analysis.context.silences, analysis.time);
  if (request.json) {
    for (const one of reports) yield dialogJson(one, base, numbers, missed);
    return;
  }
  const palette = printedPalette(request.colour);
  const { utc, quiet } = request;
  const nothing = reports.length === 0 ? nothingAskedText(input) : undefined;
  if (nothing !== undefined) yield nothing;
  else yield* dialogLines(reports, { base, now: analysis.time, utc, quiet, numbers, palette, missed });
}

function selected({ analysis, session, request }: ReportInput): readonly DialogReport[] {
  const { index, aors } = session.tables;
  const matches = selectedRows({ session, request });
  return dialogReports(analysis.dialogs, analysis.context, analysis.time)
    .filter(({ callId, nodes, messages }) => {
      const names = messages.flatMap((id) =>
        Array.from({ length: index.termCount(id) }, (_, at) => index.term(id, at)).filter(
          (term) => !isCallId(term),
        ),
      );
      const named = [...new Set(names)].map((term) => aors.text(stringOf(term)));
      return matches({ aors: named, callIds: [callId], nodes: [...nodes.keys()], messages });
    })
    .slice(0, request.count);
}
