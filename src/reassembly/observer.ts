import { Plausible, plausibleFrame } from '../../decoders/bin/frame.ts';
import { u16be } from '../../decoders/bytes/integers.ts';
import { decodeLink } from '../../decoders/link/link.ts';
import { isExtension } from '../../decoders/network/extension-headers.ts';
import { decodeIp, decodeWhole, isFragment } from '../../decoders/network/ip.ts';
import { IpProtocol, LayerStatus, PacketLayers } from '../../decoders/packet-layers.ts';
import { decodeTcp } from '../../decoders/transport/tcp.ts';
import { decodeUdp } from '../../decoders/transport/udp.ts';
import { Frame } from '../capture/frame.ts';
import type { EndpointKnower, WantedEndpoints } from '../tables/wanted-endpoints.ts';
import { Extents, type MessageSink } from './carried-message.ts';
import type { Counters } from './counters.ts';
import { Datagrams, sipPortOf } from './datagrams/datagrams.ts';
import { IpFragments } from './datagrams/ip-fragments.ts';
import { isIpTunnel, Tunnels } from './datagrams/tunnels.ts';
import { EndpointCache } from './endpoint-cache.ts';
import type { ObserverParts } from './observer-parts.ts';
import { Payload } from './payload.ts';
import { PortKind, portKinds } from './port-kinds.ts';
import type { SegmentSink } from './tcp/segment-sink.ts';

/** Kinds of ports whose TCP segments are read. */
const WANTED = PortKind.Sip | PortKind.Bin | PortKind.SipOverTls | PortKind.BinOverTls;

/**
 * From the frames of one source to its messages: link layer, IP, fragments and tunnels, then UDP to
 * `Datagrams` and TCP to the segment sink. Frames come in file order. No content of a frame makes this throw;
 * what cannot be used is counted.
 */
export class Observer implements EndpointKnower {
  readonly counters: Counters;

  private readonly endpoints: EndpointCache;
  private readonly segments: SegmentSink;
  private readonly messages: MessageSink;
  private readonly anyPort: boolean;
  private readonly tunnelDepth: number;
  private readonly ports: Uint8Array;
  private readonly tunnels: Tunnels;
  private readonly fragments: IpFragments;
  private readonly datagrams: Datagrams;

  private readonly layers = new PacketLayers();
  private readonly payload = new Payload();
  private frame = new Frame();
  /**
   * Where `layers.bytes` from `carriedFrom` on lie in the file; undefined if they are the frame's own bytes.
   */
  private carrier: Extents | undefined;
  private carriedFrom = 0;
  private readonly fragmentLocation = new Extents();

  constructor(parts: ObserverParts) {
    const { counters, options } = parts;
    this.counters = counters;
    this.endpoints = new EndpointCache(parts.endpoints);
    this.segments = parts.segments;
    this.messages = parts.messages;
    this.anyPort = options.anyPort;
    this.tunnelDepth = options.tunnelDepth;
    this.ports = portKinds(options);
    this.tunnels = new Tunnels(this.ports, counters);
    this.fragments = new IpFragments(options, counters);
    this.datagrams = new Datagrams(parts, this.ports, this.endpoints);
  }

  push(frame: Frame): void {
    const { counters, layers } = this;
    const { from, to } = frame;
    const end = Math.max(to, from + frame.originalLength);
    if (counters.frames === 0) this.segments.begin?.(frame.time);
    counters.frames++;
    counters.bytes += to - from;
    if (end > to && !frame.cutByEnd) counters.truncatedFrames++;
    this.frame = frame;
    this.carrier = undefined;
    layers.bytes = frame.bytes;
    const status = decodeLink(frame.linkType, layers, from, to, end);
    if (status === LayerStatus.Ok) this.packet();
    else if (status === LayerStatus.Unsupported) counters.unsupportedLinkType(frame.linkType);
    else this.accept(status);
  }

  /** Endpoints were asked for or dropped: cached ids are looked up anew. */
  wantEndpoints(wanted: WantedEndpoints): void {
    this.segments.wantEndpoints(wanted);
    this.endpoints.clear();
  }

  /** The source has ended: hands on what is still waiting. */
  finish(): void {
    this.fragments.finish();
    this.segments.finish();
  }

  /** Reads a packet from its IP header on, through tunnels. */
  private packet(): void {
    for (let depth = 0; this.holdsTunnel(); depth++) {
      if (depth === this.tunnelDepth) {
        this.counters.tunnelsTooDeep++;
        return;
      }
      if (!this.accept(this.tunnels.open(this.layers))) return;
    }
  }

  /**
   * Reads an IP header. True if it carries a tunnel, which is left to the caller; anything else has been
   * dealt with.
   */
  private holdsTunnel(): boolean {
    const { layers } = this;
    if (!this.accept(decodeIp(layers))) return false;
    if (isFragment(layers) && !this.joinFragments()) return false;
    if (layers.protocol === IpProtocol.Udp) return this.datagramHoldsTunnel();
    if (layers.protocol === IpProtocol.Tcp) this.segment();
    else if (isIpTunnel(layers.protocol)) return true;
    else this.other();
    return false;
  }

