import type { TimeBase } from '../../capture/time-base.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { quoted } from '../../filter/quoted.ts';
import type { ClusterEntry } from '../../view/cluster/cluster-rows.ts';
import { tagFilter } from '../../view/cluster/tag-filter.ts';
import { rfc3339 } from '../../view/text/times.ts';

/** The display filter for the messages that an entry is about; undefined if there are none. */
export function entryFilter(entry: ClusterEntry, base: TimeBase): string | undefined {
  switch (entry.kind) {
    case 'node':
      // Its SIP as well, which is of no cluster.
      return `node:${entry.report.node}`;
    case 'link':
      return `cluster:${entry.from.cluster} node:${entry.from.node} node:${entry.link.to}`;
    case 'capability':
      return `cluster:${entry.cluster} node:${entry.node} cap:${quoted(entry.name)}`;
    case 'tag':
      return `${tagFilter(entry.cluster, entry.name)} node:${entry.node}`;
    case 'lag': {
      const { cluster, from, to, capability } = entry.report;
      return `cluster:${cluster} from:${from} to:${to} cap:${quoted(capability)}`;
    }
    case 'sync':
      return syncFilter(entry.sync, base);
    case 'finding':
    case 'line':
      return entry.filter;
  }
}

/**
 * Sync packets between the two nodes from the request to the end of the sync, or without a limit if its end was not
 * seen.
 */
function syncFilter(sync: SyncReport, base: TimeBase): string {
  const { cluster, donor, receiver, requested, started, ended } = sync;
  const from = requested ?? started;
  const time =
    from === undefined
      ? ''
      : ` time:${rfc3339(base, from)}..${ended === undefined ? '' : rfc3339(base, ended)}`;
  return `cluster:${cluster} node:${donor} node:${receiver} cap:clusterer-extra${time}`;
}
