import type { MessageId } from '../../../ids.ts';

export type LinkState = 'up' | 'down';

/** A message's claim about a link, from the point of view of one node. */
export interface LinkClaim {
  readonly from: number;
  readonly to: number;
  readonly state: LinkState;
  readonly time: number;
  readonly message: MessageId;
  /** The time by the node's own clock, in seconds since 1970; 0 if it is about the present. */
  readonly stated: number;
}

/** A link as the node at its beginning sees it. */
export interface Link {
  readonly to: number;
  state: LinkState;
  /** Whether it is up, or ever was. */
  wasUp: boolean;
  /** Since when it is known to be in this state. */
  since: number;
  /** When this was last confirmed. */
  seen: number;
  /** The message that first showed the state. */
  message: MessageId;
  /** Only reported by another node. */
  hearsay: boolean;
  /** Pings were seen on this link itself, so their absence means something. */
  pinged: boolean;
  /** Time of the last periodic ping, and the last intervals in a row between two, the latest first; nanoseconds. */
  lastPing: number | undefined;
  intervals: readonly number[];
  /** The interval in which its node pings, once it was seen several times in a row. */
  usualInterval: number | undefined;
  /** Longest time between two signs that it is up, in nanoseconds. */
  longestSilence: number;
  stated: number;
  /** When its node last announced that it is down, if it has not announced the contrary since. */
  denied: number | undefined;
  /** When a ping over it was last answered; undefined if no answer was seen. */
  answered: number | undefined;
}

/** A node changed its opinion of one of its links. */
export interface LinkChange {
  readonly from: number;
  readonly to: number;
  readonly state: LinkState;
  readonly time: number;
  /** Since when it was in the other state, as far as known. */
  readonly since: number;
  /** Whether it had been up before. */
  readonly again: boolean;
  /** When a ping over it was last answered; undefined if no answer was seen. */
  readonly answered: number | undefined;
}

export type LinkListener = (change: LinkChange) => void;

/** Intervals in a row that tell the usual one. */
const REGULAR = 3;
/** Most links of one node; no cluster has more. */
const MOST_LINKS = 512;

/** The directed links of a cluster (spec bin-core 10.1): each end has its own opinion. */
export class LinkTable {
  /** When a link was last added, removed or changed. */
  changedAt = Number.NEGATIVE_INFINITY;
  /** When a link that had been known before last came up or was lost. */
  turnedAt = Number.NEGATIVE_INFINITY;
  private readonly nodes = new Map<number, Map<number, Link>>();
  /** `usualInterval` of nodes; it outlasts a restart. Outages make intervals longer, but seldom several in a row. */
  private readonly intervals = new Map<number, number>();
  /** Nodes that have restarted: what others remember of them may be from before. */
  private readonly anew = new Set<number>();
  private readonly changed: LinkListener;
  private readonly isFollowed: (node: number) => boolean;

  constructor(changed: LinkListener = () => {}, isFollowed: (node: number) => boolean = () => true) {
    this.changed = changed;
    this.isFollowed = isFollowed;
  }

  /** The node itself reports or shows it. */
  claim(claim: LinkClaim): void {
    const { from, to, state, time, message, stated } = claim;
    if (from === to) return;
    const links = this.linksOf(from);
    const link = links.get(to);
    if (link === undefined) {
      this.add(links, claim, false);
      return;
    }
    // An update that was overtaken by a newer one.
    if (stated > 0 && stated < link.stated) return;
    if (link.state === 'up' && state === 'up' && link.pinged) {
      link.longestSilence = Math.max(link.longestSilence, time - link.seen);
    }
    if (link.state !== state && !link.hearsay) {
      const { since, wasUp: again, answered } = link;
      this.changed({ from, to, state, time, since, again, answered });
    }
    if (link.state !== state) {
      this.changedAt = time;
      if (!link.hearsay) this.turnedAt = time;
    }
    if (link.state !== state || link.hearsay) {
      link.state = state;
      link.since = time;
      link.message = message;
    }
    link.wasUp ||= state === 'up';
    link.hearsay = false;
    link.seen = time;
    if (stated > 0) {
      link.stated = stated;
      link.denied = state === 'down' ? time : undefined;
    }
  }

