import type { MessageId } from '../ids.ts';
import type { ClusterNodes } from './nodes/cluster-nodes.ts';
import type { LinkChange } from './nodes/links/link-table.ts';
import type { TagTakeover } from './nodes/tags/sharing-tags.ts';
import type { Restarts } from './restarts.ts';

/** Something that happened in the cluster; `time` is session time. */
export type ClusterEvent =
  | {
      readonly kind: 'restart';
      readonly time: number;
      readonly cluster: number;
      readonly node: number;
      /** The first message that shows the restart. */
      readonly message: MessageId;
    }
  | {
      readonly kind: 'link down' | 'link up';
      readonly time: number;
      /** Whether it had been up before: not so of a link that comes up for the first time. */
      readonly again: boolean;
      readonly cluster: number;
      /** The node that considers its link to `to` up or down. */
      readonly node: number;
      readonly to: number;
      /** How long the link was in the other state, in nanoseconds. */
      readonly lasted: number;
    };

/**
 * Nanoseconds. A link that is down for less was not lost: a node takes a new link as down until its first ping is
 * answered, and packets cross that tell of the same link. One that is back within the longest has flapped.
 */
export const SHORTEST_LOSS = 100e6;
const LONGEST_FLAP = 60e9;

/** Is a link back that had been lost for a short time? */
export function endsFlap(event: ClusterEvent): boolean {
  if (event.kind !== 'link up' || !event.again) return false;
  return event.lasted >= SHORTEST_LOSS && event.lasted < LONGEST_FLAP;
}

/** A node takes a sharing tag over from another one. */
export interface TagEvent extends TagTakeover {
  readonly cluster: number;
}

/** How many events are kept: the earliest ones. Hostile traffic can cause any number of them. */
const MOST_EVENTS = 10_000;

/** The history of restarts, links and sharing tags. (Trackers know only the present state.) */
export class Timeline {
  /** In the order of time. */
  readonly events: ClusterEvent[] = [];
  /** Likewise, of sharing tags. */
  readonly tags: TagEvent[] = [];
  /** Events for which there was no room. */
  forgotten = 0;
  private readonly nodes: ClusterNodes;
  /** Since when links had been up, and until when they are known to have been; by cluster and nodes. */
  private readonly ends = new Map<string, { readonly since: number; readonly until: number }[]>();

  constructor(restarts: Restarts, nodes: ClusterNodes) {
    restarts.onRestart((cluster, node, time, message) =>
      this.add({ kind: 'restart', time, cluster, node, message }),
    );
    nodes.onLinkChange((cluster, change) => {
      this.add(linkEvent(cluster, change));
      if (change.state === 'down') this.noteEnd(cluster, change);
    });
    nodes.onTagTakeover((cluster, takeover) => {
      if (this.tags.length < MOST_EVENTS) this.tags.push({ ...takeover, cluster });
      else this.forgotten++;
    });
    this.nodes = nodes;
  }

  /**
   * Did the node consider its link with the other one up for all of the time between the two? False if that is
   * not certain: a node knows that a link is down before anybody else can see it.
   */
  wasUp(cluster: number, node: number, other: number, from: number, to: number): boolean {
    const link = this.nodes.linkOf(cluster, node, other);
    if (link?.state === 'up' && !link.hearsay && link.since <= from && to <= link.seen) return true;
    const ends = this.ends.get(linkKey(cluster, node, other)) ?? [];
    return ends.some(({ since, until }) => since <= from && to <= until);
  }

  /** What a node that is cut off announces may be seen only when it is reached again: its last answer was before. */
  private noteEnd(cluster: number, { from, to, since, time, answered = time }: LinkChange): void {
    if (this.events.length >= MOST_EVENTS) return;
    const key = linkKey(cluster, from, to);
    const ends = this.ends.get(key) ?? [];
    this.ends.set(key, ends);
    ends.push({ since, until: Math.min(time - UNNOTICED, answered) });
  }

  private add(event: ClusterEvent): void {
    if (this.events.length < MOST_EVENTS) this.events.push(event);
    else this.forgotten++;
  }
}

/** Nanoseconds for which a link may be down before it shows: a node misses some pings first (spec bin-core 10.2). */
const UNNOTICED = 10e9;

function linkKey(cluster: number, node: number, other: number): string {
  return `${cluster} ${node} ${other}`;
}

function linkEvent(cluster: number, { from, to, state, time, since, again }: LinkChange): ClusterEvent {
  const lasted = Math.max(0, time - since);
  return { kind: state === 'up' ? 'link up' : 'link down', time, cluster, node: from, to, lasted, again };
}
