import type { AddressId, MessageId } from '../ids.ts';
import { GrowingNumbers } from '../tables/growing-numbers.ts';
import { PairTable } from '../tables/pair-table.ts';
import { filterInSteps, type Steps, sortInSteps } from '../tables/steps.ts';
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

/** Messages of a step, and peers; counters. */
const STEP = 1024;
const SMALL_STEP = 64;

/**
 * Traffic by capability and pair of peers, up to a time. Messages whose place in the order of time is settled are
 * counted once, on demand.
 */
export class TrafficRates {
  private readonly session: Session;
  private pairs = new PairTable();
  /** (capability, pair), each with a counter. */
  private counters = new PairTable();
  private totals = new GrowingNumbers();
  private recents = new GrowingNumbers();
  /** For each counter, the sum that it belongs to. */
  private sums: (Sum | undefined)[] = [];
  private capabilities: Capability[] = [];
  private readonly names: string[] = [];
  /** By kind. */
  private readonly nameOfKind: number[] = [];
  /** Messages that are counted in all, in the order of time; lately, those of them from `recentFrom` on. */
  private taken = 0;
  private recentFrom = 0;
  private resettled = 0;
  /** Messages that were there once when peers were told apart. */
  private forgotten = 0;
  /** State of the directory of nodes when peers were named. */
  private directory = 0;

  constructor(session: Session) {
    this.session = session;
  }

  /** The most frequent first; `recent` counts the `span` nanoseconds before `now`, both session time. */
  *of(now: number, span: number): Steps<readonly CapabilityTraffic[]> {
    const { order } = this.session.tables;
    // Messages may have changed, or may be fewer, between two steps.
    while (!(yield* this.take(now, span)));
    const from = order.positionOf(now - span);
    const end = order.positionOf(now + 1);
    const last: Last = { totals: new Map(), recents: new Map() };
    for (let at = this.taken; at < end; at++) {
      const counter = this.counterOf(order.at(at) as MessageId);
      addOne(last.totals, counter);
      if (at >= from) addOne(last.recents, counter);
    }
    return yield* this.byCapability(last);
  }

  /** Counts what is settled; false where that has changed meanwhile. */
  private *take(now: number, span: number): Steps<boolean> {
    const { order } = this.session.tables;
    const from = order.positionOf(now - span);
    const end = Math.min(order.settled, order.positionOf(now + 1));
    if (order.resettled !== this.resettled || end < this.taken || from < this.recentFrom) this.begin();
    for (let steps = 1; this.recentFrom < Math.min(from, this.taken); steps++) {
      add(this.recents, this.counterOf(order.at(this.recentFrom++) as MessageId), -1);
      if (steps % STEP !== 0) continue;
      yield;
      if (order.resettled !== this.resettled) return false;
    }
    while (this.taken < end) {
      const at = this.taken++;
      const counter = this.counterOf(order.at(at) as MessageId);
      add(this.totals, counter, 1);
      if (at < from) this.recentFrom = this.taken;
      else add(this.recents, counter, 1);
      if (this.taken % STEP !== 0) continue;
      yield;
      if (order.resettled !== this.resettled) return false;
    }
    return true;
  }

  private begin(): void {
    const { order } = this.session.tables;
    this.taken = 0;
    this.recentFrom = 0;
    this.resettled = order.resettled;
    this.totals = new GrowingNumbers();
    this.recents = new GrowingNumbers();
    if (order.forgotten === this.forgotten && this.counters.size < MOST_COUNTERS) return;
    this.forgotten = order.forgotten;
    // Peers of long ago do not take the room of those that are there.
    this.pairs = new PairTable();
    this.counters = new PairTable();
    this.forgetSums();
  }

