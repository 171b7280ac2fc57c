import type { ContactTracker } from '../cluster/contacts/contact-tracker.ts';
import type { Coverage } from '../cluster/coverage/coverage.ts';
import type { DialogTracker } from '../cluster/dialogs/dialog-tracker.ts';
import type { ClusterNodes } from '../cluster/nodes/cluster-nodes.ts';
import type { SyncTracker } from '../cluster/syncs/sync-tracker.ts';
import type { FlowTracker } from '../flows/flow-tracker.ts';
import type { Session } from './session.ts';

/** The things that are kept up to a limit. Beyond it the oldest are dropped, and nothing more is known of them. */
interface Keepers {
  readonly flows: FlowTracker;
  readonly contacts: ContactTracker;
  readonly dialogs: DialogTracker;
  readonly syncs: SyncTracker;
  readonly nodes: ClusterNodes;
  readonly coverage: Coverage;
}

/** How many of each kind were dropped. */
export function limitsReached({ tables, connections }: Session, keepers: Keepers) {
  const { troubles, ends, refusals, upgrades } = connections;
  const { flows, contacts, dialogs, syncs, nodes, coverage } = keepers;
  const { forgotten, cutShort, contactsForgotten } = flows.counts;
  return {
    flows: forgotten,
    flowsAtOnce: cutShort,
    contacts: contacts.forgotten + contactsForgotten,
    events: contacts.eventsForgotten + dialogs.eventsForgotten,
    dialogs: dialogs.forgotten,
    calls: dialogs.calls.forgotten,
    syncs: syncs.forgotten,
    // Both leave out the same clusters, or the one that has less room does.
    nodes: Math.max(nodes.ignored, coverage.ignored),
    late: tables.late.forgotten + tables.unacknowledged.forgotten,
    connections: troubles.forgotten,
    ends: ends.forgotten + refusals.forgotten,
    upgrades: upgrades.forgotten,
  } as const;
}

export type LimitsReached = ReturnType<typeof limitsReached>;
export type Limited = keyof LimitsReached;
