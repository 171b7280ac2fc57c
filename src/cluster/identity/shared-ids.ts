import type { AddressId, EndpointId, MessageId } from '../../ids.ts';
import { type EndpointTable, EPHEMERAL } from '../../tables/endpoints.ts';
import { NodeTable } from '../node-tables.ts';
import type { SeenBin, SeenMessage, Tracker } from '../seen-message.ts';
import { SeparateGroups } from './separate-groups.ts';
import { tellsOfEvent } from './telling-packets.ts';

/** A node id that two hosts have. */
export interface SharedId {
  readonly cluster: number;
  readonly node: number;
  readonly addresses: readonly AddressId[];
  readonly messages: readonly MessageId[];
}

interface Holder {
  readonly cluster: number;
  readonly node: number;
  /** Addresses at which other nodes connect to it. */
  readonly listeners: Set<AddressId>;
  /** Address of its first packet. */
  first: AddressId | undefined;
  /** Hashes of the last packets from there, while there is no other address. */
  readonly recent: number[];
  /** Hashes of its latest packets, by the address that they came from. Empty until there is a second address. */
  readonly told: Map<AddressId, Set<number>>;
  last: AddressId | undefined;
  /** Its packets that came from another listening address than the one before. */
  readonly turns: MessageId[];
  /**
   * Number of different packets since the latest address appeared, and of those that another address had sent before.
   */
  contents: number;
  common: number;
}

/** The first address, the second, and both again: a node that moves to another address does not come back at once. */
const TURNS = 4;
/** Least number of different packets. */
const LEAST = 3;
/** One in so many packets may have been sent from both addresses. */
const SELDOM = 6;
/** Most nodes, most addresses of a node, and most packets of an address that are kept; ids come from the wire. */
const MOST_NODES = 4096;
const MOST_ADDRESSES = 8;
const MOST_TOLD = 64;
/** Behind NAT, the same packets are seen at both addresses within moments. */
const MOST_RECENT = 8;

/**
 * Node ids that two hosts have: one was cloned together with its configuration, or two clusters with the same ids are
 * in one capture. The two send different packets in turns, and others connect to both. Behind NAT, in contrast, the
 * same packets are seen at both addresses; and if a node only opens connections from another address, nobody connects
 * to it there.
 */
export class SharedIds implements Tracker {
  /** Increases with each id that is found. */
  revision = 0;
  private readonly endpoints: EndpointTable;
  /** Clusters in which a shared id was found. */
  private readonly clusters = new Set<number>();
  private readonly holders = new NodeTable<Holder>(MOST_NODES);
  private readonly groups: SeparateGroups;

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints;
    this.groups = new SeparateGroups(endpoints);
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin' || message.cluster <= 0) return;
    const { cluster, source, sentBy, receivedBy, sender, receiver } = message;
    if (this.groups.push(message)) this.revision++;
    if (receivedBy !== undefined) this.connected(cluster, receivedBy, receiver);
    if (sentBy === source) this.sent(message, this.endpoints.addressOf(sender));
  }

  /**
   * Do two hosts have the id? If one id of a cluster is shared, any other one that listens at two addresses may be,
   * too. Where there are two clusters, no node can be told what it would hold in the other one.
   */
  has(cluster: number, node: number): boolean {
    if (this.groups.isSplit(cluster)) return true;
    if (!this.clusters.has(cluster)) return false;
    const holder = this.holders.get(cluster, node);
    return holder !== undefined && !isOne(holder) && (isShared(holder) || holder.listeners.size > 1);
  }

  all(): readonly SharedId[] {
    const shared = [...this.holders.values()]
      .filter(isShared)
      .map(({ cluster, node, listeners, told, turns }) => ({
        cluster,
        node,
        addresses: [...told.keys()].filter((address) => listeners.has(address)),
        messages: turns,
      }));
    const separate = this.groups.all().flatMap(({ cluster, nodes, messages }) =>
      nodes.flatMap((node) => {
        const addresses = [...(this.holders.get(cluster, node)?.listeners ?? [])];
        const isKnown = shared.some((one) => one.cluster === cluster && one.node === node);
        return isKnown || addresses.length < 2 ? [] : [{ cluster, node, addresses, messages }];
      }),
    );
    return [...shared, ...separate];
  }

  private connected(cluster: number, node: number, endpoint: EndpointId): void {
    if (this.endpoints.portOf(endpoint) >= EPHEMERAL) return;
    const listeners = this.holder(cluster, node)?.listeners;
    if (listeners !== undefined && listeners.size < MOST_ADDRESSES) {
      listeners.add(this.endpoints.addressOf(endpoint));
    }
  }

  private sent({ cluster, source, content, packet, id }: SeenBin, address: AddressId): void {
    const holder = this.holder(cluster, source);
    if (holder === undefined) return;
    const wasShared = isShared(holder);
    if (tellsOfEvent(packet)) {
      holder.first ??= address;
      if (holder.first === address && holder.told.size === 0) remember(holder, content);
      else {
        if (holder.told.size === 0) holder.told.set(holder.first, new Set(holder.recent));
        learn(holder, content, address);
      }
    }
    if (holder.last !== address && holder.listeners.has(address)) {
      holder.last = address;
      if (holder.turns.length < TURNS) holder.turns.push(id);
    }
    if (isShared(holder) === wasShared) return;
    this.clusters.add(cluster);
    this.revision++;
  }

  private holder(cluster: number, node: number): Holder | undefined {
    const known = this.holders.get(cluster, node);
    if (known !== undefined || node <= 0) return known;
    return this.holders.add(cluster, node, () => ({
      ...{ cluster, node, listeners: new Set(), recent: [], told: new Map() },
      ...{ first: undefined, last: undefined, turns: [], contents: 0, common: 0 },
    }));
  }
}

function remember({ recent }: Holder, content: number): void {
  if (recent.at(-1) === content) return;
  recent.push(content);
  if (recent.length > MOST_RECENT) recent.shift();
}

/** Takes note of a packet; copies of it for other nodes count once. */
function learn(holder: Holder, content: number, address: AddressId): void {
  let contents = holder.told.get(address);
  if (contents === undefined) {
    if (holder.told.size >= MOST_ADDRESSES) return;
    contents = new Set();
    holder.told.set(address, contents);
    // Earlier packets can have come from the other addresses only.
    holder.contents = 0;
    holder.common = 0;
  }
  if (contents.has(content)) return;
  contents.add(content);
  if (contents.size > MOST_TOLD) for (const oldest of contents) if (contents.delete(oldest)) break;
  holder.contents++;
  for (const [other, known] of holder.told) {
    if (other === address || !known.has(content)) continue;
    holder.common++;
    return;
  }
}

function isShared(holder: Holder): boolean {
  const { turns, told, contents } = holder;
  return turns.length >= TURNS && told.size > 1 && contents >= LEAST && !isOne(holder);
}

/** Is it one node? Two different ones seldom send the same packet, such as the deletion of the same AOR. */
function isOne({ contents, common }: Holder): boolean {
  return common * SELDOM > contents;
}
