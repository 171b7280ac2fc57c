import type { BinPacket } from '../../decoders/bin/decode-packet.ts';
import type { SipMessage } from '../../decoders/sip/sip-message.ts';
import type { EndpointId, MessageId, SourceId } from '../ids.ts';
import type { Transport } from '../reassembly/carried-message.ts';
import type { WantedEndpoints } from '../tables/wanted-endpoints.ts';
import type { Membership } from './identity/node-directory.ts';

/** A message as one observer captured it. */
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
  /** In the order of time. */
  readonly sights: readonly Sight[];
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly transport: Transport;
  /** How often it was sent again, at the observer that saw it most often. */
  readonly retransmissions: number;
}

/** A call that a packet is about. */
export interface ReplicatedCall {
  readonly callId: string;
  /** The AORs of its two ends; empty where the packet does not name them. */
  readonly from: string;
  readonly to: string;
  /** When its dialog ends, in seconds since 1970; 0 if the packet does not say. */
  readonly timeout: number;
}

export interface SeenPacket extends BinPacket {
  /** What a packet about a dialog says of its call, where that is known without decoding it. */
  readonly call?: ReplicatedCall | undefined;
}

/** A BIN packet, decoded, with the nodes at both ends of the TCP connection. */
export interface SeenBin extends Seen {
  readonly protocol: 'bin';
  readonly packet: SeenPacket;
  /** Its connection ended inside it: what is missing was never sent, unless bytes of the connection were missed. */
  readonly isUnfinished?: boolean;
  /** A hash of the content: the same for all copies of a broadcast, and different for all other packets. */
  readonly content: number;
  /** 0 if the packet is too damaged to tell. */
  readonly cluster: number;
  /** Originator, which is not always the node that sent this copy. */
  readonly source: number;
  /** Final destination; 0 for packets between neighbours, which have none. */
  readonly destination: number;
  /** Node that sent this copy; undefined if its address is unknown. */
  readonly sentBy: number | undefined;
  /** Node that received this copy; undefined if its address is unknown. */
  readonly receivedBy: number | undefined;
}

export interface SeenSip extends Seen {
  readonly protocol: 'sip';
  readonly sip: SipMessage;
  /** The node at the sender's address, in each cluster; empty for a phone or an unknown host. */
  readonly sentBy: readonly Membership[];
  readonly receivedBy: readonly Membership[];
}

/** A message as analysis sees it: decoded once, in aligned time, in the order of time. */
export type SeenMessage = SeenBin | SeenSip;

/** Reads a message again, so that trackers need to keep only its id while they wait for what it may cause. */
export interface SeenBefore {
  /** Undefined if the message is not SIP. */
  sip(id: MessageId): SeenSip | undefined;
}

/** Learns from one message after the other; never looks back and never throws. */
export interface Tracker {
  push(message: SeenMessage): void;
  /**
   * A packet that was pushed while its delivery was pending (see `Deliveries`) has reached its receiver; its time is that
   * of the arrival. A packet whose arrival nobody saw does not come here.
   */
  arrived?(message: SeenBin): void;
  /** Messages before `first` cannot be read any more: what only refers to them may be forgotten. */
  beforeForgetting?(first: MessageId): void;
  /**
   * As in `EndpointKnower`: endpoints that it needs for longer than their messages are kept, except for those of
   * nodes.
   */
  wantEndpoints?(wanted: WantedEndpoints): void;
}

/** Has the packet reached its destination? A forwarded packet is seen on each link of its route. */
export function isDelivered(message: SeenBin): boolean {
  return message.destination > 0 && (message.receivedBy ?? message.destination) === message.destination;
}

/** Was this copy sent by the originator itself, on the first link of its route? */
export function isFirstHop(message: SeenBin): boolean {
  return (message.sentBy ?? message.source) === message.source;
}

/** Node id of a SIP endpoint in the cluster, or in the first of its clusters if none is given. */
export function nodeAmong(memberships: readonly Membership[], cluster?: number): number | undefined {
  const [first] = memberships;
  if (cluster === undefined) return first?.node;
  return memberships.find((one) => one.cluster === cluster)?.node;
}