  /** Another node reports it; no effect if the node itself was heard, unless that was earlier. */
  hear(claim: LinkClaim, isNews = false): void {
    const { from, to, state, time, message } = claim;
    if (from === to || this.anew.has(from)) return;
    const links = this.linksOf(from);
    const link = links.get(to);
    if (link === undefined) this.add(links, claim, true);
    else if (!link.hearsay && isNews && link.state !== state) this.claim(claim);
    else if (link.hearsay) {
      if (link.state !== state) {
        Object.assign(link, { state, since: time, message });
        this.changedAt = time;
      }
      link.wasUp ||= state === 'up';
      link.seen = time;
    }
  }

  /** The node was seen to ping over this link. */
  pinged(from: number, to: number, time: number): void {
    const link = this.nodes.get(from)?.get(to);
    if (link === undefined) return;
    link.pinged = true;
    if (link.state === 'down') {
      // A ping that waited for the end of an outage says nothing of the interval.
      link.lastPing = undefined;
      link.intervals = [];
    } else {
      if (link.lastPing !== undefined)
        link.intervals = [time - link.lastPing, ...link.intervals.slice(0, REGULAR - 1)];
      link.lastPing = time;
      this.learnInterval(from, link.intervals);
    }
    link.usualInterval = this.intervals.get(from);
  }

  private learnInterval(from: number, intervals: readonly number[]): void {
    if (intervals.length < REGULAR) return;
    const known = this.intervals.get(from) ?? Number.POSITIVE_INFINITY;
    this.intervals.set(from, Math.min(known, Math.max(...intervals)));
  }

  /** A ping over this link was seen to be answered. */
  answered(from: number, to: number, time: number): void {
    const link = this.nodes.get(from)?.get(to);
    if (link !== undefined) link.answered = time;
  }

  get(from: number, to: number): Link | undefined {
    return this.nodes.get(from)?.get(to);
  }

  /** By the id of the other end. */
  of(from: number): readonly Link[] {
    return [...(this.nodes.get(from)?.values() ?? [])].sort((a, b) => a.to - b.to);
  }

  /** The other ends of its links, in any order. */
  endsOf(from: number): Iterable<number> {
    return this.nodes.get(from)?.keys() ?? [];
  }

  /** The node's opinions from before that time are gone. */
  forget(from: number, before: number): void {
    const links = this.nodes.get(from);
    if (links === undefined) return;
    this.anew.add(from);
    for (const [to, link] of links) if (link.seen < before) links.delete(to);
  }

  /** The node's clock shows `seconds` now, and showed more before: what it says from now on is not older than that. */
  setBack(from: number, seconds: number): void {
    for (const link of this.nodes.get(from)?.values() ?? []) link.stated = Math.min(link.stated, seconds);
  }

  /** The node does not know the other one any more. */
  drop(from: number, to: number): void {
    this.nodes.get(from)?.delete(to);
  }

  private add(links: Map<number, Link>, claim: LinkClaim, hearsay: boolean): void {
    if (links.size >= MOST_LINKS) return;
    const { to, state, time, message, stated } = claim;
    this.changedAt = time;
    links.set(to, {
      to,
      state,
      wasUp: state === 'up',
      since: time,
      seen: time,
      message,
      hearsay,
      pinged: false,
      lastPing: undefined,
      intervals: [],
      usualInterval: undefined,
      longestSilence: 0,
      stated,
      denied: stated > 0 && state === 'down' ? time : undefined,
      answered: undefined,
    });
  }

  private linksOf(from: number): Map<number, Link> {
    let links = this.nodes.get(from);
    if (links === undefined) {
      links = new Map();
      if (this.isFollowed(from)) this.nodes.set(from, links);
    }
    return links;
  }
}
