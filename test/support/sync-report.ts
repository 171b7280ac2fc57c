import type { SyncReport, SyncVerdict } from '../../src/cluster/syncs/sync-model.ts';
import type { MessageId } from '../../src/ids.ts';

/** A sync of node 3 from node 2, of which 9012 of 25000 chunks were seen. */
export function syncReport(verdict: SyncVerdict, more: Partial<SyncReport> = {}): SyncReport {
  return {
    cluster: 1,
    capability: 'usrloc-contact-repl',
    donor: 2,
    receiver: 3,
    requested: 1,
    started: 2,
    ended: 3,
    duration: 2,
    packets: 4,
    bytes: 4000,
    chunksSent: 25_000,
    chunksSeen: 9012,
    records: new Map(),
    queued: 0,
    requests: 1,
    repeatedEnds: 0,
    refused: 0,
    verdict,
    reason: undefined,
    messages: [7 as MessageId],
    ...more,
  };
}
