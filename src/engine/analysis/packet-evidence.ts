import { CapabilityName, isOfClusterer } from '../../../decoders/bin/capability-names.ts';
import { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import type { TimeSpan } from '../../cluster/time-spans.ts';
import { RepeatedPackets } from '../../cluster/traffic/repeated-packets.ts';
import { ResendCounts } from '../../cluster/traffic/resent-packets.ts';
import { TrafficSurges } from '../../cluster/traffic/traffic-surges.ts';
import { type Evidence, MOST_NAMED, type PacketGroup, type ResentOnLink } from '../../findings/finding.ts';
import type { EndpointId, MessageId } from '../../ids.ts';
import { inOneGo, type Steps } from '../../tables/steps.ts';
import type { Session } from '../session.ts';

/**
 * At most so many pairs of sender and capability are told apart. A cluster has dozens, hostile traffic any
 * number.
 */
const MOST_GROUPS = 1000;
const COMMAND = 'CLUSTERER_MI_CMD';

interface Group extends PacketGroup {
  count: number;
  readonly messages: MessageId[];
}

type PacketEvidence = Pick<Evidence, 'packets' | 'surges' | 'repeated' | 'resent'>;

/** Messages in one step, which takes a fraction of a millisecond. */
const STEP = 1024;

/** Evidence in single packets up to a time, from the index alone. */
export function packetEvidence(session: Session, until: number): PacketEvidence {
  return inOneGo(packetEvidenceInSteps(session, until));
}

export function* packetEvidenceInSteps(session: Session, until: number): Steps<PacketEvidence> {
  const { order, index, kinds, routes, endpoints } = session.tables;
  const groups = new Map<string, Group>();
  const surges = new TrafficSurges();
  const repeated = new RepeatedPackets();
  const resends = new ResendCounts();
  for (let at = 0; at < order.length; at++) {
    if (at % STEP === STEP - 1) yield;
    const id = order.at(at) as MessageId;
    const time = session.timeOf(id);
    if (time > until) break;
    const kind = kinds.get(index.kind(id));
    if (kind.protocol === 'sip') {
      if (kind.form === 'request') noteRequest(session, surges, id, time);
      continue;
    }
    const route = index.route(id);
    const [cluster, source] = [routes.cluster(route), routes.source(route)];
    const { capability } = kind;
    const isResent = index.retransmissions(id) > 0;
    const late = isResent ? acknowledgedAfter(session, id) : 0;
    const [from, to] = [endpoints.addressOf(index.sender(id)), endpoints.addressOf(index.receiver(id))];
    resends.packet(from, to, id, time, isResent, late);
    // The rate of pings means nothing, and syncs are judged one by one.
    if (!isOfClusterer(capability)) surges.packet(cluster, source, capability, time, id);
    if (ONCE.has(capability)) {
      repeated.push(index.content(id), index.sender(id), index.receiver(id), time, id);
    }
    const about = aboutOf(index.status(id), kind.name);
    if (about === undefined) continue;
    const group = groupOf(groups, about, cluster, source, capability);
    group.count++;
    if (group.messages.length < MOST_NAMED) group.messages.push(id);
  }
  return {
    packets: [...groups.values()],
    surges: surges.all(),
    repeated: repeatedLinks(session, repeated),
    resent: resentOnLinks(session, resends),
  };
}

/**
 * Capabilities whose packets each tell of one event. Others (counters, pipes) repeat a state, so equal
 * packets are normal.
 */
const ONCE: ReadonlySet<string> = new Set([
  CapabilityName.Contacts,
  CapabilityName.Dialogs,
  CapabilityName.Dispatcher,
  CapabilityName.Drouting,
  CapabilityName.B2bEntities,
]);

function noteRequest(session: Session, surges: TrafficSurges, id: MessageId, time: number): void {
  const { index, endpoints, nodes } = session.tables;
  for (const { cluster, node } of nodes.membershipsOf(endpoints.addressOf(index.receiver(id)))) {
    surges.request(cluster, node, time);
  }
}

/** Adds the nodes that send and receive the packets. */
function repeatedLinks(session: Session, repeated: RepeatedPackets): Evidence['repeated'] {
  const { endpoints, nodes, index, routes, kinds } = session.tables;
  return [...repeated.all()].flatMap(({ sender, receiver, count, messages }) => {
    const [first] = messages;
    if (first === undefined) return [];
    const cluster = routes.cluster(index.route(first));
    const kind = kinds.get(index.kind(first));
    const capability = kind.protocol === 'bin' ? kind.capability : '';
    const nodeAt = (end: EndpointId) => nodes.nodeIn(cluster, endpoints.addressOf(end));
    return [{ cluster, from: nodeAt(sender), to: nodeAt(receiver), capability, count, messages }];
  });
}

/** Nanoseconds until the last observer that waited for it saw it acknowledged; infinite where one never did. */
function acknowledgedAfter(session: Session, id: MessageId): number {
  let longest = 0;
  for (const { source, time } of session.tables.unacknowledged.of(id)) {
    const seen = session.sightsOf(id).find((sight) => sight.source === source)?.time ?? time;
    longest = Math.max(longest, time - seen);
  }
  return longest;
}

/** Merges the pairs of addresses that belong to the same two nodes. */
function resentOnLinks(session: Session, resends: ResendCounts): Evidence['resent'] {
  const { nodes, index, routes } = session.tables;
  const links = new Map<string, ResentOnLink>();
  for (const { sender, receiver, first, packets, resent, longest, messages, heldBack } of resends.all()) {
    const cluster = routes.cluster(index.route(first));
    const [from, to] = [sender, receiver].map((address) => nodes.nodeIn(cluster, address));
    const key = `${cluster} ${from ?? sender} ${to ?? receiver}`;
    const known = links.get(key);
    links.set(key, {
      cluster,
      from,
      to,
      packets: packets + (known?.packets ?? 0),
      resent: resent + (known?.resent ?? 0),
      longest: Math.max(longest, known?.longest ?? 0),
      messages: [...(known?.messages ?? []), ...messages],
      heldBack: bothSpans(known?.heldBack, heldBack),
    });
  }
  return [...links.values()];
}

function bothSpans(one: TimeSpan | undefined, other: TimeSpan | undefined): TimeSpan | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}

function aboutOf(status: number, name: string | undefined): PacketGroup['about'] | undefined {
  if (status === PacketStatus.Malformed) return 'malformed';
  if (status === PacketStatus.Unknown) return 'unknown';
  return name === COMMAND ? 'command' : undefined;
}

/** Beyond the limit, all further ones of a kind are counted together. */
function groupOf(
  groups: Map<string, Group>,
  about: PacketGroup['about'],
  cluster: number,
  source: number,
  capability: string,
): Group {
  const key = `${about} ${cluster} ${source} ${capability}`;
  const known = groups.get(key);
  if (known !== undefined) return known;
  if (groups.size >= MOST_GROUPS && capability !== '') return groupOf(groups, about, 0, 0, '');
  const group: Group = { about, cluster, source, capability, count: 0, messages: [] };
  groups.set(key, group);
  return group;
}
