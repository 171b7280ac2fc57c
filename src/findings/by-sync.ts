import type { SyncReport } from '../cluster/syncs/sync-model.ts';
import type { Finding } from './finding.ts';

/** What findings about one sync have in common. */
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
