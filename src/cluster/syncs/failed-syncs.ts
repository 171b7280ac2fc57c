import type { SyncReport } from './sync-model.ts';

/** The last sync of each receiver and capability: earlier ones no longer matter. */
export function lastSyncs(syncs: readonly SyncReport[]): ReadonlySet<SyncReport> {
  const last = new Map<string, SyncReport>();
  for (const sync of syncs) last.set(`${sync.cluster} ${sync.receiver} ${sync.capability}`, sync);
  return new Set(last.values());
}

export interface FailedSync extends SyncReport {
  readonly verdict: 'short' | 'unanswered' | 'aborted';
}

/** Is it known that the receiver did not get what it had requested? */
export function isFailed(sync: SyncReport): sync is FailedSync {
  const { verdict } = sync;
  return verdict === 'short' || verdict === 'unanswered' || verdict === 'aborted';
}
