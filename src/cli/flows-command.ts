import { wantsAscii } from '../output/ascii-text.ts';
import { flowJson } from '../output/flows-json.ts';
import { flowTableLines } from '../output/flows-lines.ts';
import { FlowMarks } from '../view/flow-marks.ts';
import { flowTexts } from '../view/flow-table.ts';
import { printReport, type ReportInput } from './analysis-report.ts';
import type { CommandDefinition } from './command.ts';
import { FLOW_PARTS, ladderInput, selectedFlows } from './flow-selection.ts';

export const flows: CommandDefinition = {
  name: 'flows',
  summary: 'list registrations, calls, subscriptions: what belongs together, on all nodes',
  description:
    'One row a flow: a registration with its refreshes and the packets that it caused, a call with all ' +
    'its legs, a subscription, a message. "flow" shows one of them as a ladder.',
  examples: [
    ['flows node1.pcap node2.pcap', 'everything that happened'],
    ['flows capture.pcap aor:1000', 'what concerns 1000'],
    ['flows --json capture.pcap | jq \'select(.state=="REJECTED")\'', 'for scripts'],
  ],
  run: (operands, values) => printReport(operands, values, report, FLOW_PARTS),
};

function* report(input: ReportInput): Generator<string> {
  const { analysis, request } = input;
  const shown = ladderInput(input);
  const marks = new FlowMarks(shown, analysis);
  if (request.json) {
    for (const flow of selectedFlows(input)) yield flowJson(shown, flow, marks, analysis.time);
    return;
  }
  const rows = [...selectedFlows(input)].map((flow) =>
    flowTexts(shown, flow, marks, analysis.time, request.utc),
  );
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  yield* flowTableLines(rows, { width, ascii: wantsAscii() });
}
