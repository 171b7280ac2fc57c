import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { SourceId } from '../../ids.ts';
import { numbersOf } from '../field-values.ts';
import type { SeenBin } from '../seen-message.ts';
import type { TimeSpan } from '../time-spans.ts';
import { type Links, SeenLinks } from './seen-links.ts';

/** What is known of the hosts on which observers capture. */
export interface ObserverHosts {
  /** The node whose host the observer is on, if all that it saw has one end in common. */
  nodeAt(source: SourceId, cluster: number): number | undefined;
  /** Did BIN packets of the node go over ports that are not read? */
  hasUnread(cluster: number, node: number): boolean;
}

/** Nanoseconds in which nodes that are up ping each other and answer (spec bin-core 10.2). */
const UNANSWERED = 10e9;
/** Nanoseconds in which all copies of a broadcast leave a node. */
const BROADCAST = 1e9;
/** Packets that stay on one link: nobody passes them on (spec bin-core 6.1). */
const HEARTBEATS: ReadonlySet<string> = new Set(['CLUSTERER_PING', 'CLUSTERER_PONG']);
/** Most nodes of one cluster that are kept; ids come from the wire. */
const MOST_NODES = 1024;

/** The links of one cluster: who saw packets on them, and which other links there must be. */
export class ClusterLinks {
  /** For each observer: the links on which it saw packets, by sender. */
  private readonly bySource = new Map<SourceId, SeenLinks>();
  /** All links on which somebody saw packets, in both directions. */
  private readonly all: Links = new Map();
  /** Originators of packets that others passed on: members, even if none of their links was seen. */
  private readonly originators = new Set<number>();
  /** Links over which packets must have come before they were seen, by sender. */
  private readonly passed: Links = new Map();
  /** Nodes that some node knows, whether or not it reaches them. */
  private readonly listed = new Set<number>();
  /** When each node first sent something to another one over a connection of its own. */
  private readonly firstSent = new Map<number, Map<number, number>>();
  /** When each node last sent a packet of its own to any other node. */
  private readonly lastSent = new Map<number, number>();
  /** When each node last sent another one a packet by way of a third. */
  private readonly lastRouted = new Map<number, Map<number, number>>();
  /** The result of `covered`, until something changes it. */
  private known: ReadonlySet<number> | undefined;
  /** The same of `members`. */
  private memberCount: number | undefined;
  private readonly cluster: number;
  private readonly hosts: ObserverHosts;

  constructor(cluster: number, hosts: ObserverHosts) {
    this.cluster = cluster;
    this.hosts = hosts;
  }

  /** A packet that its sender passed on. Across a bridge, the originator is in another cluster (spec bin-core 5). */
  addOriginator({ source, destination, packet }: SeenBin): void {
    if (source <= 0 || this.originators.has(source) || this.originators.size >= MOST_NODES) return;
    const isBridged = destination <= 0 && packet.capability !== CapabilityName.Internal;
    if (isBridged || packet.status !== 'decoded') return;
    this.originators.add(source);
    this.changed();
  }

  /** The nodes by way of which a flooded packet came: each one sent it to the next. */
  addPath({ packet }: SeenBin): void {
    if (packet.name !== undefined && HEARTBEATS.has(packet.name)) return;
    const path = numbersOf(packet.fields, 'path');
    for (const [at, to] of path.entries()) {
      const from = path[at - 1];
      if (from === undefined || from <= 0 || to <= 0 || from === to) continue;
      if (this.passed.get(from)?.has(to) === true || this.passed.size >= MOST_NODES) continue;
      connect(this.passed, from, to);
      for (const seen of this.bySource.values()) seen.forgetView();
      this.changed();
    }
  }

  /** A PONG lists the other nodes that its sender knows (spec bin-core 6.2). */
  addListed({ packet }: SeenBin): void {
    for (const node of numbersOf(packet.fields, 'nodes')) {
      if (node <= 0 || this.listed.has(node) || this.listed.size >= MOST_NODES) continue;
      this.listed.add(node);
      this.changed();
    }
  }

  /** A packet other than an answer on the connection of the other node, as CLUSTERER_UNKNOWN_ID is. */
  addSent(from: number, to: number, time: number): void {
    let others = this.firstSent.get(from);
    if (others === undefined) {
      if (this.firstSent.size >= MOST_NODES) return;
      others = new Map();
      this.firstSent.set(from, others);
    }
    if (!others.has(to) && others.size < MOST_NODES) others.set(to, time);
  }

