import type { AddressId, MessageId } from '../ids.ts';
import { GrowingNumbers } from '../tables/growing-numbers.ts';
import { PairTable } from '../tables/pair-table.ts';
import { type Steps, sortInSteps } from '../tables/steps.ts';
import type { Session } from './session.ts';

/** Messages: in all, and lately. */
export interface Traffic {
  readonly total: number;
  readonly recent: number;
}

/** From one peer to another; a peer is a node, or else an address. */
export interface PeerTraffic extends Traffic {
  readonly from: Peer;
  readonly to: Peer;
}

export interface Peer {
  /** For people: `node1`, an address, or the user's name for it. */
  readonly name: string;
  /** Those of its addresses that were seen: a packet that others forward for a node is not sent by it. */
  readonly addresses: readonly string[];
}

/** Messages of a capability of BIN, or of `SIP`; the busiest peers first. */
export interface CapabilityTraffic extends Traffic {
  readonly name: string;
  readonly peers: readonly PeerTraffic[];
}

/** Capabilities times pairs of addresses that are told apart; the rest only counts for its capability. */
const MOST_COUNTERS = 65_536;

/** Messages of a step, and pairs of peers. */
const STEP = 1024;
const SMALL_STEP = 64;

/**
 * How much there is of each capability between each two peers, up to a time. What is read later is taken
 * in when somebody asks.
 */
export class TrafficRates {
  private readonly session: Session;
  private pairs = new PairTable();
  /** (capability, pair), each with a counter. */
  private counters = new PairTable();
  private totals = new GrowingNumbers();
  private readonly names: string[] = [];
  /** By kind. */
  private readonly nameOfKind: number[] = [];
  /** Messages that are counted, in the order of time. */
  private taken = 0;
  private reordered = 0;

  constructor(session: Session) {
    this.session = session;
  }

  /** The most frequent first; `recent` counts the `span` nanoseconds before `now`, both session time. */
  *of(now: number, span: number): Steps<readonly CapabilityTraffic[]> {
    const { order } = this.session.tables;
    const end = order.positionOf(now + 1);
    if (order.reordered !== this.reordered || end < this.taken) this.begin();
    while (this.taken < end) {
      // More may be read between two steps; where that puts messages in between, all is counted anew next time.
      const upTo = Math.min(end, this.taken + STEP);
      for (; this.taken < upTo; this.taken++) this.count(this.totals, order.at(this.taken) as MessageId);
      yield;
    }
    const recent = new GrowingNumbers();
    for (let at = order.positionOf(now - span); at < end; at++) {
      if (at % STEP === 0) yield;
      this.count(recent, order.at(at) as MessageId);
    }
    return yield* this.byCapability(recent);
  }

  private count(counts: GrowingNumbers, id: MessageId): void {
    const counter = this.counterOf(id);
    while (counts.length <= counter) counts.push(0);
    counts.set(counter, counts.get(counter) + 1);
  }

  private begin(): void {
    this.taken = 0;
    this.reordered = this.session.tables.order.reordered;
    // Peers of long ago do not take the room of those that are there.
    this.pairs = new PairTable();
    this.counters = new PairTable();
    this.totals = new GrowingNumbers();
  }

  private counterOf(id: MessageId): number {
    const { index, endpoints } = this.session.tables;
    const kind = index.kind(id);
    this.nameOfKind[kind] ??= this.nameNumber(kind);
    const from = endpoints.addressOf(index.sender(id));
    const to = endpoints.addressOf(index.receiver(id));
    const isFull = this.counters.size >= MOST_COUNTERS;
    const pair = isFull ? 0 : this.pairs.intern(from, to) + 1;
    return this.counters.intern(this.nameOfKind[kind] ?? 0, pair);
  }

  private nameNumber(kind: number): number {
    const what = this.session.tables.kinds.get(kind);
    const name = what.protocol === 'bin' ? what.capability : 'SIP';
    const known = this.names.indexOf(name);
    return known >= 0 ? known : this.names.push(name) - 1;
  }

  private *byCapability(recent: GrowingNumbers): Steps<readonly CapabilityTraffic[]> {
    const found = this.names.map((name) => ({
      name,
      total: 0,
      recent: 0,
      peers: new Map<string, Counted>(),
    }));
    for (let counter = 0; counter < this.counters.size; counter++) {
      if (counter % SMALL_STEP === 0) yield;
      const total = counter < this.totals.length ? this.totals.get(counter) : 0;
      const one = found[this.counters.first(counter)];
      if (total === 0 || one === undefined) continue;
      const lately = counter < recent.length ? recent.get(counter) : 0;
      one.total += total;
      one.recent += lately;
      this.add(one.peers, this.counters.second(counter) - 1, total, lately);
    }
    const capabilities: CapabilityTraffic[] = [];
    for (const one of found) {
      if (one.total === 0) continue;
      capabilities.push({ ...one, peers: yield* sortInSteps([...one.peers.values()], byTotal) });
    }
    return capabilities.sort((a, b) => byTotal(a, b) || (a.name < b.name ? -1 : 1));
  }

  /** A node may have several addresses. */
  private add(peers: Map<string, Counted>, pair: number, total: number, recent: number): void {
    if (pair < 0) return;
    const from = this.pairs.first(pair) as AddressId;
    const to = this.pairs.second(pair) as AddressId;
    const key = `${this.nameOf(from)} ${this.nameOf(to)}`;
    const known = peers.get(key) ?? { from: this.peer(from), to: this.peer(to), total: 0, recent: 0 };
    peers.set(key, known);
    known.total += total;
    known.recent += recent;
    this.addAddress(known.from, from);
    this.addAddress(known.to, to);
  }

  private peer(address: AddressId): SeenPeer {
    return { name: this.nameOf(address), addresses: [] };
  }

  private nameOf(address: AddressId): string {
    const { nodes, endpoints } = this.session.tables;
    const node = nodes.nodeOf(address);
    return node === undefined ? endpoints.addressLabel(address) : `node ${node}`;
  }

  private addAddress({ addresses }: SeenPeer, address: AddressId): void {
    const text = this.session.tables.endpoints.addressText(address);
    if (!addresses.includes(text)) addresses.push(text);
  }
}

interface SeenPeer extends Peer {
  readonly addresses: string[];
}

interface Counted {
  readonly from: SeenPeer;
  readonly to: SeenPeer;
  total: number;
  recent: number;
}

function byTotal(a: Traffic, b: Traffic): number {
  return b.total - a.total;
}