  private forgetSums(): void {
    this.sums = [];
    this.capabilities = [];
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

  private *byCapability(last: Last): Steps<readonly CapabilityTraffic[]> {
    yield* this.addUp(last);
    const found: CapabilityTraffic[] = [];
    for (const one of this.capabilities) {
      if (one.total === 0) continue;
      // Mostly, the busiest peers are those that they were: what is in order already costs little.
      one.peers = yield* sortInSteps(one.peers, byTotal);
      const { name, total, recent, peers } = one;
      // Some counters may have become 0, if an earlier time is asked for.
      found.push({ name, total, recent, peers: yield* filterInSteps(peers, (peer) => peer.total > 0) });
    }
    return found.sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  }

  private *addUp(last: Last): Steps<void> {
    const { revision } = this.session.tables.nodes;
    if (revision !== this.directory) {
      this.directory = revision;
      this.forgetSums();
    }
    for (const one of this.capabilities) {
      one.total = 0;
      one.recent = 0;
      for (const [at, peer] of one.peers.entries()) {
        peer.total = 0;
        peer.recent = 0;
        if (at % STEP === 0) yield;
      }
    }
    for (let counter = 0; counter < this.counters.size; counter++) {
      if (counter % SMALL_STEP === 0) yield;
      const total = countIn(this.totals, counter) + (last.totals.get(counter) ?? 0);
      const recent = countIn(this.recents, counter) + (last.recents.get(counter) ?? 0);
      if (total === 0) continue;
      const { capability, peer } = this.sumOf(counter);
      capability.total += total;
      capability.recent += recent;
      if (peer === undefined) continue;
      peer.total += total;
      peer.recent += recent;
    }
  }

  private sumOf(counter: number): Sum {
    const known = this.sums[counter];
    if (known !== undefined) return known;
    const capability = this.capabilityOf(this.counters.first(counter));
    const pair = this.counters.second(counter) - 1;
    const made = { capability, peer: pair < 0 ? undefined : this.peersOf(capability, pair) };
    this.sums[counter] = made;
    return made;
  }

  private capabilityOf(number: number): Capability {
    const name = this.names[number] ?? '';
    const known = this.capabilities.find((one) => one.name === name);
    if (known !== undefined) return known;
    const made: Capability = { name, total: 0, recent: 0, peers: [], byNames: new Map() };
    this.capabilities.push(made);
    return made;
  }

  /** A node may have several addresses. */
  private peersOf(capability: Capability, pair: number): Counted {
    const from = this.pairs.first(pair) as AddressId;
    const to = this.pairs.second(pair) as AddressId;
    const key = `${this.nameOf(from)} ${this.nameOf(to)}`;
    let known = capability.byNames.get(key);
    if (known === undefined) {
      known = { from: this.peer(from), to: this.peer(to), total: 0, recent: 0, key };
      capability.byNames.set(key, known);
      capability.peers.push(known);
    }
    this.addAddress(known.from, from);
    this.addAddress(known.to, to);
    return known;
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
  /** Those that are equally busy are in the order of these. */
  readonly key: string;
}

interface Capability {
  readonly name: string;
  total: number;
  recent: number;
  /** In the order in which they were when somebody asked last. */
  peers: Counted[];
  readonly byNames: Map<string, Counted>;
}

/** The peers and the capability of a counter. */
interface Sum {
  readonly capability: Capability;
  readonly peer: Counted | undefined;
}

/** Counts of the last messages, whose places are not settled yet, by counter. */
interface Last {
  readonly totals: Map<number, number>;
  readonly recents: Map<number, number>;
}

function add(counts: GrowingNumbers, counter: number, change: 1 | -1): void {
  while (counts.length <= counter) counts.push(0);
  counts.set(counter, counts.get(counter) + change);
}

function addOne(counts: Map<number, number>, counter: number): void {
  counts.set(counter, (counts.get(counter) ?? 0) + 1);
}

function countIn(counts: GrowingNumbers, counter: number): number {
  return counter < counts.length ? counts.get(counter) : 0;
}

function byTotal(a: Counted, b: Counted): number {
  return b.total - a.total || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
