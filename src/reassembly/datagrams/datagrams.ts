import { IpProtocol, type PacketLayers } from '../../../decoders/packet-layers.ts';
import { skipLineEnds } from '../../../decoders/sip/characters.ts';
import {
  beginsRequestOrStatusLine,
  isBrokenStartLine,
  requestOrStatusLine,
  startsLikeSip,
} from '../../../decoders/sip/start-line.ts';
import { decodeHep, HepPacket, HepProtocol, HepStatus, startsLikeHep } from '../../../decoders/tunnel/hep.ts';
import { unreadTunnelOf } from '../../../decoders/tunnel/unread-tunnels.ts';
import { CarriedMessage, Cut, type MessageSink, Protocol, Transport } from '../carried-message.ts';
import type { Counters } from '../counters.ts';
import type { EndpointCache } from '../endpoint-cache.ts';
import type { ObserverParts, SessionClock } from '../observer-parts.ts';
import type { Payload } from '../payload.ts';
import { PortKind } from '../port-kinds.ts';

/**
 * UDP datagrams that are messages: SIP, and SIP inside HEP. `wants` looks only at the ports and the first
 * bytes, as most of the datagrams may be RTP.
 */
export class Datagrams {
  private readonly ports: Uint8Array;
  private readonly anyPort: boolean;
  private readonly endpoints: EndpointCache;
  private readonly messages: MessageSink;
  private readonly clock: SessionClock;
  private readonly counters: Counters;

  private readonly message = new CarriedMessage();
  private readonly hep = new HepPacket();
  private isHep = false;
  /** Where SIP begins in the payload. */
  private sipFrom = 0;

  constructor(parts: ObserverParts, ports: Uint8Array, endpoints: EndpointCache) {
    this.ports = ports;
    this.anyPort = parts.options.anyPort;
    this.endpoints = endpoints;
    this.messages = parts.messages;
    this.clock = parts.clock;
    this.counters = parts.counters;
  }

  /**
   * Is the datagram a message? If not, it is counted. What this finds out is kept for the `push` that
   * follows, and no longer.
   */
  wants(layers: PacketLayers): boolean {
    const { bytes, payloadFrom, payloadTo } = layers;
    this.isHep = startsLikeHep(bytes, payloadFrom, payloadTo);
    if (this.isHep) return true;
    const kinds = (this.ports[layers.sourcePort] as number) | (this.ports[layers.destinationPort] as number);
    if ((kinds & PortKind.Sip) !== 0) return this.isSip(bytes, payloadFrom, payloadTo, layers.payloadEnd);
    this.sipFrom = payloadFrom;
    if (this.anyPort && requestOrStatusLine(bytes, payloadFrom, payloadTo)) return true;
    this.counters.udpOther++;
    const port = sipPortOf(layers);
    if (port !== undefined) this.counters.sipOnPort(port);
    if ((kinds & PortKind.Bin) !== 0) this.counters.udpOnBinPort++;
    if ((kinds & PortKind.UnreadTunnel) !== 0) {
      const tunnel = unreadTunnelOf(layers);
      if (tunnel !== undefined) this.counters.unreadTunnel(tunnel.name);
    }
    return false;
  }

  /** Takes the datagram to which `wants` said yes; `payload` tells where it lies. */
  push(layers: PacketLayers, payload: Payload): void {
    if (this.isHep) {
      this.counters.hep++;
      this.openHep(payload);
      return;
    }
    const { message, endpoints } = this;
    const { bytes, addressLength } = layers;
    message.transport = Transport.Udp;
    message.time = payload.time;
    message.sender = endpoints.endpoint(bytes, layers.sourceAt, addressLength, layers.sourcePort);
    message.receiver = endpoints.endpoint(bytes, layers.destinationAt, addressLength, layers.destinationPort);
    this.counters.udpSip++;
    this.deliver(payload, this.sipFrom, payload.to, payload.end);
  }

