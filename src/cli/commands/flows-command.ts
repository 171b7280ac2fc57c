import { Option } from 'commander';
import { flowJson } from '../../output/json/flows-json.ts';
import { flowTableLines } from '../../output/text/flows-lines.ts';
import type { FlowMarks } from '../../view/flows/flow-marks.ts';
import { type FlowTexts, flowTexts } from '../../view/flows/flow-table.ts';
import type { LadderInput } from '../../view/ladder/ladder.ts';
import { clockTimes } from '../../view/text/times.ts';
import { printedPalette } from '../colour.ts';
import type { CommandDefinition } from '../command.ts';
import type { CommonValues } from '../request/common-options.ts';
import { printAnalysed, type ReportInput } from './analysis-report.ts';
import { bareFlows, flowMarks, judgedFlows, ladderInput, selectedFlows } from './flow-selection.ts';
import { nothingAskedText } from './selected-rows.ts';

interface FlowsValues extends CommonValues {
  readonly marks?: boolean;
}

export const flows: CommandDefinition = {
  name: 'flows',
  summary: 'list registrations, calls, subscriptions: what belongs together, on all nodes',
  description:
    'One row a flow: a registration with its refreshes and the packets that it caused, a call with all ' +
    'its legs, a subscription, a message. "flow" shows one of them as a ladder. With --marks, or --json, also ' +
    'what is wrong with each: nodes that differ about its AOR, replication that did not go to all, failed syncs.',
  options: [
    new Option(
      '--marks',
      'also what is wrong with each flow, as check has it; takes two to three times as long',
    ).helpGroup('Of this command:'),
  ],
  examples: [
    ['flows node1.pcap node2.pcap', 'everything that happened'],
    ['flows capture.pcap aor:1000', 'what concerns 1000'],
    ['flows --marks node*.pcap', 'and what is wrong with each'],
    ['flows --json capture.pcap | jq \'select(.state=="REJECTED")\'', 'for scripts'],
  ],
  run: (operands, values: FlowsValues) => {
    const isBare = values.json !== true && values.marks !== true;
    return printAnalysed(operands, values, {
      begin: isBare ? bareFlows : judgedFlows,
      lines: (analysis, session, request) => report({ analysis, session, request }),
    });
  },
};

function* report(input: ReportInput): Generator<string> {
  const { analysis, request } = input;
  const shown = ladderInput(input);
  const marks = flowMarks(input, shown);
  if (request.json) {
    for (const flow of selectedFlows(input)) yield flowJson(shown, flow, marks, analysis.time);
    return;
  }
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  const none = () => nothingAskedText(input) ?? 'no flows';
  const shownFlows = { count: 0 };
  yield* flowTableLines(texts(input, shown, marks, shownFlows), { width, none });
  // Of an empty column one cannot see that nobody has looked.
  if (!analysis.hasState && shownFlows.count > 0 && !request.quiet)
    yield printedPalette(request.colour).dim(
      'marks: only what the messages of a flow themselves show; --marks tells all that is wrong with each',
    );
}

function* texts(
  input: ReportInput,
  shown: LadderInput,
  marks: FlowMarks,
  told: { count: number },
): Generator<FlowTexts> {
  const clock = clockTimes(shown.session.tables.base, input.request.utc);
  const options = { marks, now: input.analysis.time, clock };
  for (const flow of selectedFlows(input)) {
    told.count++;
    yield flowTexts(shown.places, flow, options);
  }
}
