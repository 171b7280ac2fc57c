import type { SeenBin } from '../seen-message.ts';
import { LeftOut } from './left-out.ts';
import type { LinkState, LinkTable } from './link-table.ts';

export interface SeenRoute {
  readonly via: number;
  readonly time: number;
}

/** What is known of links at a time; undefined where nothing is. */
export interface LinkStates {
  stateOf(from: number, to: number): LinkState | undefined;
}

/** What a node's ways depend on. */
export interface Surroundings {
  readonly nodes: readonly number[];
  readonly priority: (node: number) => number;
  readonly states: LinkStates;
  /** Was all captured that the node sends? */
  readonly isCovered: boolean;
  readonly time: number;
}

/** Where a node sends what is for another one: itself, over a third, nowhere; or not known. */
export type NextHop = number | 'none' | undefined;

/** Lower is preferred; the default (spec bin-core 6.6). */
const USUAL_PRIORITY = 50;
/** Pairs of nodes that are followed; ids come from the wire. */
const MOST_ROUTES = 65_536;
/** Links of a path; packets are dropped beyond 25 nodes (spec bin-core 6). */
const LONGEST_PATH = 25;

/** Who routes through whom: seen in forwarded copies, or following from the links (spec bin-core 10.4). */
export class NextHops {
  private readonly seen = new Map<string, SeenRoute>();
  private readonly leftOut = new LeftOut();
  private readonly links: LinkTable;

  constructor(links: LinkTable) {
    this.links = links;
  }

  push(message: SeenBin): void {
    this.leftOut.push(message);
    const { source, destination, sentBy, receivedBy, time } = message;
    if (destination <= 0 || sentBy === undefined || receivedBy === undefined) return;
    if (sentBy !== source || sentBy === destination) return;
    const key = `${sentBy} ${destination}`;
    if (this.seen.size >= MOST_ROUTES && !this.seen.has(key)) return;
    this.seen.set(key, { via: receivedBy, time });
  }

  /** The latest route that packets were seen to take from the node. */
  seenRoute(from: number, to: number): SeenRoute | undefined {
    return this.seen.get(`${from} ${to}`);
  }

  of(from: number, to: number, around: Surroundings): NextHop {
    const { states, isCovered, time } = around;
    const direct = states.stateOf(from, to);
    if (direct === undefined) return undefined;
    if (direct === 'up') return to;
    // With each change of a link, nodes look for their ways anew.
    const { changedAt } = this.links;
    const route = this.seenRoute(from, to);
    const leftOut = this.leftOut.since(from, to, time);
    const isTaken = route !== undefined && route.time >= (leftOut ?? changedAt);
    const isCurrent = isTaken && route.time >= changedAt && route.via !== to;
    if (isCurrent && states.stateOf(from, route.via) === 'up') return route.via;
    const found = this.search(from, to, around);
    if (leftOut === undefined || isTaken || found === 'none') return found;
    return isCovered && leftOut >= changedAt ? 'none' : undefined;
  }

  /** Breadth first over the links that are up; undefined where one that is not known could be a way. */
  private search(from: number, to: number, { nodes, priority, states }: Surroundings): NextHop {
    const preferred = [...nodes].sort((a, b) => priority(a) - priority(b) || a - b);
    const seen = new Set([from]);
    let edge: readonly { readonly node: number; readonly first: number }[] = [{ node: from, first: 0 }];
    let doubtful = false;
    for (let length = 0; length < LONGEST_PATH && edge.length > 0; length++) {
      const next: { node: number; first: number }[] = [];
      for (const { node, first } of edge) {
        for (const other of preferred) {
          if (seen.has(other) || (node === from && other === to)) continue;
          const state = states.stateOf(node, other);
          if (state === undefined) doubtful = true;
          if (state !== 'up') continue;
          if (other === to) return first;
          seen.add(other);
          next.push({ node: other, first: node === from ? other : first });
        }
      }
      edge = next;
    }
    return doubtful ? undefined : 'none';
  }
}

/**
 * Of nodes that were not described: that of most others, as clusters are configured alike. Scripts that name none have
 * another one than the database.
 */
export function usualPriority(described: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const one of described) counts.set(one, (counts.get(one) ?? 0) + 1);
  let usual = USUAL_PRIORITY;
  for (const [one, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = one;
  return usual;
}
