import { isRunning } from '../../cluster/syncs/sync-outlook.ts';
import type { ClusterEntry } from '../../view/cluster/cluster-rows.ts';
import { counted } from '../../view/text/counts.ts';

/** `4 nodes, 1 away; 12 links, 2 down; 1 sync running`. */
export function clusterSummary(entries: readonly ClusterEntry[]): string {
  const nodes = entries.flatMap((one) => (one.kind === 'node' ? one.report : []));
  const links = entries.flatMap((one) => (one.kind === 'link' ? one.link : []));
  if (nodes.length === 0) return 'no node of a cluster was seen';
  const away = nodes.filter(({ away: is }) => is !== undefined).length;
  const down = links.filter(({ state }) => state === 'down').length;
  const running = entries.filter((one) => one.kind === 'sync' && isRunning(one.sync)).length;
  const clusters = new Set(nodes.map(({ cluster }) => cluster)).size;
  return [
    `${counted(nodes.length, 'node')}${clusters > 1 ? ` in ${clusters} clusters` : ''}`,
    ...(away === 0 ? [] : [`${away} away`]),
    counted(links.length, 'link'),
    ...(down === 0 ? [] : [`${down} down`]),
    ...(running === 0 ? [] : [`${counted(running, 'sync')} running`]),
  ].join(', ');
}
