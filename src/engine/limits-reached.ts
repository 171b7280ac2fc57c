import type { ContactTracker } from '../cluster/contacts/contact-tracker.ts';
import type { DialogTracker } from '../cluster/dialogs/dialog-tracker.ts';
import type { ClusterNodes } from '../cluster/nodes/cluster-nodes.ts';
import type { SyncTracker } from '../cluster/syncs/sync-tracker.ts';
import type { FlowTracker } from '../flows/flow-tracker.ts';

/** Things that are kept up to a limit; beyond it, the oldest are given up, and nothing is known of them any more. */
export type Limited =
  | 'flows'
  | 'flowsAtOnce'
  | 'contacts'
  | 'events'
  | 'dialogs'
  | 'calls'
  | 'syncs'
  | 'nodes'
  | 'connections';

/** How many of each were given up. */
export type LimitsReached = Readonly<Record<Limited, number>>;

/** Who keeps them. */
interface Keepers {
  readonly flows: FlowTracker;
  readonly contacts: ContactTracker;
  readonly dialogs: DialogTracker;
  readonly syncs: SyncTracker;
  readonly nodes: ClusterNodes;
  /** What went wrong with connections of BIN, beyond what is remembered of that. */
  readonly troublesForgotten: number;
}

export function limitsReached({
  flows,
  contacts,
  dialogs,
  syncs,
  nodes,
  troublesForgotten,
}: Keepers): LimitsReached {
  const { forgotten, cutShort, contactsForgotten } = flows.counts;
  return {
    flows: forgotten,
    flowsAtOnce: cutShort,
    contacts: contacts.forgotten + contactsForgotten,
    events: contacts.eventsForgotten + dialogs.eventsForgotten,
    dialogs: dialogs.store.forgotten,
    calls: dialogs.calls.forgotten,
    syncs: syncs.forgotten,
    nodes: nodes.ignored,
    connections: troublesForgotten,
  };
}
