import { Option } from 'commander';
import { type AorState, aorStatesInOrder } from '../../cluster/contacts/reports/aor-state.ts';
import type { Analysis } from '../../engine/analysis/analysis.ts';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import { askedUsers } from '../../filter/asked-users.ts';
import type { RowFacts } from '../../filter/row-filter.ts';
import type { MessageId } from '../../ids.ts';
import { aorJson } from '../../output/json/aors-json.ts';
import { aorLines } from '../../output/text/aors-lines.ts';
import { missedStretches } from '../../view/missed-stretches.ts';
import { printedPalette } from '../colour.ts';
import type { CommandDefinition } from '../command.ts';
import type { CommonValues } from '../request/common-options.ts';
import { printReport, type ReportInput } from './analysis-report.ts';
import { printAorHistory } from './aor-history-report.ts';
import { noContactsText } from './no-contacts.ts';
import { selectedRows } from './selected-rows.ts';

interface AorsValues extends CommonValues {
  readonly history?: boolean;
}

export const aors: CommandDefinition = {
  name: 'aors',
  summary: 'contacts of each address of record, on each node',
  description:
    'One row a contact, one column a node: registered there, replicated from another node, got by a ' +
    'sync, MISSING, or syncing where it waits for one. It follows from the packets and REGISTERs by the rules of a receiver; nodes ' +
    'whose traffic was not captured are "unseen", and "?" is what the capture does not tell. With ' +
    '--history: what happened to the contacts of an AOR, node by node, and which message did it.',
  options: [
    new Option('--history', 'what happened to the contacts of the AORs of -a, a line an effect').helpGroup(
      'Of this command:',
    ),
  ],
  examples: [
    ['aors capture.pcap', 'who holds what, at the end of the capture'],
    ['aors -a 1000 --at +12.5 node1.pcap node2.pcap', 'contacts of 1000, 12.5 s after the first frame'],
    ['aors --history -a 1000 --node 3 capture.pcap', 'how node 3 came to what it holds of 1000'],
    ["aors --json capture.pcap | jq 'select(.consistent | not)'", 'where nodes differ'],
  ],
  run: async (operands, values: AorsValues) =>
    values.history === true
      ? printAorHistory(operands, values)
      : printReport(operands, values, report, ['nodes', 'contacts'], ({ selection }) =>
          askedUsers(selection.filter),
        ),
};

function* report(input: ReportInput): Generator<string> {
  const { analysis, session, request } = input;
  const states = selected(input);
  const common = {
    base: session.tables.base,
    numbers: new MessageNumbers(session),
    isAway: awayNodes(analysis),
    missed: missedStretches(analysis.context.lapses, analysis.context.silences, analysis.time),
  };
  if (request.json) {
    for (const state of states) yield aorJson(state, common);
    return;
  }
  const palette = printedPalette(request.colour);
  const { utc, quiet } = request;
  const options = { ...common, now: analysis.time, utc, quiet, palette, none: () => noContactsText(input) };
  yield* aorLines(states, options);
}

function awayNodes(analysis: Analysis): (cluster: number, node: number) => boolean {
  const reports = analysis.nodes.reports(analysis.time);
  const away = reports.filter((report) => report.away !== undefined);
  return (cluster, node) => away.some((report) => report.cluster === cluster && report.node === node);
}

function* selected({ analysis, session, request }: ReportInput): Generator<AorState> {
  const matches = selectedRows({ session, request });
  let left = request.count;
  if (left <= 0) return;
  for (const state of aorStatesInOrder(analysis.contacts, analysis.context, analysis.time)) {
    if (!matches(new AorFacts(state))) continue;
    yield state;
    if (--left <= 0) return;
  }
}

/** What a filter may ask about an AOR. Getters, because most filters ask for one of these facts at most. */
class AorFacts implements RowFacts {
  private readonly state: AorState;

  constructor(state: AorState) {
    this.state = state;
  }

  get aors(): readonly string[] {
    return [this.state.aor];
  }

  get callIds(): readonly string[] {
    return [...this.state.nodes.values()].flatMap(({ contacts }) =>
      contacts.flatMap(({ version }) => version.callId ?? []),
    );
  }

  get nodes(): readonly number[] {
    return [...this.state.nodes.keys()];
  }

  get messages(): readonly MessageId[] {
    return this.state.messages;
  }
}
