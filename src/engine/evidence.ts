import { PacketStatus } from '../../decoders/bin/skim-packet.ts';
import { aorStates } from '../cluster/contacts/aor-state.ts';
import { differingLabels } from '../cluster/contacts/differing-labels.ts';
import { untoldRegistrations } from '../cluster/contacts/untold-registrations.ts';
import { dialogReports } from '../cluster/dialogs/dialog-state.ts';
import type { NodeReport } from '../cluster/nodes/node-model.ts';
import { nodeTroubles } from '../cluster/nodes/node-troubles.ts';
import type { SyncReport } from '../cluster/syncs/sync-model.ts';
import { type Evidence, MOST_NAMED, type PacketGroup } from '../findings/finding.ts';
import type { MessageId } from '../ids.ts';
import { Protocol } from '../reassembly/carried-message.ts';
import type { Analysis } from './analysis.ts';
import type { Session } from './session.ts';

/** What rules look at, at the time up to which was analysed. */
export function evidenceOf(session: Session, analysis: Analysis): Evidence {
  const { context, time } = analysis;
  const aors = aorStates(analysis.contacts, context, time);
  return {
    ...clusterEvidence(analysis, analysis.nodes.reports(time), analysis.syncs.reports()),
    aors,
    labels: differingLabels(aors, context),
    untold: untoldRegistrations(analysis.contacts, context, aors, time),
    dialogs: dialogReports(analysis.dialogs, context, time),
    packets: packetGroups(session, time),
  };
}

/** The same without what would have to be found out for each AOR, dialog and packet: cheap enough for a screen. */
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
    labels: [],
    untold: [],
    strays: analysis.dialogs.strayPackets(),
    contactRefusals: analysis.contacts.refusals.all(),
    dialogRefusals: analysis.dialogs.refusals.all(),
    events: analysis.timeline.events,
    connections: analysis.connectionTroubles(),
    packets: [],
  };
}

/** Senders and capabilities that are told apart; a cluster has some dozens, hostile traffic any number. */
const MOST_GROUPS = 1000;
const COMMAND = 'CLUSTERER_MI_CMD';

interface Group extends PacketGroup {
  count: number;
  readonly messages: MessageId[];
}

/** Packets up to that time that are of interest by themselves, as the index has them. */
function packetGroups(session: Session, until: number): readonly PacketGroup[] {
  const { order, index, kinds, routes } = session.tables;
  const groups = new Map<string, Group>();
  for (let at = 0; at < order.length; at++) {
    const id = order.at(at) as MessageId;
    if (index.protocol(id) !== Protocol.Bin) continue;
    const kind = kinds.get(index.kind(id));
    const about = aboutOf(index.status(id), kind.protocol === 'bin' ? kind.name : undefined);
    if (about === undefined) continue;
    if (session.timeOf(id) > until) break;
    const route = index.route(id);
    const capability = kind.protocol === 'bin' ? kind.capability : '';
    const group = groupOf(groups, about, routes.cluster(route), routes.source(route), capability);
    group.count++;
    if (group.messages.length < MOST_NAMED) group.messages.push(id);
  }
  return [...groups.values()];
}

function aboutOf(status: number, name: string | undefined): PacketGroup['about'] | undefined {
  if (status === PacketStatus.Malformed) return 'malformed';
  if (status === PacketStatus.Unknown) return 'unknown';
  return name === COMMAND ? 'command' : undefined;
}

/** Where there are too many, the rest of a kind is one. */
function groupOf(
  groups: Map<string, Group>,
  about: PacketGroup['about'],
  cluster: number,
  source: number,
  capability: string,
): Group {
  const key = `${about} ${cluster} ${source} ${capability}`;
  const known = groups.get(key);
  if (known !== undefined) return known;
  if (groups.size >= MOST_GROUPS && capability !== '') return groupOf(groups, about, 0, 0, '');
  const group: Group = { about, cluster, source, capability, count: 0, messages: [] };
  groups.set(key, group);
  return group;
}
