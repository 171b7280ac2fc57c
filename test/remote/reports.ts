import { setTimeout } from 'node:timers/promises';
import type { ReportInput } from '../../src/cli/commands/analysis-report.ts';
import { ladderInput, selectedFlows } from '../../src/cli/commands/flow-selection.ts';
import { requestOf } from '../../src/cli/request/request.ts';
import { aorStates } from '../../src/cluster/contacts/reports/aor-state.ts';
import { dialogReports } from '../../src/cluster/dialogs/dialog-reports.ts';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { MessageNumbers } from '../../src/engine/message-numbers.ts';
import type { Session } from '../../src/engine/session.ts';
import { aorJson } from '../../src/output/json/aors-json.ts';
import { dialogJson } from '../../src/output/json/dialogs-json.ts';
import { flowJson } from '../../src/output/json/flows-json.ts';
import { nodeJson } from '../../src/output/json/nodes-json.ts';
import { syncJson } from '../../src/output/json/syncs-json.ts';
import { FlowMarks } from '../../src/view/flows/flow-marks.ts';

/** All that reports say of a session, by report. */
export interface Reports {
  readonly aors: readonly string[];
  readonly dialogs: readonly string[];
  readonly flows: readonly string[];
  readonly nodes: readonly string[];
  readonly syncs: readonly string[];
}

/** Ends what goes on when so many frames have been read, or nothing comes any more; then reads the rest. */
export async function readLive(session: Session, frames: number): Promise<void> {
  const end = Date.now() + 20_000;
  while (session.progress.frames < frames && Date.now() < end) {
    const state = session.read(50, true);
    if (state === 'end') break;
    if (state === 'wait') await Promise.race([session.whenReady(), setTimeout(50)]);
    else await setTimeout(0);
  }
  await Promise.all(session.sources.map(({ live }) => live?.stop()));
  while (session.read(50, true) !== 'end') await session.whenReady();
}

export function reportsOf(session: Session): Reports {
  session.align();
  const analysis = new Analysis(session);
  while (analysis.advance(1000) === 'more');
  const { base } = session.tables;
  const numbers = new MessageNumbers(session);
  const request = requestOf(['-'], { json: true });
  const input: ReportInput = { analysis, session, request };
  const shown = ladderInput(input);
  const marks = new FlowMarks(shown, analysis);
  const common = { base, numbers, isAway: () => false };
  return {
    aors: aorStates(analysis.contacts, analysis.context, analysis.time).map((one) => aorJson(one, common)),
    dialogs: dialogReports(analysis.dialogs, analysis.context, analysis.time).map((one) =>
      dialogJson(one, base, numbers),
    ),
    flows: [...selectedFlows(input)].map((flow) => flowJson(shown, flow, marks, analysis.time)),
    nodes: analysis.nodes.reports(analysis.time).map((one) => nodeJson(one, base)),
    syncs: analysis.syncs.reports().map((one) => syncJson(one, base, numbers)),
  };
}
