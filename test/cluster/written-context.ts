import { TimeBase } from '../../src/capture/time-base.ts';
import type { AnalysisContext } from '../../src/cluster/analysis-context.ts';
import { Coverage } from '../../src/cluster/coverage/coverage.ts';
import { Lapses } from '../../src/cluster/coverage/lapses.ts';
import { NodeDirectory } from '../../src/cluster/identity/node-directory.ts';
import { SharedIds } from '../../src/cluster/identity/shared-ids.ts';
import { Restarts } from '../../src/cluster/restarts.ts';
import { SenderReleases } from '../../src/cluster/sender-releases.ts';
import { Silences } from '../../src/cluster/silences/silences.ts';
import { AwaitedSyncs } from '../../src/cluster/syncs/awaited-syncs.ts';
import { EndpointTable } from '../../src/tables/endpoints.ts';
import { ALL_DELIVERED } from './coverage/all-delivered.ts';
import { NO_GAPS } from './coverage/no-gaps.ts';

/** What is known of releases is told by tests. */
export interface WrittenContext extends AnalysisContext {
  readonly releases: SenderReleases;
}

/**
 * What trackers ask, before anything was seen: nothing was missed, unless `given` says otherwise. `start` is in
 * seconds since 1970; undefined where nothing depends on it.
 */
export function writtenContext(start?: number, given: Partial<WrittenContext> = {}): WrittenContext {
  const base = new TimeBase();
  const endpoints = new EndpointTable();
  const { silences = new Silences() } = given;
  if (start !== undefined) base.fix(start);
  const context = {
    base,
    endpoints,
    directory: new NodeDirectory(),
    releases: new SenderReleases(),
    coverage: new Coverage(),
    lapses: new Lapses(NO_GAPS, new Coverage()),
    deliveries: ALL_DELIVERED,
    room: 1,
    restarts: new Restarts(silences),
    silences,
    sharedIds: new SharedIds(endpoints),
    awaitedSyncs: new AwaitedSyncs(),
    ...given,
  };
  context.restarts.onBegin((cluster, node, time) => {
    context.silences.begins(cluster, node, time);
    context.awaitedSyncs.began(cluster, node, time);
  });
  return context;
}
