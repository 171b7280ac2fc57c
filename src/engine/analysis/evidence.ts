import { aorStates } from '../../cluster/contacts/reports/aor-state.ts';
import { differingLabels } from '../../cluster/contacts/reports/differing-labels.ts';
import { untoldRegistrations } from '../../cluster/contacts/reports/untold-registrations.ts';
import { dialogReports } from '../../cluster/dialogs/dialog-reports.ts';
import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import { nodeTroubles } from '../../cluster/nodes/troubles/node-troubles.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import type { Evidence } from '../../findings/finding.ts';
import { inOneGo } from '../../tables/steps.ts';
import type { Session } from '../session.ts';
import type { Analysis, AnalysisPart } from './analysis.ts';
import { packetEvidence } from './packet-evidence.ts';

/** The parts of an analysis that evidence is drawn from. */
export const EVIDENCE_PARTS: readonly AnalysisPart[] = ['nodes', 'contacts', 'dialogs', 'syncs', 'troubles'];

/** What the rules of `check` look at: the state at the time up to which messages were analysed. */
export function evidenceOf(session: Session, analysis: Analysis): Evidence {
  const { context, time } = analysis;
  const aors = aorStates(analysis.contacts, context, time);
  return {
    ...clusterEvidence(analysis, analysis.nodes.reports(time), analysis.syncs.reports()),
    aors,
    labels: inOneGo(differingLabels(aors, context)),
    untold: inOneGo(untoldRegistrations(analysis.contacts, context, aors, time)),
    dialogs: dialogReports(analysis.dialogs, context, time),
    ...packetEvidence(session, time),
  };
}

/** As `evidenceOf`, without the parts that look at each AOR, dialog and packet: quick enough for a screen. */
export function clusterEvidence(
  analysis: Analysis,
  nodes: readonly NodeReport[],
  syncs: readonly SyncReport[],
): Evidence {
  return {
    ...nodeTroubles(analysis.nodes, nodes, analysis.context, analysis.time),
    time: analysis.time,
    nodes,
    aors: [],
    dialogs: [],
    syncs,
    repeatedSyncs: analysis.syncs.repeatedSyncs(),
    unregisters: [...analysis.troubles.unregisters.all()],
    phones: [...analysis.troubles.phones.all(analysis.time)],
    refused: analysis.troubles.refused.all(),
    labels: [],
    untold: [],
    strays: analysis.dialogs.strayPackets(),
    contactRefusals: analysis.contacts.refusals.all(),
    dialogRefusals: analysis.dialogs.refusals.all(),
    events: analysis.timeline.events,
    connections: analysis.connectionTroubles(),
    packets: [],
    surges: [],
    repeated: [],
    resent: [],
  };
}
