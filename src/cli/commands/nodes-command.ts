import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import { clockLines } from '../../output/clocks.ts';
import { nodeJson } from '../../output/json/nodes-json.ts';
import { nodeLines } from '../../output/text/nodes-lines.ts';
import { releasesLines } from '../../output/text/releases-line.ts';
import { printedPalette } from '../colour.ts';
import type { CommandDefinition } from '../command.ts';
import { printReport, type ReportInput } from './analysis-report.ts';
import { nothingAskedText, selectedRows } from './selected-rows.ts';

export const nodes: CommandDefinition = {
  name: 'nodes',
  summary: 'nodes: addresses, links, capabilities, sharing tags, releases',
  description:
    'One entry a node and cluster: its addresses, how it considers its links to the others, which ' +
    'capabilities it has in sync, which sharing tags it holds, and which OpenSIPS releases it can be. ' +
    'All of it is learned from the packets; what they do not show is unknown.',
  examples: [
    ['nodes capture.pcap', 'who they are, at the end of the capture'],
    ['nodes --at +30 node1.pcap node2.pcap', 'thirty seconds after its first frame'],
    ['nodes --json capture.pcap | jq .links', 'for scripts'],
  ],
  run: (operands, values) => printReport(operands, values, report, ['nodes']),
};

function* report(input: ReportInput): Generator<string> {
  const { session, request, analysis } = input;
  const { base } = session.tables;
  if (request.json) {
    for (const one of selected(input)) yield nodeJson(one, base);
    return;
  }
  const palette = printedPalette(request.colour);
  const options = { base, utc: request.utc, quiet: request.quiet, palette };
  const reports = selected(input);
  for (const one of reports) yield* nodeLines(one, options);
  if (reports.length === 0) yield nothingAskedText(input) ?? 'no nodes';
  const { releases } = analysis.context;
  yield* releasesLines(
    reports.map(({ cluster, node }) => ({ cluster, node, releases: releases.of(cluster, node) })),
  );
  if (session.clocks === undefined || request.quiet) return;
  yield 'clocks';
  for (const line of clockLines(session)) yield `  ${line}`;
}

function selected({ analysis, session, request }: ReportInput): readonly NodeReport[] {
  const matches = selectedRows({ session, request });
  return analysis.nodes
    .reports(analysis.time)
    .filter(({ node, messages }) => matches({ aors: [], callIds: [], nodes: [node], messages }))
    .slice(0, request.count);
}
