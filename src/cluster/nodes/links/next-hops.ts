import { PairMap } from '../../../tables/pair-map.ts';
import type { SeenBin } from '../../seen-message.ts';
import { LeftOut } from './left-out.ts';
import type { LinkState, LinkTable } from './link-table.ts';
import { OmittedLinks } from './omitted-links.ts';

export interface SeenRoute {
  readonly via: number;
  readonly time: number;
}

/** The links at a time; undefined for unknown ones. */
export interface LinkStates {
  stateOf(from: number, to: number): LinkState | undefined;
  /** The known links of a node, in any order. */
  endsOf(from: number): Iterable<number>;
}

/** What the ways of a node depend on. */
export interface Surroundings {
  readonly ways: Ways;
  readonly states: LinkStates;
  /** Was everything that the node sends captured? */
  readonly isCovered: boolean;
  readonly time: number;
}

/**
 * To which node a node sends packets for a destination: directly, over a third node, or nowhere; undefined if
 * unknown.
 */
export type NextHop = number | 'none' | undefined;

/** Nodes with unknown links that are tried one by one; where there are more, they may offer another way. */
const MOST_ASKED = 64;
/** Nanoseconds that a node takes to learn of a change at another one, and to act on it. */
const ON_ITS_WAY = 50e6;
/** Lower is preferred; the default (spec bin-core 6.6). */
const USUAL_PRIORITY = 50;
/** Pairs of nodes that are followed; ids come from the wire. */
const MOST_ROUTES = 65_536;
/** Links of a path; packets are dropped beyond 25 nodes (spec bin-core 6). */
const LONGEST_PATH = 25;

/** Next hops of nodes: seen in forwarded copies, or derived from the links (spec bin-core 10.4). */
export class NextHops {
  private readonly seen = new PairMap<SeenRoute>();
  private readonly leftOut = new LeftOut();
  private readonly omitted = new OmittedLinks();
  private readonly links: LinkTable;

  constructor(links: LinkTable) {
    this.links = links;
  }

  push(message: SeenBin): void {
    this.leftOut.push(message);
    this.omitted.push(message);
    const { source, destination, sentBy, receivedBy, time } = message;
    if (destination <= 0 || sentBy === undefined || receivedBy === undefined) return;
    if (sentBy !== source || sentBy === destination) return;
    if (this.seen.size >= MOST_ROUTES && !this.seen.has(sentBy, destination)) return;
    this.seen.set(sentBy, destination, { via: receivedBy, time });
  }

  /** The links as one node knows them: of another one's it may have been told too little. */
  seenFrom(viewer: number, states: LinkStates): LinkStates {
    return {
      stateOf: (from, to) => {
        if (from !== viewer && this.omitted.has(viewer, from, to)) return undefined;
        if (from !== viewer && this.omitted.keeps(viewer, from, to)) return 'up';
        return states.stateOf(from, to);
      },
      endsOf: (from) => states.endsOf(from),
    };
  }

  /** The node has restarted, and knows nothing of what it was told before. */
  forget(node: number): void {
    this.omitted.forget(node);
  }

  /** The latest route that packets of the node were seen to take. */
  seenRoute(from: number, to: number): SeenRoute | undefined {
    return this.seen.get(from, to);
  }

  of(from: number, to: number, around: Surroundings): NextHop {
    const { ways, states, isCovered, time } = around;
    const direct = states.stateOf(from, to);
    if (direct === undefined) return undefined;
    if (direct === 'up') return to;
    // With each change of a link, nodes recompute their ways.
    const { changedAt, turnedAt } = this.links;
    const route = this.seenRoute(from, to);
    const leftOut = this.leftOut.since(from, to, time);
    const isTaken = route !== undefined && route.time >= (leftOut ?? changedAt);
    const isCurrent = isTaken && route.time >= changedAt && route.via !== to;
    const found = ways.to(to);
    // It may not have known yet of a link that was lost, or of one that has come up and offers a better way.
    const news = found === 'none' ? changedAt : turnedAt;
    const isHasty = isCurrent && found !== undefined && route.time - news <= ON_ITS_WAY;
    if (isCurrent && !isHasty && states.stateOf(from, route.via) === 'up') return route.via;
    if (leftOut === undefined || isTaken || found === 'none') return found;
    return isCovered && leftOut >= changedAt ? 'none' : undefined;
  }
}

