import { clockJson, clockLines } from '../../output/clocks.ts';
import type { CommandDefinition } from '../command.ts';
import { printReport, type ReportInput } from './analysis-report.ts';

export const clocks: CommandDefinition = {
  name: 'clocks',
  summary: 'how the clocks of several captures stand to each other',
  description:
    'One line a capture: by how much its clock is ahead of the reference, how certain that is, and how ' +
    'many messages it rests on: those that both captures hold; and when a clock was set while it ' +
    'captured. All other commands align times by it unless --no-align is given.',
  examples: [['clocks node1.pcap node2.pcap node3.pcap', 'offsets and drifts']],
  run: (operands, values) => printReport(operands, values, report, []),
};

function* report({ session, request }: ReportInput): Generator<string> {
  // Also with --no-align: to compare the clocks is what this command is for.
  session.align();
  if (request.json) yield* clockJson(session);
  else yield* clockLines(session);
}
