import type { BinPacket } from '../../decoders/bin/decode-packet.ts';
import type { SipMessage } from '../../decoders/sip/sip-message.ts';
import type { EndpointId, MessageId, SourceId } from '../ids.ts';
import type { Transport } from '../reassembly/carried-message.ts';
import type { WantedEndpoints } from '../tables/wanted-endpoints.ts';
import type { Membership } from './node-directory.ts';

/** One observer's sight of a message. */
export interface Sight {
  readonly source: SourceId;
  /** Number of the frame that holds the message's last byte. */
  readonly frame: number;
  /** By the aligned clock; nanoseconds since the session's base. */
  readonly time: number;
}

interface Seen {
  readonly id: MessageId;
  /** The earliest sight. */
  readonly time: number;
  /** By time. */
  readonly sights: readonly Sight[];
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly transport: Transport;
  /** Times that it was sent again, at the observer that saw most of them. */
  readonly retransmissions: number;
}

/** A BIN packet, decoded, with the nodes at both ends of the TCP connection. */
export interface SeenBin extends Seen {
  readonly protocol: 'bin';
  readonly packet: BinPacket;
  /** A number that the copies of a broadcast have in common, and no other packet has. */
  readonly content: number;
  /** 0 where the packet is too damaged to say. */
  readonly cluster: number;
  /** Originator; not always who sent this copy. */
  readonly source: number;
  /** Final destination; 0 for packets between neighbours, which have none. */
  readonly destination: number;
  /** Node that sent this copy, where its address is known. */
  readonly sentBy: number | undefined;
  /** Node that this copy reaches, where its address is known. */
  readonly receivedBy: number | undefined;
}

export interface SeenSip extends Seen {
  readonly protocol: 'sip';
  readonly sip: SipMessage;
  /** Who the sender's address is, in each cluster; empty for a phone or an unknown host. */
  readonly sentBy: readonly Membership[];
  readonly receivedBy: readonly Membership[];
}

/** A message as analysis sees it: decoded once, in aligned time, in the order of time. */
export type SeenMessage = SeenBin | SeenSip;

/** Where a message can be had again: who waits for what it may cause keeps no more than its number. */
export interface SeenBefore {
  /** Undefined where it is no SIP message. */
  sip(id: MessageId): SeenSip | undefined;
}

/** Learns from one message after the other; never looks back and never throws. */
export interface Tracker {
  push(message: SeenMessage): void;
  /** Messages before `first` cannot be looked at any more: what only speaks of them may go. */
  beforeForgetting?(first: MessageId): void;
  /** As `EndpointKnower`: those that it knows for longer than the messages that brought them, nodes aside. */
  wantEndpoints?(wanted: WantedEndpoints): void;
}

/** Has the packet reached the node that it is for? A forwarded one is seen on each link of its way. */
export function isDelivered(message: SeenBin): boolean {
  return message.destination > 0 && (message.receivedBy ?? message.destination) === message.destination;
}

/** Is this copy sent by the originator itself, on the first link of its way? */
export function isFirstHop(message: SeenBin): boolean {
  return (message.sentBy ?? message.source) === message.source;
}

/** Node of a SIP endpoint in a cluster, or in the first one where it is a member. */
export function nodeAmong(memberships: readonly Membership[], cluster?: number): number | undefined {
  const [first] = memberships;
  if (cluster === undefined) return first?.node;
  return memberships.find((one) => one.cluster === cluster)?.node;
}