  private openHep(payload: Payload): void {
    const { counters, hep, message, endpoints } = this;
    const { bytes } = payload;
    const status = decodeHep(bytes, payload.from, payload.to, payload.end, hep);
    if (status !== HepStatus.Ok) {
      this.refuseHep(status);
      return;
    }
    const from = skipLineEnds(bytes, hep.payloadFrom, hep.payloadTo);
    const declaredSip = hep.protocolType === HepProtocol.Sip || hep.protocolType === 0;
    if (!declaredSip || !beginsAsSip(bytes, from, hep.payloadTo, hep.payloadEnd)) {
      counters.hepNotSip++;
      return;
    }
    message.transport = transportOf(hep.ipProtocol);
    message.time =
      hep.seconds === 0 ? payload.time : this.clock.sessionTime(hep.seconds, hep.microseconds * 1000);
    message.sender = endpoints.endpoint(bytes, hep.sourceAt, hep.addressLength, hep.sourcePort);
    message.receiver = endpoints.endpoint(bytes, hep.destinationAt, hep.addressLength, hep.destinationPort);
    this.deliver(payload, from, hep.payloadTo, hep.payloadEnd);
  }

  private refuseHep(status: HepStatus): void {
    if (status === HepStatus.TooShort) this.counters.shortPackets++;
    else if (status === HepStatus.Compressed) this.counters.hepCompressed++;
    else this.counters.hepMalformed++;
  }

  /** Hands on bytes[from..to) of the payload, which extended to `end` before it was cut. */
  private deliver(payload: Payload, from: number, to: number, end: number): void {
    const { message } = this;
    message.protocol = Protocol.Sip;
    message.source = payload.source;
    message.bytes = payload.bytes;
    message.from = from;
    message.to = to;
    message.cut = to < end ? Cut.Snaplen : Cut.None;
    message.frame = payload.frame;
    message.sequence = -1;
    message.identification = payload.identification;
    message.coded = false;
    message.extents.clear();
    message.extents.addPart(payload.extents, from - payload.from, to - from);
    this.messages.push(message);
  }

  /** On a SIP port. Servers should ignore empty lines in front of a message (RFC 3261 7.5). */
  private isSip(bytes: Uint8Array, payloadFrom: number, to: number, end: number): boolean {
    const { counters } = this;
    const from = skipLineEnds(bytes, payloadFrom, to);
    this.sipFrom = from;
    if (beginsAsSip(bytes, from, to, end)) return true;
    if (to < end && from === to) counters.shortPackets++;
    else if (isKeepAlive(bytes, from, to)) counters.keepAlives++;
    else counters.notSipOnSipPort++;
    return false;
  }
}

/** If the snap length cut the datagram, a part of a start line is enough. A broken start line is told as malformed. */
function beginsAsSip(bytes: Uint8Array, from: number, to: number, end: number): boolean {
  const begins = to < end ? startsLikeSip(bytes, from, to) : beginsRequestOrStatusLine(bytes, from, to);
  return begins || isBrokenStartLine(bytes, from, to);
}

/**
 * An empty datagram, zero bytes or white space: user agents send these to keep a NAT binding open (as RFC
 * 5626 3.5.1 does with CRLF).
 */
function isKeepAlive(bytes: Uint8Array, from: number, to: number): boolean {
  while (from < to && (bytes[from] === 0 || bytes[from] === 0x20)) from++;
  return skipLineEnds(bytes, from, to) === to;
}

/**
 * By the protocol number of a HEP packet. 22 and 50 stand for TLS and WebSocket, which have no IP protocol
 * number.
 */
function transportOf(ipProtocol: number): Transport {
  switch (ipProtocol) {
    case IpProtocol.Tcp:
      return Transport.Tcp;
    case 22:
      return Transport.Tls;
    case 50:
      return Transport.Ws;
    case IpProtocol.Sctp:
      return Transport.Sctp;
    default:
      return Transport.Udp;
  }
}

/** If the packet carries SIP: the server's port, where a request goes to or a response comes from. */
export function sipPortOf(layers: PacketLayers): number | undefined {
  const { bytes, payloadFrom, payloadTo, sourcePort, destinationPort } = layers;
  const first = bytes[payloadFrom] ?? 0;
  // Rules out most other traffic at once: SIP begins with a capital letter.
  if (payloadFrom >= payloadTo || first < 0x41 || first > 0x5a) return undefined;
  if (!requestOrStatusLine(bytes, payloadFrom, payloadTo)) return undefined;
  const isAnswer = bytes[payloadFrom + 3] === 0x2f;
  return isAnswer ? sourcePort : destinationPort;
}
