import type { AddressId, MessageId } from '../../ids.ts';
import { type EndpointTable, EPHEMERAL } from '../../tables/endpoints.ts';
import type { SeenBin } from '../seen-message.ts';
import { tellsOfSender } from './telling-packets.ts';

/** Nodes of separate groups of hosts that have the same cluster id. */
export interface CommonNodes {
  readonly cluster: number;
  readonly nodes: readonly number[];
  readonly messages: readonly MessageId[];
}

/** Hosts that packets of one cluster connect with each other, directly or over others. */
interface Group {
  readonly hosts: Set<AddressId>;
  /** Nodes at these hosts; and those to which others connect. */
  readonly nodes: Set<number>;
  readonly listening: Set<number>;
  /** Hashes of the latest packets between these hosts, since there is another group. */
  readonly told: Set<number>;
  /** Number of different packets, and of those that another group had had before. */
  contents: number;
  common: number;
  /** Number of the turn in which it was first heard, and of its latest one. */
  first: number;
  last: number;
  /** Last packet with which it took its turn. */
  message: MessageId;
}

interface Cluster {
  /** By host; and each once. */
  readonly byHost: Map<AddressId, Group>;
  groups: readonly Group[];
  current: Group | undefined;
  turns: number;
  /** Groups that are clusters of their own, though they have nodes in common; empty if there is one cluster. */
  readonly rivals: Set<Group>;
}

/** Least number of nodes that are in both groups, and of different packets in each. */
const LEAST = 2;
/** One in so many packets may be in both groups. */
const SELDOM = 6;
/** Most clusters, most hosts of a cluster, and most packets of a group that are kept; ids come from the wire. */
const MOST_CLUSTERS = 64;
const MOST_HOSTS = 256;
const MOST_NODES = 512;
const MOST_TOLD = 64;

/**
 * Clusters with the same id in one capture. The nodes of a cluster are connected, at least over others: where hosts
 * without any connection between them are the same nodes, and are heard in turns, there are two clusters. A cluster
 * that moves to other addresses is not heard at its former ones again; and at the two sides of an address translation,
 * packets are the same.
 */
export class SeparateGroups {
  private readonly clusters = new Map<number, Cluster>();
  private readonly endpoints: EndpointTable;

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints;
  }

  /** Returns true if it changes whether that is one cluster. */
  push(message: SeenBin): boolean {
    const { endpoints } = this;
    const cluster = this.cluster(message.cluster);
    if (cluster === undefined) return false;
    const wasSplit = isSplit(cluster);
    const sender = endpoints.addressOf(message.sender);
    const group = groupOf(cluster, sender, endpoints.addressOf(message.receiver), message.id);
    if (group === undefined) return false;
    // Others connect to it there.
    takeNodes(group, message, endpoints.portOf(message.receiver) < EPHEMERAL);
    // As long as there is nobody else, what they tell each other does not matter.
    if (cluster.groups.length > 1) takeContent(cluster, group, message);
    if (cluster.current !== group) {
      cluster.current = group;
      group.last = ++cluster.turns;
      group.message = message.id;
      judge(cluster, group);
    }
    return isSplit(cluster) !== wasSplit;
  }

  isSplit(cluster: number): boolean {
    const known = this.clusters.get(cluster);
    return known !== undefined && isSplit(known);
  }

  all(): readonly CommonNodes[] {
    return [...this.clusters]
      .filter(([, known]) => isSplit(known))
      .map(([cluster, { rivals }]) => {
        const groups = [...rivals];
        const nodes = groups.flatMap((group) => [...group.nodes]);
        const common = [...new Set(nodes.filter((node, at) => nodes.indexOf(node) < at))];
        return {
          cluster,
          nodes: common.sort((a, b) => a - b),
          messages: groups.map(({ message }) => message),
        };
      });
  }

  private cluster(id: number): Cluster | undefined {
    const known = this.clusters.get(id);
    if (known !== undefined || this.clusters.size >= MOST_CLUSTERS) return known;
    const fresh: Cluster = { byHost: new Map(), groups: [], current: undefined, turns: 0, rivals: new Set() };
    this.clusters.set(id, fresh);
    return fresh;
  }
}

