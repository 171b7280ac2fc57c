import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import { isGone, type TrackedDialog } from '../../cluster/dialogs/tracked-dialog.ts';
import { type FailedSync, isFailed, lastSyncs } from '../../cluster/syncs/failed-syncs.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import type { Flow } from '../../flows/flow.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { FlowContacts } from './flow-contacts.ts';

/**
 * Syncs that failed, and that no later one has made good: to the flows whose contact or dialog the donor had to give,
 * and which the receiver was not seen to get in another way.
 */
export class FlowSyncs {
  private readonly analysis: Analysis;
  private readonly contacts: FlowContacts;
  private readonly failed: readonly FailedSync[];
  private dialogs: ReadonlyMap<string, readonly TrackedDialog[]> | undefined;

  constructor(analysis: Analysis, contacts: FlowContacts) {
    this.analysis = analysis;
    this.contacts = contacts;
    this.failed = [...lastSyncs(analysis.syncs.reports())].filter(isFailed);
  }

  of(flow: Flow): readonly FailedSync[] {
    if (this.failed.length === 0) return NONE;
    return this.failed.filter((sync) => {
      if (this.contacts.isAway(sync.cluster, sync.receiver)) return false;
      if (sync.capability === CapabilityName.Contacts)
        return flow.kind === 'registration' && this.lacksContact(flow, sync);
      return (
        sync.capability === CapabilityName.Dialogs && flow.kind === 'call' && this.lacksDialog(flow, sync)
      );
    });
  }

  private lacksContact(flow: Flow, sync: SyncReport): boolean {
    const { cluster, donor, receiver } = sync;
    for (const state of this.contacts.statesOf(flow)) {
      if (state.cluster !== cluster) continue;
      for (const { byNode } of this.contacts.rowsOf(flow, state)) {
        const given = byNode.get(donor);
        if (given !== undefined && given.since <= lastTime(sync) && !byNode.has(receiver)) return true;
      }
    }
    return false;
  }

  private lacksDialog({ callIds }: Flow, sync: SyncReport): boolean {
    const { base } = this.analysis.context;
    const { time } = this.analysis;
    this.dialogs ??= byCallId(this.analysis.dialogs.store.all());
    for (const callId of callIds) {
      for (const { cluster, nodes } of this.dialogs.get(callId) ?? []) {
        const given = nodes.get(sync.donor);
        if (cluster !== sync.cluster || given === undefined || nodes.has(sync.receiver)) continue;
        if (given.since <= lastTime(sync) && !isGone(given, base.secondsOf(time), time)) return true;
      }
    }
    return false;
  }
}

const NONE: readonly FailedSync[] = [];

/** When the donor sent its data, as far as is known. */
function lastTime({ requested, started, ended }: SyncReport): number {
  return ended ?? started ?? requested ?? Number.NEGATIVE_INFINITY;
}

function byCallId(dialogs: Iterable<TrackedDialog>): ReadonlyMap<string, readonly TrackedDialog[]> {
  const found = new Map<string, TrackedDialog[]>();
  for (const dialog of dialogs) {
    const known = found.get(dialog.callId);
    if (known === undefined) found.set(dialog.callId, [dialog]);
    else known.push(dialog);
  }
  return found;
}
