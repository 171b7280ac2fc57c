import { EVIDENCE_PARTS, evidenceOf } from '../../engine/analysis/evidence.ts';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import { check as findAll, RULES } from '../../findings/check.ts';
import type { Evidence, Finding } from '../../findings/finding.ts';
import { FLOW_ONLY, RULE_NAMES, type RuleName } from '../../findings/rule-names.ts';
import { isNewlyDiffering, isSettledDialog, SETTLED } from '../../findings/settled.ts';
import { findingJson } from '../../output/json/findings-json.ts';
import { findingLines } from '../../output/text/findings-lines.ts';
import { counted } from '../../view/text/counts.ts';
import { printedPalette } from '../colour.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { printReport, type ReportInput } from './analysis-report.ts';
import { isPart, nothingAskedText, selectedRows } from './selected-rows.ts';

export const check: CommandDefinition = {
  name: 'check',
  summary: 'what went wrong: syncs, contacts and dialogs that nodes lack, links, releases',
  description:
    'Findings, the worst first, each with the messages that show it, and where somebody has described it. ' +
    'An error is state that is lost, or that differs between nodes; of what was not captured nothing is ' +
    `said. The exit code is 1 where there is an error.\n\nIt looks for\n${rulesText(RULES.map(({ name }) => name))}` +
    `\n\nOf single flows there are also\n${rulesText(FLOW_ONLY)}\n\ndocs/findings.md has what each of them rests on.`,
  examples: [
    ['check node1.pcap node2.pcap node3.pcap', 'what is wrong at the end of the captures'],
    ['check --at +60 capture.pcap', 'and a minute after the first frame'],
    ['check -q capture.pcap || echo look at it', 'in a script'],
    ['check --json capture.pcap | jq -r \'select(.severity=="error").title\'', 'for another program'],
  ],
  async run(operands, values) {
    let hasError = false;
    const code = await printReport(
      operands,
      values,
      (input) => {
        const evidence = evidenceOf(input.session, input.analysis);
        const findings = selected(evidence, input);
        hasError = findings.some(({ severity }) => severity === 'error');
        return report(findings, evidence, input);
      },
      EVIDENCE_PARTS,
    );
    return code === ExitCode.Fine && hasError ? ExitCode.Found : code;
  },
};

/** Each rule by name, for the help. */
function rulesText(names: readonly RuleName[]): string {
  const widest = Math.max(...names.map((name) => name.length));
  return names.map((name) => `  ${name.padEnd(widest)}  ${RULE_NAMES[name]}`).join('\n');
}

function* report(findings: readonly Finding[], evidence: Evidence, input: ReportInput): Generator<string> {
  const { session, request } = input;
  const numbers = new MessageNumbers(session);
  if (request.json) {
    for (const finding of findings) yield findingJson(finding, session, numbers);
    return;
  }
  // Without a single message, "nothing was found to be wrong" would be an empty claim.
  if (session.tables.index.size === 0) return;
  const palette = printedPalette(request.colour);
  const { utc, quiet } = request;
  const none = () => nothingAskedText(input) ?? nothingWrong(input);
  yield* findingLines(findings, { session, numbers, utc, quiet, palette, none });
  const fresh = isPart(input) ? undefined : newDifferences(evidence);
  if (fresh !== undefined) yield palette.dim(fresh);
}

/** What `dialogs` and `aors` show as differing already, and no rule tells of yet; undefined if there is nothing. */
function newDifferences({ aors, dialogs, time }: Evidence): string | undefined {
  const freshAors = aors.filter((one) => isNewlyDiffering(one, time)).length;
  const freshDialogs = dialogs.filter((one) => !one.consistent && !isSettledDialog(one, time)).length;
  const what = [
    ...(freshAors === 0 ? [] : [counted(freshAors, 'AOR')]),
    ...(freshDialogs === 0 ? [] : [counted(freshDialogs, 'dialog')]),
  ].join(' and ');
  if (what === '') return undefined;
  return `too new to be told of: ${what} on which nodes differ, for less than ${SETTLED / 1e9} s`;
}

function nothingWrong(input: ReportInput): string {
  return isPart(input)
    ? 'nothing wrong with what was asked for, as far as captured'
    : 'nothing wrong, as far as captured';
}

function selected(evidence: Evidence, { session, request }: ReportInput): readonly Finding[] {
  const matches = selectedRows({ session, request });
  return findAll(evidence)
    .filter((finding) => matches(finding))
    .slice(0, request.count);
}
