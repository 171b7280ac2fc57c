import { lastSyncs } from '../../cluster/syncs/failed-syncs.ts';
import type { SyncReport, SyncVerdict } from '../../cluster/syncs/sync-model.ts';
import type { Finding, Severity } from '../finding.ts';

/** A sync that failed, and how severe that is: if a later sync made up for it, it is no error any more. */
export interface FailedSync {
  readonly sync: SyncReport;
  readonly severity: Severity;
}

export function failedSyncs(syncs: readonly SyncReport[], verdict: SyncVerdict): readonly FailedSync[] {
  const last = lastSyncs(syncs);
  return syncs
    .filter((sync) => sync.verdict === verdict)
    .map((sync) => ({ sync, severity: last.has(sync) ? 'error' : 'warning' }));
}

/** What all findings about one sync have in common. */
export function aboutSync(
  sync: SyncReport,
): Pick<Finding, 'cluster' | 'nodes' | 'aors' | 'callIds' | 'capabilities' | 'messages'> {
  return {
    cluster: sync.cluster,
    nodes: [sync.receiver],
    aors: [],
    callIds: [],
    capabilities: [sync.capability],
    messages: sync.messages,
  };
}

/** `node 3 from node 2, usrloc-contact-repl`. */
export function syncText({ receiver, donor, capability }: SyncReport): string {
  return `node ${receiver} from node ${donor}, ${capability}`;
}
