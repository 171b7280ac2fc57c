import { ReplicationLags } from '../../engine/flows/replication-lags.ts';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import { lagJson } from '../../output/json/lags-json.ts';
import { lagLines } from '../../output/text/lags-lines.ts';
import { printedPalette } from '../colour.ts';
import type { CommandDefinition } from '../command.ts';
import { printAnalysed, type ReportInput } from './analysis-report.ts';
import { bareFlows, ladderInput, selectedFlows } from './flow-selection.ts';
import { nothingAskedText } from './selected-rows.ts';

export const lags: CommandDefinition = {
  name: 'lags',
  summary: 'how long replication takes, from each node to each other one',
  description:
    'One row for each node, the node that it told, and the capability: how many packets there were whose cause ' +
    'was seen (a REGISTER, a message of the call), and how long they took from it until they arrived: the median, ' +
    'what 95 of 100 did not exceed, and the longest, with its packet and flow. Where no capture shows how they ' +
    'arrived, the times are those at which they were seen to leave, or between the hosts.',
  examples: [
    ['lags node1.pcap node2.pcap node3.pcap', 'which link is slow'],
    ['lags capture.pcap cap:usrloc', 'registrations only'],
    ["lags --json capture.pcap | jq 'select(.p95Ms > 100)'", 'for scripts'],
  ],
  run: (operands, values) =>
    printAnalysed(operands, values, {
      begin: bareFlows,
      lines: (analysis, session, request) => report({ analysis, session, request }),
    }),
};

function* report(input: ReportInput): Generator<string> {
  const { session, request } = input;
  const { places } = ladderInput(input);
  const found = new ReplicationLags(session, places);
  for (const flow of selectedFlows(input)) found.add(flow);
  const reports = found.reports();
  const numbers = new MessageNumbers(session);
  if (request.json) {
    for (const one of reports) yield lagJson(one, numbers);
    return;
  }
  const none = () => nothingAskedText(input) ?? 'no replication whose cause was seen';
  yield* lagLines(reports, { numbers, palette: printedPalette(request.colour), quiet: request.quiet, none });
}