  /** A packet on its first link, from its originator. */
  addOriginated({ source, destination, receivedBy, time }: SeenBin): void {
    if (!this.lastSent.has(source) && this.lastSent.size >= MOST_NODES) return;
    this.lastSent.set(source, time);
    if (receivedBy === destination) return;
    const routes = this.lastRouted.get(source);
    if (routes === undefined) this.lastRouted.set(source, new Map([[destination, time]]));
    else if (routes.has(destination) || routes.size < MOST_NODES) routes.set(destination, time);
  }

  oneSided(from: number, to: number): TimeSpan | undefined {
    const asked = this.firstSent.get(to)?.get(from);
    if (asked === undefined || this.observersOf(from, to).length === 0) return undefined;
    const heard = this.firstSent.get(from)?.get(to) ?? Number.POSITIVE_INFINITY;
    // Its latest packets took a detour before any went straight there: the link between the two was down.
    const routed = this.lastRouted.get(from)?.get(to) ?? Number.POSITIVE_INFINITY;
    if (routed < heard && (this.lastSent.get(from) ?? 0) - routed < BROADCAST) return undefined;
    return heard - asked > UNANSWERED ? { from: Number.NEGATIVE_INFINITY, to: heard } : undefined;
  }

  add(source: SourceId, from: number, to: number, time: number): void {
    if (from === to) return;
    let seen = this.bySource.get(source);
    if (seen === undefined) {
      seen = new SeenLinks();
      this.bySource.set(source, seen);
    }
    if (!seen.add(from, to, time)) return;
    connect(this.all, from, to);
    connect(this.all, to, from);
    this.changed();
  }

  nodes(): readonly number[] {
    return [...this.all.keys()].sort((a, b) => a - b);
  }

  observersOf(a: number, b: number): readonly SourceId[] {
    const found: SourceId[] = [];
    for (const [source, seen] of this.bySource) {
      if (seen.has(a, b) && isIn(seen.view(this.passed), a, b)) found.push(source);
    }
    return found;
  }

  standingBy(a: number, b: number): readonly SourceId[] {
    const found: SourceId[] = [];
    for (const [source, seen] of this.bySource) if (isIn(seen.view(this.passed), a, b)) found.push(source);
    return found;
  }

  isOnlyTold(node: number): boolean {
    let isTold = false;
    for (const [source, seen] of this.bySource) {
      if (!seen.hasLinkOf(node)) continue;
      const host = this.hosts.nodeAt(source, this.cluster);
      if (host === undefined || host === node) return false;
      isTold = true;
    }
    return isTold;
  }

  covered(): ReadonlySet<number> {
    if (this.known !== undefined) return this.known;
    const covered = new Set<number>();
    const members = this.members();
    const seen: Links = new Map();
    let isOpen = false;
    for (const [source, links] of this.bySource) {
      const view = links.view(this.passed);
      const ends = new Set<number>();
      for (const [from, to] of links.pairs()) {
        if (!isIn(view, from, to)) continue;
        ends.add(from).add(to);
        connect(seen, from, to);
        connect(seen, to, from);
      }
      if (view.length !== 2 || ends.size > 2 || members === 2) {
        for (const node of view) covered.add(node);
        continue;
      }
      // The observer saw one link only, and either end may have more: what else it saw tells whose host it is on.
      const node = this.hosts.nodeAt(source, this.cluster);
      if (node === undefined) isOpen = true;
      else if (ends.has(node)) covered.add(node);
    }
    for (const [node, others] of seen) if (others.size === members - 1) covered.add(node);
    if (!isOpen) this.known = covered;
    return covered;
  }

  /**
   * Number of nodes in the cluster. If only two were heard, the others that they know may be there as well. If more
   * were heard, a node that is only listed has left, or has yet to come.
   */
  private members(): number {
    if (this.memberCount === undefined) {
      const heard = new Set([...this.all.keys(), ...this.originators]);
      this.memberCount = heard.size > 2 ? heard.size : new Set([...heard, ...this.listed]).size;
    }
    return this.memberCount;
  }

  private changed(): void {
    this.known = undefined;
    this.memberCount = undefined;
  }
}

function connect(links: Links, from: number, to: number): void {
  const others = links.get(from);
  if (others === undefined) links.set(from, new Set([to]));
  else others.add(to);
}

function isIn(view: readonly number[], from: number, to: number): boolean {
  return view.includes(from) || view.includes(to);
}
