import type { TimeBase } from '../capture/time-base.ts';
import type { EndpointTable } from '../tables/endpoints.ts';
import type { Coverage } from './coverage/coverage.ts';
import type { Deliveries } from './coverage/deliveries.ts';
import type { Lapses } from './coverage/lapses.ts';
import type { NodeDirectory } from './identity/node-directory.ts';
import type { SharedIds } from './identity/shared-ids.ts';
import type { Releases } from './node-releases.ts';
import type { Restarts } from './restarts.ts';
import type { Silences } from './silences/silences.ts';
import type { AwaitedSyncs } from './syncs/awaited-syncs.ts';

/** What all trackers may use. */
export interface AnalysisContext {
  /** Converts between session time and time since 1970. */
  readonly base: TimeBase;
  readonly endpoints: EndpointTable;
  readonly directory: NodeDirectory;
  /** At the time up to which messages were taken. */
  readonly releases: Releases;
  readonly coverage: Coverage;
  readonly lapses: Lapses;
  readonly deliveries: Deliveries;
  /** Memory for things that are followed, relative to the usual limits: above 0, at most 1. */
  readonly room: number;
  /** These see each message before the other trackers. */
  readonly restarts: Restarts;
  readonly silences: Silences;
  readonly sharedIds: SharedIds;
  readonly awaitedSyncs: AwaitedSyncs;
}
