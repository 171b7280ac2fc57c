import type { SyncReport } from './sync-model.ts';

/** The last sync of each receiver and capability: whatever came of it, what was before is past. */
export function lastSyncs(syncs: readonly SyncReport[]): ReadonlySet<SyncReport> {
  const last = new Map<string, SyncReport>();
  for (const sync of syncs) last.set(`${sync.cluster} ${sync.receiver} ${sync.capability}`, sync);
  return new Set(last.values());
}

export interface FailedSync extends SyncReport {
  readonly verdict: 'short' | 'unanswered' | 'aborted';
}

/** Is it known that the receiver did not get what it asked for? */
export function isFailed(sync: SyncReport): sync is FailedSync {
  const { verdict } = sync;
  return verdict === 'short' || verdict === 'unanswered' || verdict === 'aborted';
}