/** The group of both hosts; undefined if there is no room for it. */
function groupOf(
  cluster: Cluster,
  sender: AddressId,
  receiver: AddressId,
  message: MessageId,
): Group | undefined {
  const mine = cluster.byHost.get(sender);
  const theirs = cluster.byHost.get(receiver);
  if (mine !== undefined && mine === theirs) return mine;
  if (mine !== undefined && theirs !== undefined) return merged(cluster, mine, theirs);
  if (cluster.byHost.size + 2 > MOST_HOSTS) return undefined;
  const group = mine ?? theirs ?? freshGroup(cluster.turns + 1, message);
  if (!cluster.groups.includes(group)) cluster.groups = [...cluster.groups, group];
  for (const host of [sender, receiver]) {
    group.hosts.add(host);
    cluster.byHost.set(host, group);
  }
  return group;
}

function freshGroup(turn: number, message: MessageId): Group {
  return {
    ...{ hosts: new Set(), nodes: new Set(), listening: new Set(), told: new Set() },
    ...{ contents: 0, common: 0, first: turn, last: turn, message },
  };
}

function merged(cluster: Cluster, group: Group, other: Group): Group {
  for (const host of other.hosts) {
    group.hosts.add(host);
    cluster.byHost.set(host, group);
  }
  for (const node of other.nodes) group.nodes.add(node);
  for (const node of other.listening) group.listening.add(node);
  for (const content of other.told) keep(group, content);
  group.contents += other.contents;
  group.common += other.common;
  group.first = Math.min(group.first, other.first);
  group.last = Math.max(group.last, other.last);
  cluster.groups = cluster.groups.filter((one) => one !== other);
  if (cluster.current === other) cluster.current = group;
  cluster.rivals.delete(group);
  cluster.rivals.delete(other);
  return group;
}

function takeNodes(group: Group, { source, sentBy, receivedBy }: SeenBin, isListener: boolean): void {
  if (group.nodes.size >= MOST_NODES) return;
  if (sentBy !== undefined && sentBy === source) group.nodes.add(sentBy);
  if (receivedBy === undefined) return;
  group.nodes.add(receivedBy);
  if (isListener) group.listening.add(receivedBy);
}

function takeContent(cluster: Cluster, group: Group, { packet, content }: SeenBin): void {
  // Copies for other nodes count once.
  if (!tellsOfSender(packet) || group.told.has(content)) return;
  keep(group, content);
  group.contents++;
  if (cluster.groups.some((one) => one !== group && one.told.has(content))) group.common++;
}

function keep({ told }: Group, content: number): void {
  told.add(content);
  if (told.size > MOST_TOLD) for (const oldest of told) if (told.delete(oldest)) break;
}

/** Looks for others that are clusters of their own beside this one. */
function judge({ groups, rivals }: Cluster, group: Group): void {
  rivals.delete(group);
  if (!isOwn(group)) return;
  for (const other of groups) {
    if (other === group || !isOwn(other) || !areRivals(group, other)) continue;
    rivals.add(group).add(other);
  }
}

function isSplit({ rivals }: Cluster): boolean {
  return rivals.size > 1;
}

/** Is it more than the other side of an address translation? */
function isOwn({ contents, common }: Group): boolean {
  return contents >= LEAST && common * SELDOM <= contents;
}

function areRivals(group: Group, other: Group): boolean {
  const [earlier, later] = group.first < other.first ? [group, other] : [other, group];
  // Each of them was heard again after the other one.
  if (earlier.last <= later.first || later.last <= later.first) return false;
  const common = [...group.nodes].filter((node) => other.nodes.has(node));
  // A node may open connections from another address than the one where it listens.
  return (
    common.length >= LEAST && common.some((node) => group.listening.has(node) && other.listening.has(node))
  );
}
