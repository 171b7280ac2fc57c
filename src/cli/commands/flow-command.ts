import { filterValue } from '../../filter/ast.ts';
import { matchesAor, readAorPattern } from '../../filter/readings/aor-pattern.ts';
import type { Flow } from '../../flows/flow.ts';
import { flowWithEntriesJson } from '../../output/json/flows-json.ts';
import { flowLines } from '../../output/text/flow-lines.ts';
import { printable } from '../../view/text/printable.ts';
import { printedPalette } from '../colour.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { flowIdFirst } from '../request/operands.ts';
import { tell } from '../tell.ts';
import { printAnalysed, type ReportInput } from './analysis-report.ts';
import { flowMarks, judgedFlows, ladderInput, selectedFlows } from './flow-selection.ts';

/** Flows of an AOR that are named. */
const MOST_NAMED = 8;
/** Columns of a ladder if the output is no terminal. */
const USUAL_WIDTH = 100;

export const flow: CommandDefinition = {
  name: 'flow',
  summary: 'show one flow as a ladder: SIP, replication, and what caused what',
  description:
    'Shows a flow by its id, as "flows" has it, or all flows with a Call-ID: who sent what to whom and ' +
    'when, SIP with solid arrows, replication with dashed ones, how long replication took and what caused it.',
  operands: ['<id|call-id>', '[file...]'],
  examples: [
    ['flow f7 node1.pcap node2.pcap', 'the seventh flow'],
    ['flow 1-25019@10.9.0.11 capture.pcap', 'the call with this Call-ID'],
    ['flow f7 --json capture.pcap | jq .entries', 'for scripts'],
  ],
  run: printFlow,
};

async function printFlow(
  given: readonly string[],
  values: Parameters<CommandDefinition['run']>[1],
): Promise<number> {
  const [wanted = '', ...operands] = flowIdFirst(given);
  let found = 0;
  let listing = '"syncgrep flows" lists them';
  const report = function* (input: ReportInput): Generator<string> {
    const chosen = flowsWanted(input, wanted);
    found = chosen.length;
    const ofAor = found > 0 ? [] : flowsOfAor(input, wanted);
    if (ofAor.length > 0) listing = `those of this AOR are ${ofAor.join(', ')}`;
    yield* linesOf(input, chosen);
  };
  const code = await printAnalysed(operands, values, {
    begin: judgedFlows,
    lines: (analysis, session, request) => report({ analysis, session, request }),
  });
  if (code !== ExitCode.Fine || found > 0) return code;
  tell(printable(`${wanted}: no flow has this id or Call-ID; ${listing}`));
  return ExitCode.Found;
}

/** Flows that were meant, where somebody names an AOR; the first ones of them. */
function flowsOfAor({ analysis }: ReportInput, wanted: string): readonly string[] {
  const pattern = readAorPattern(filterValue([wanted]));
  if (!pattern.ok) return [];
  const ids = analysis.flows
    .flows()
    .filter(({ aors }) => aors.some((aor) => matchesAor(pattern.meaning, aor)));
  const named = ids.slice(0, MOST_NAMED).map(({ id }) => id);
  return ids.length > MOST_NAMED ? [...named, '...'] : named;
}

function flowsWanted(input: ReportInput, wanted: string): readonly Flow[] {
  const named = new Set(input.analysis.flows.find(wanted));
  return [...selectedFlows(input)].filter((one) => named.has(one));
}

function* linesOf(input: ReportInput, chosen: readonly Flow[]): Generator<string> {
  const { analysis, request } = input;
  const shown = ladderInput(input);
  const marks = flowMarks(input, shown);
  const palette = printedPalette(request.colour);
  const width = process.stdout.columns ?? USUAL_WIDTH;
  for (const one of chosen) {
    if (request.json) yield flowWithEntriesJson(shown, one, marks, analysis.time);
    else
      yield* flowLines(shown, one, marks, analysis.time, {
        width,
        utc: request.utc,
        ascii: request.ascii,
        palette,
      });
  }
}
