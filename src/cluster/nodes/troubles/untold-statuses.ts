import type { AnalysisContext } from '../../analysis-context.ts';
import type { NodeReport } from '../node-model.ts';
import { type DestinationStatus, type DestinationStatuses, MOST_COPIES } from './destination-statuses.ts';

/** The latest state of a destination, and the nodes that were not told. */
export interface UntoldStatus {
  readonly cluster: number;
  readonly status: DestinationStatus;
  readonly nodes: readonly number[];
}

/** Nanoseconds: copies to several nodes are sent at once, but a recent one may still be on its way. */
const ON_ITS_WAY = 5e9;
/** Nanoseconds: another observer may have seen them somewhat earlier. */
const INEXACT = 1e9;

/** Only where the captures leave no doubt. `nodes` are those of the cluster. */
export function untoldStatuses(
  statuses: DestinationStatuses,
  cluster: number,
  nodes: readonly NodeReport[],
  { lapses }: AnalysisContext,
  time: number,
): readonly UntoldStatus[] {
  return [...statuses.all()].flatMap((status) => {
    // With so many copies, the list of those that were told is incomplete.
    if (time - status.time < ON_ITS_WAY || status.told.size >= MOST_COPIES) return [];
    const untold = nodes.filter(({ node, capabilities, covered, away, begun, heard }) => {
      if (status.told.has(node) || away !== undefined || !covered) return false;
      // A node counts if it had the capability and has been running since.
      const has = capabilities.get(status.capability);
      const livesOn =
        (begun ?? Number.NEGATIVE_INFINITY) < status.time &&
        (heard ?? Number.NEGATIVE_INFINITY) > status.time;
      if (has === undefined || has.by === 'hearsay' || !livesOn) return false;
      if (statuses.isSynced(node, status.capability, status.time)) return false;
      return !lapses.into(cluster, node, status.time - INEXACT, time);
    });
    return untold.length === 0 ? [] : [{ cluster, status, nodes: untold.map(({ node }) => node) }];
  });
}