/**
 * The ways of one node as derived from links: computed once for all destinations, of which there may be many.
 */
export class Ways {
  private readonly from: number;
  private readonly nodes: readonly number[];
  private readonly states: LinkStates;
  private found: Found | undefined;

  /** `nodes` are those of the cluster, in order of preference. */
  constructor(from: number, nodes: readonly number[], states: LinkStates) {
    this.from = from;
    this.nodes = nodes;
    this.states = states;
  }

  /** Undefined if an unknown link could be a way. */
  to(to: number): NextHop {
    this.found ??= search(this.from, this.nodes, this.states);
    const { firsts, isDoubtful } = this.found;
    return firsts.has(to) || isDoubtful ? firsts.get(to) : 'none';
  }
}

/** `isDoubtful`: an unknown link could be a way to the nodes that were not reached. */
interface Found {
  /** The next hop by destination; undefined where an unknown link, if it is up, leads there another way. */
  readonly firsts: ReadonlyMap<number, number | undefined>;
  readonly isDoubtful: boolean;
}

/** Breadth-first search over the links that are up. */
function search(from: number, nodes: readonly number[], states: LinkStates): Found {
  const ranks = new Map(nodes.map((node, rank) => [node, rank]));
  ranks.delete(from);
  const firsts = new Map<number, number | undefined>();
  /** Nodes of which not all links are known, in the order in which they are tried. */
  const partly = new Set<number>();
  const mayBePreferred = (to: number, first: number | undefined): boolean => {
    if (partly.size > MOST_ASKED) return true;
    for (const node of partly) {
      const other = node === from ? to : firsts.get(node);
      if (other !== first && states.stateOf(node, to) === undefined) return true;
    }
    return false;
  };
  let edge: readonly number[] = [from];
  for (let length = 0; length < LONGEST_PATH && edge.length > 0; length++) {
    const next: number[] = [];
    for (const node of edge) {
      const { ups, known } = waysOn(node, ranks, states);
      for (const other of ups) {
        ranks.delete(other);
        const first = node === from ? other : firsts.get(node);
        firsts.set(other, mayBePreferred(other, first) ? undefined : first);
        next.push(other);
      }
      if (known < ups.length + ranks.size) partly.add(node);
    }
    edge = next;
  }
  return { firsts, isDoubtful: partly.size > 0 };
}

/**
 * Among the nodes not reached yet: those to which the link is up, in order of preference, and the number of
 * those to which it is known.
 */
function waysOn(
  node: number,
  ranks: ReadonlyMap<number, number>,
  states: LinkStates,
): { readonly ups: readonly number[]; readonly known: number } {
  const ups: { readonly other: number; readonly rank: number }[] = [];
  let known = 0;
  if (ranks.size > 0) {
    for (const other of states.endsOf(node)) {
      const rank = ranks.get(other);
      const state = rank === undefined ? undefined : states.stateOf(node, other);
      if (rank === undefined || state === undefined) continue;
      known++;
      if (state === 'up') ups.push({ other, rank });
    }
  }
  return { ups: ups.sort((a, b) => a.rank - b.rank).map(({ other }) => other), known };
}

/**
 * For nodes without a description: the priority of most others, as nodes are usually configured alike. If it
 * is not set, the default of scripts differs from that of the database.
 */
export function usualPriority(described: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const one of described) counts.set(one, (counts.get(one) ?? 0) + 1);
  let usual = USUAL_PRIORITY;
  for (const [one, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = one;
  return usual;
}
