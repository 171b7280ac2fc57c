import type { ClusterNodes } from './nodes/cluster-nodes.ts';
import type { LinkChange } from './nodes/link-table.ts';
import type { Restarts } from './restarts.ts';

/** Something that happened to the cluster; session time. */
export type ClusterEvent =
  | { readonly kind: 'restart'; readonly time: number; readonly cluster: number; readonly node: number }
  | {
      readonly kind: 'link down' | 'link up';
      readonly time: number;
      readonly cluster: number;
      /** Whose opinion of the link it is. */
      readonly node: number;
      readonly to: number;
      /** How long the link was in the other state, in nanoseconds. */
      readonly lasted: number;
    };

/** Events that are remembered, the first ones; hostile traffic has any number. */
const MOST_EVENTS = 10_000;

/** What happened when: trackers know the present state only. */
export class Timeline {
  /** In the order of time. */
  readonly events: ClusterEvent[] = [];
  /** Events for which there was no room. */
  forgotten = 0;

  constructor(restarts: Restarts, nodes: ClusterNodes) {
    restarts.onRestart((cluster, node, time) => this.add({ kind: 'restart', time, cluster, node }));
    nodes.onLinkChange((cluster, change) => this.add(linkEvent(cluster, change)));
  }

  private add(event: ClusterEvent): void {
    if (this.events.length < MOST_EVENTS) this.events.push(event);
    else this.forgotten++;
  }
}

function linkEvent(cluster: number, { from, to, state, time, since }: LinkChange): ClusterEvent {
  const lasted = Math.max(0, time - since);
  return { kind: state === 'up' ? 'link up' : 'link down', time, cluster, node: from, to, lasted };
}
