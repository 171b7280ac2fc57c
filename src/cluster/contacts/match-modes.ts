import { BY_CALL_ID, BY_CONTACT, type Matching } from './matching.ts';

/** Nodes of which something was seen; ids come from the wire. */
const MOST_NODES = 4096;
/** What is seen often does not count for ever. */
const MOST = 4;
/** From this on it is believed; the default is contact only. */
const ENOUGH = 2;

/** What a node does that shows its mode, and how surely. */
export const SHOWS = {
  /** A second contact with the URI of one that it has itself registered. */
  secondOfItsOwn: ENOUGH,
  /** A second contact with the URI of one that another node told it of, which it may have lost. */
  second: 1,
  /** A contact takes the place of one with another Call-ID. */
  instead: -ENOUGH,
} as const;

/**
 * How nodes find contacts where a packet leaves that to them (usrloc's `matching_mode`). It is on no wire, and is told
 * by what a node makes of a REGISTER with a Call-ID of its own for a contact that it has already: matched by contact it
 * is an update, matched by Call-ID, too, an insert (spec bin-capabilities 4.4).
 */
export class MatchModes {
  private readonly nodes = new Map<string, number>();
  private readonly clusters = new Map<number, number>();

  /** Nodes of one cluster are configured alike, unless they show otherwise. */
  of(cluster: number, node: number): Matching {
    if (this.nodes.size === 0) return BY_CONTACT;
    const own = this.nodes.get(`${cluster} ${node}`) ?? 0;
    const shown = Math.abs(own) >= ENOUGH ? own : (this.clusters.get(cluster) ?? 0);
    return shown >= ENOUGH ? BY_CALL_ID : BY_CONTACT;
  }

  show(cluster: number, node: number, what: keyof typeof SHOWS): void {
    const key = `${cluster} ${node}`;
    if (this.nodes.size >= MOST_NODES && !this.nodes.has(key)) return;
    this.nodes.set(key, bounded((this.nodes.get(key) ?? 0) + SHOWS[what]));
    this.clusters.set(cluster, bounded((this.clusters.get(cluster) ?? 0) + SHOWS[what]));
  }
}

function bounded(shown: number): number {
  return Math.max(-MOST, Math.min(MOST, shown));
}
