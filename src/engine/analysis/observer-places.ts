import type { ObserverHosts } from '../../cluster/coverage/cluster-links.ts';
import type { AddressId, EndpointId, MessageId, SourceId } from '../../ids.ts';
import type { Session } from '../session.ts';
import { readableAt } from './readable-time.ts';

/** When a message was seen at the places on its route; nanoseconds by the aligned clock. */
export interface Passage {
  /** Seen by an observer on the sender's host. */
  readonly left?: number;
  /** The earliest sight, wherever. */
  readonly seen: number;
  /** Seen by an observer on the receiver's host. */
  readonly arrived?: number;
  /**
   * When its receiver could read it, where it had waited in its connection; infinite if nobody saw that it arrived, or
   * was acknowledged.
   */
  readonly readable?: number;
}

/**
 * On which node's host each observer captured: the one that is an end of all its messages. An observer between the
 * hosts (a bridge, a mirror port) is on none. If it saw only one link, its place is unknown. A switch that does not know
 * for the moment where a host is floods frames to everybody, in one direction: a few such messages are left aside.
 * Messages that are read later are taken into account at the next question.
 */
export class ObserverPlaces implements ObserverHosts {
  private readonly session: Session;
  private ends: (Ends | undefined)[] = [];
  private hosts: (Host | undefined)[] = [];
  /** One address of each host that is a node. */
  private readonly addresses = new Map<Host, AddressId>();
  private taken = 0;
  /** State of the directory of nodes that the ends were named by. */
  private directory = -1;

  constructor(session: Session) {
    this.session = session;
  }

  passage(id: MessageId): Passage {
    const { session } = this;
    const { index } = session.tables;
    this.update();
    const [sender, receiver] = [this.host(index.sender(id)), this.host(index.receiver(id))];
    const passage: { -readonly [Key in keyof Passage]: Passage[Key] } = { seen: session.timeOf(id) };
    for (const { source, time, frame } of session.sightsOf(id)) {
      const host = this.hosts[source];
      if (host === undefined) continue;
      if (host === sender) passage.left = session.alignedTime(source, time, frame);
      if (host === receiver) passage.arrived = session.alignedTime(source, time, frame);
    }
    const { unacknowledged, late } = session.tables;
    const hasWaited = unacknowledged.of(id).length + late.of(id).length > 0;
    if (hasWaited) passage.readable = readableAt(session, id);
    return passage;
  }

  /** The observers on the host of an endpoint. */
  observersAt(endpoint: EndpointId): readonly SourceId[] {
    this.update();
    const host = this.host(endpoint);
    return this.hosts.flatMap((one, source) => (one === host ? [source as SourceId] : []));
  }

  /** The node on whose host the observer captured; undefined if unknown. */
  nodeAt(source: SourceId, cluster: number): number | undefined {
    this.update();
    const host = this.hosts[source];
    const address = host === undefined ? undefined : this.addresses.get(host);
    return address === undefined ? undefined : this.session.tables.nodes.nodeIn(cluster, address);
  }

  hasUnread(cluster: number, node: number): boolean {
    const { connections, tables } = this.session;
    for (const host of connections.unread.hosts) if (tables.nodes.nodeIn(cluster, host) === node) return true;
    return false;
  }

  private update(): void {
    const { index, nodes } = this.session.tables;
    if (this.taken === index.size && this.directory === nodes.revision) return;
    if (this.directory !== nodes.revision) {
      this.directory = nodes.revision;
      this.addresses.clear();
      this.ends = this.session.sources.map(() => undefined);
      this.taken = 0;
    }
    this.taken = Math.max(this.taken, index.first);
    for (; this.taken < index.size; this.taken++) this.take(this.taken as MessageId);
    this.hosts = this.ends.map(hostOf);
  }

  private take(id: MessageId): void {
    const { index } = this.session.tables;
    const [sender, receiver] = [this.host(index.sender(id)), this.host(index.receiver(id))];
    // Traffic between a phone and an address that several nodes share does not tell on which of their hosts
    // it was seen.
    if (typeof sender !== 'string' && typeof receiver !== 'string') return;
    const time = index.time(id);
    narrow(this.ends, index.source(id), sender, receiver, time);
    for (let at = index.furtherObservation(id); at > 0; at = index.observations.next(at)) {
      narrow(this.ends, index.observations.get(at).source, sender, receiver, time);
    }
  }

  /** All addresses of a node are one host. */
  private host(endpoint: EndpointId): Host {
    const { endpoints, nodes } = this.session.tables;
    const address = endpoints.addressOf(endpoint);
    const [first] = nodes.membershipsOf(address);
    if (first === undefined) return address;
    const host = `${first.cluster} ${first.node}`;
    if (!this.addresses.has(host)) this.addresses.set(host, address);
    return host;
  }
}

type Host = AddressId | string;

/** What the messages that one observer saw have in common. */
interface Ends {
  readonly common: Set<Host>;
  /** Messages that have one of these ends. */
  messages: number;
  /** Messages that have none, and from whom to whom they last went, and when. */
  flooded: number;
  readonly ways: Map<string, number>;
}

/** At most one message in so many is a flooded one. */
const FLOODED_SHARE = 100;
/** Nanoseconds within which hosts that reach each other answer, or ping (spec bin-core 10.2). */
const ANSWERED_WITHIN = 5e9;
/** Ways of flooded messages that are kept. */
const MOST_WAYS = 64;

function hostOf(ends: Ends | undefined): Host | undefined {
  if (ends === undefined || ends.common.size !== 1) return undefined;
  return ends.flooded * FLOODED_SHARE > ends.messages ? undefined : [...ends.common][0];
}

function narrow(
  all: (Ends | undefined)[],
  source: SourceId,
  sender: Host,
  receiver: Host,
  time: number,
): void {
  const ends = all[source];
  if (ends === undefined) {
    all[source] = { common: new Set([sender, receiver]), messages: 1, flooded: 0, ways: new Map() };
    return;
  }
  const { common } = ends;
  if (common.size === 0) return;
  if (!common.has(sender) && !common.has(receiver)) {
    flood(ends, sender, receiver, time);
    return;
  }
  ends.messages++;
  for (const one of common) if (one !== sender && one !== receiver) common.delete(one);
}

/**
 * Where two hosts were seen to answer each other, or too many ways, nothing was flooded: the observer is between the
 * hosts. Who was away in turn was sent to in turn.
 */
function flood(ends: Ends, sender: Host, receiver: Host, time: number): void {
  const { common, ways } = ends;
  ends.flooded++;
  ways.set(`${sender} > ${receiver}`, time);
  const answered = ways.get(`${receiver} > ${sender}`) ?? Number.NEGATIVE_INFINITY;
  if (Math.abs(time - answered) > ANSWERED_WITHIN && ways.size <= MOST_WAYS) return;
  common.clear();
  ways.clear();
}
