import type { AddressId, EndpointId, MessageId } from '../ids.ts';
import type { EndpointTable } from '../tables/endpoints.ts';
import type { SeenBin, SeenMessage, Tracker } from './seen-message.ts';

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
  /** Where others connect to it. */
  readonly listeners: Set<AddressId>;
  /** From where it told something first. */
  first: AddressId | undefined;
  /** What it told lately, by the address that it told it from; nothing is remembered while there is only the first. */
  readonly told: Map<AddressId, Set<number>>;
  last: AddressId | undefined;
  /** What it sent from another listener's address than before. */
  readonly turns: MessageId[];
  /** Different things that were told since the last of the addresses appeared, and those that another one had told. */
  contents: number;
  common: number;
}

/** From the one, from the other, and both again: a node that moves does not come back at once. */
const TURNS = 4;
/** Things that are different have to be as many at least. */
const LEAST = 3;
/** Of so many things, one may be told by both. */
const SELDOM = 6;
/** Nodes that are followed, addresses of one, and what is remembered of an address; ids come from the wire. */
const MOST_NODES = 4096;
const MOST_ADDRESSES = 8;
const MOST_TOLD = 64;
/** Ports from here on are given to who connects (Linux's default); a listener has one below. */
const EPHEMERAL = 32_768;

/**
 * Node ids that two hosts have: of a node that was copied with its configuration, or of two clusters with the same ids
 * in one capture. They tell different things in turns, and others connect to both. A node behind an address translation
 * tells the same at both places, and who only dials from another address is never connected to there.
 */
export class SharedIds implements Tracker {
  /** Grows with each id that is found. */
  revision = 0;
  private readonly endpoints: EndpointTable;
  /** In which one was found. */
  private readonly clusters = new Set<number>();
  /** By cluster and node. */
  private readonly holders = new Map<number, Map<number, Holder>>();
  private count = 0;

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints;
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin' || message.cluster <= 0) return;
    const { cluster, source, sentBy, receivedBy, sender, receiver } = message;
    if (receivedBy !== undefined) this.connected(cluster, receivedBy, receiver);
    if (sentBy === source) this.sent(message, this.endpoints.addressOf(sender));
  }

  /** Where one id of a cluster is, others to whom one connects at two addresses may be, too. */
  has(cluster: number, node: number): boolean {
    if (!this.clusters.has(cluster)) return false;
    const holder = this.holders.get(cluster)?.get(node);
    return holder !== undefined && !isOne(holder) && (isShared(holder) || holder.listeners.size > 1);
  }

  all(): readonly SharedId[] {
    const holders = [...this.holders.values()].flatMap((nodes) => [...nodes.values()]);
    return holders.filter(isShared).map(({ cluster, node, listeners, told, turns }) => ({
      cluster,
      node,
      addresses: [...told.keys()].filter((address) => listeners.has(address)),
      messages: turns,
    }));
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
    if (TELLING.has(packet.capability)) {
      holder.first ??= address;
      if (holder.first !== address || holder.told.size > 0) learn(holder, content, address);
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
    let nodes = this.holders.get(cluster);
    const known = nodes?.get(node);
    if (known !== undefined || node <= 0 || this.count >= MOST_NODES) return known;
    const fresh: Holder = {
      ...{ cluster, node, listeners: new Set(), told: new Map() },
      ...{ first: undefined, last: undefined, turns: [], contents: 0, common: 0 },
    };
    if (nodes === undefined) {
      nodes = new Map();
      this.holders.set(cluster, nodes);
    }
    nodes.set(node, fresh);
    this.count++;
    return fresh;
  }
}

/** Copies for other nodes say nothing new. */
function learn(holder: Holder, content: number, address: AddressId): void {
  let contents = holder.told.get(address);
  if (contents === undefined) {
    if (holder.told.size >= MOST_ADDRESSES) return;
    contents = new Set();
    holder.told.set(address, contents);
    // What came before can have been seen there only.
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

/** Whose packets say what only one of them can say; and of these two, nodes have something to tell all the time. */
const TELLING: ReadonlySet<string> = new Set(['usrloc-contact-repl', 'dialog-dlg-repl']);

function isShared(holder: Holder): boolean {
  const { turns, told, contents } = holder;
  return turns.length >= TURNS && told.size > 1 && contents >= LEAST && !isOne(holder);
}

/** What is the same at both addresses by chance, as that an AOR is gone, is little. */
function isOne({ contents, common }: Holder): boolean {
  return common * SELDOM > contents;
}