  /** SIP over SCTP (RFC 4168) is not read, but should not be missed in silence. The ports are where those of UDP are. */
  private other(): void {
    const { counters, layers, ports } = this;
    const { bytes, payloadFrom, payloadTo } = layers;
    counters.otherTransport++;
    if (layers.protocol !== IpProtocol.Sctp || payloadFrom + 4 > payloadTo) return;
    const kinds =
      (ports[u16be(bytes, payloadFrom)] as number) | (ports[u16be(bytes, payloadFrom + 2)] as number);
    if ((kinds & PortKind.Sip) !== 0) counters.sctpOnSipPort++;
  }

  private datagramHoldsTunnel(): boolean {
    const { layers, payload } = this;
    if (!this.accept(decodeUdp(layers))) return false;
    if (this.tunnels.isUdpTunnel(layers)) return true;
    if (this.datagrams.wants(layers)) {
      this.locatePayload();
      this.datagrams.push(layers, payload);
    }
    return false;
  }

  private segment(): void {
    const { layers, ports, counters, endpoints } = this;
    if (!this.accept(decodeTcp(layers))) return;
    const { bytes, addressLength, sourcePort, destinationPort } = layers;
    const kinds = (ports[sourcePort] as number) | (ports[destinationPort] as number);
    if ((kinds & WANTED) === 0 && !this.anyPort) {
      this.passOver();
      return;
    }
    counters.tcpSegments++;
    this.locatePayload();
    const sender = endpoints.endpoint(bytes, layers.sourceAt, addressLength, sourcePort);
    const receiver = endpoints.endpoint(bytes, layers.destinationAt, addressLength, destinationPort);
    this.segments.segment(layers, this.payload, sender, receiver);
  }

  /**
   * A segment on ports that are not read. BIN on them is reported: its messages were captured, just not read,
   * and must not count as missing.
   */
  private passOver(): void {
    const { layers, counters, endpoints } = this;
    const { bytes, addressLength, payloadFrom, payloadTo } = layers;
    counters.tcpOther++;
    const port = sipPortOf(layers);
    if (port !== undefined) counters.sipOnPort(port);
    if (plausibleFrame(bytes, payloadFrom, payloadTo) !== Plausible.Yes) return;
    counters.binElsewhere++;
    this.messages.unread?.(
      endpoints.endpoint(bytes, layers.sourceAt, addressLength, layers.sourcePort),
      endpoints.endpoint(bytes, layers.destinationAt, addressLength, layers.destinationPort),
    );
  }

  /** True if `layers` now describe a whole datagram. */
  private joinFragments(): boolean {
    const { layers, counters, fragmentLocation, frame } = this;
    if (!mayCarryMessages(layers.protocol)) {
      counters.otherTransport++;
      return false;
    }
    fragmentLocation.clear();
    this.locate(fragmentLocation);
    const datagram = this.fragments.push(layers, fragmentLocation, frame.time);
    if (datagram === undefined) return false;
    this.carrier = datagram.extents;
    this.carriedFrom = layers.payloadFrom;
    return this.accept(decodeWhole(layers));
  }

  private locatePayload(): void {
    const { layers, payload, frame } = this;
    payload.source = frame.source;
    payload.frame = frame.number;
    payload.time = frame.time;
    payload.bytes = layers.bytes;
    payload.from = layers.payloadFrom;
    payload.to = layers.payloadTo;
    payload.end = layers.payloadEnd;
    payload.identification = layers.identification;
    payload.extents.clear();
    this.locate(payload.extents);
  }

  /** Adds where the captured payload of `layers` lies in the file. */
  private locate(extents: Extents): void {
    const { layers, frame, carrier } = this;
    const length = layers.payloadTo - layers.payloadFrom;
    if (carrier !== undefined) {
      extents.addPart(carrier, layers.payloadFrom - this.carriedFrom, length);
    } else if (length > 0) {
      const delta = frame.dataDelta + layers.payloadFrom - frame.from;
      extents.addFrame(frame, delta, length);
    }
  }

  /** False, and counted, if a decoder could not go on. */
  private accept(status: LayerStatus): boolean {
    if (status === LayerStatus.Ok) return true;
    if (status === LayerStatus.TooShort) this.counters.shortPackets++;
    else if (status === LayerStatus.Malformed) this.counters.malformedPackets++;
    else if (status === LayerStatus.NotIp) this.counters.notIp++;
    else this.counters.unsupportedPackets++;
    return false;
  }
}

/**
 * Is it worth keeping fragments of this protocol? In IPv6, extension headers may precede the transport
 * header.
 */
function mayCarryMessages(protocol: number): boolean {
  if (protocol === IpProtocol.Udp || protocol === IpProtocol.Tcp) return true;
  return isIpTunnel(protocol) || isExtension(protocol);
}
