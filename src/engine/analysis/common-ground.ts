import type { AnalysisContext } from '../../cluster/analysis-context.ts';
import { Coverage } from '../../cluster/coverage/coverage.ts';
import { Lapses } from '../../cluster/coverage/lapses.ts';
import { SharedIds } from '../../cluster/identity/shared-ids.ts';
import { NodeReleases } from '../../cluster/node-releases.ts';
import { Restarts } from '../../cluster/restarts.ts';
import type { Tracker } from '../../cluster/seen-message.ts';
import { Silences } from '../../cluster/silences/silences.ts';
import { AwaitedSyncs } from '../../cluster/syncs/awaited-syncs.ts';
import type { Session } from '../session.ts';
import { ObserverPlaces } from './observer-places.ts';
import type { SessionDeliveries } from './session-deliveries.ts';
import { SessionEnds } from './session-ends.ts';
import type { SessionGaps } from './session-gaps.ts';

/** What the trackers of all parts stand on. */
export interface CommonGround {
  readonly context: AnalysisContext;
  readonly coverage: Coverage;
  readonly silences: Silences;
  /** Those of the context that learn from messages: each sees a message before the trackers of the parts do. */
  readonly first: readonly Tracker[];
}

export function commonGround(
  session: Session,
  gaps: SessionGaps,
  deliveries: SessionDeliveries,
): CommonGround {
  const { base, endpoints, nodes: directory, releases: whole } = session.tables;
  const silences = new Silences(new SessionEnds(session));
  const restarts = new Restarts(silences);
  const releases = new NodeReleases(whole, restarts);
  const coverage = new Coverage(new ObserverPlaces(session));
  const lapses = new Lapses(gaps, coverage);
  const sharedIds = new SharedIds(endpoints);
  const awaitedSyncs = new AwaitedSyncs();
  restarts.onBegin((cluster, node, time) => {
    silences.begins(cluster, node, time);
    awaitedSyncs.began(cluster, node, time);
  });
  return {
    context: {
      ...{ base, endpoints, directory, releases, coverage, lapses, deliveries, room: session.room },
      ...{ restarts, silences, sharedIds, awaitedSyncs },
    },
    coverage,
    silences,
    first: [restarts, releases, silences, sharedIds, lapses, awaitedSyncs],
  };
}
