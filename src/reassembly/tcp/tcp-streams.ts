import { type PacketLayers, TcpFlag } from '../../../decoders/packet-layers.ts';
import type { EndpointId, MessageId, SourceId } from '../../ids.ts';
import type { WantedEndpoints } from '../../tables/wanted-endpoints.ts';
import { type MessageSink, Protocol } from '../carried-message.ts';
import type { Counters } from '../counters.ts';
import { BinFraming } from '../framing/bin-framing.ts';
import type { Expectation, StreamOptions } from '../framing/framing-parts.ts';
import { StreamMemory } from '../framing/stream-memory.ts';
import { SegmentStretch } from '../framing/stretch.ts';
import { MessageOutlet } from '../message-outlet.ts';
import type { Payload } from '../payload.ts';
import { PortKind, portKinds } from '../port-kinds.ts';
import { SealedRecords } from '../tls/sealed-records.ts';
import type { TlsParts } from '../tls/tls-connection.ts';
import { TlsSecrets } from '../tls/tls-secrets.ts';
import type { ClockDoubt } from './clock-doubts.ts';
import { RecentGaps } from './recent-gaps.ts';
import { SeenSegments } from './seen-segments.ts';
import type { SegmentSink } from './segment-sink.ts';
import { READ_EVERY, SenderClocks } from './sender-clocks.ts';
import { SentMessages } from './sent-messages.ts';
import type { StreamParts } from './stream-parts.ts';
import { TcpStream } from './tcp-stream.ts';
import { UnseenBeginnings } from './unseen-beginnings.ts';

/** Holes are looked at once in this many nanoseconds of capture time. */
const LOOK_EVERY = 10e6;
/** When there are too many streams, one in this many is evicted. */
const EVICTED = 16;

const EXPECTATIONS = {
  bin: { protocol: Protocol.Bin, onlyTls: false },
  sip: { protocol: Protocol.Sip, onlyTls: false },
  binOverTls: { protocol: Protocol.Bin, onlyTls: true },
  sipOverTls: { protocol: Protocol.Sip, onlyTls: true },
  anything: { protocol: undefined, onlyTls: false },
} as const;

/** The TCP streams of one observer: finds the stream of each segment, and forgets old streams. */
export class TcpStreams implements SegmentSink {
  private readonly parts: StreamParts;
  private readonly ports: Uint8Array;
  private readonly streams = new Map<number, TcpStream>();
  /** Streams that have bytes waiting behind a hole. */
  private readonly holed = new Set<TcpStream>();
  private readonly beginnings = new UnseenBeginnings();
  private readonly clocks = new SenderClocks();
  private created = 0;
  private lastLook = 0;
  private lastTime = 0;
  private recent: TcpStream | undefined;
  /** Capture time of the observer's first frame. */
  private began = Number.POSITIVE_INFINITY;

  /** Without `tls`, nothing can be decrypted. */
  constructor(sink: MessageSink, counters: Counters, options: StreamOptions, tls: TlsParts = withoutKeys()) {
    const sent = new SentMessages(sink);
    this.ports = portKinds(options);
    this.parts = {
      options,
      counters,
      sink,
      sent,
      outlet: new MessageOutlet(sink, sent, counters),
      seen: new SeenSegments(options),
      memory: new StreamMemory(),
      bin: new BinFraming(),
      tls,
      recentGaps: new RecentGaps(),
      stretch: new SegmentStretch(),
    };
  }

  begin(time: number): void {
    this.began = time;
  }

  segment(layers: PacketLayers, payload: Payload, sender: EndpointId, receiver: EndpointId): void {
    const { tcpFlags } = layers;
    const length = payload.end - payload.from;
    const stream = this.stream(payload.source, sender, receiver, layers);
    if (stream === undefined) return;
    let sequence = layers.sequence | 0;
    if ((tcpFlags & TcpFlag.Syn) !== 0) {
      sequence = (sequence + 1) | 0;
      stream.open(sequence);
    }
    if ((tcpFlags & TcpFlag.Ack) !== 0) this.answered(stream, layers, payload.time);
    const sinceRead = payload.time - stream.clockReadAt;
    if (sinceRead > READ_EVERY || sinceRead < 0) this.clocks.read(stream, layers, payload);
    this.beginnings.segment(stream, layers, payload.time);
    if (length > 0) {
      if (!stream.hasBegun) this.beginnings.begin(stream, layers, this.began, payload.time);
      stream.data(payload, sequence);
    }
    if ((tcpFlags & TcpFlag.Rst) !== 0) this.refusing(stream, layers, payload.time);
    if ((tcpFlags & (TcpFlag.Fin | TcpFlag.Rst)) !== 0) this.ending(stream, payload.time);
    if ((tcpFlags & TcpFlag.Fin) !== 0) stream.fin((sequence + length) | 0, payload.time);
    if ((tcpFlags & TcpFlag.Rst) !== 0) {
      stream.reset(true, payload.time);
      stream.peer?.reset(false, payload.time);
    }
    stream.lastTime = payload.time;
    this.lastTime = payload.time;
    if (stream.hasHole) this.holed.add(stream);
    if (this.holed.size > 0) this.lookAtHoles(payload.time);
  }

  private answered({ peer }: TcpStream, layers: PacketLayers, time: number): void {
    if (peer === undefined) return;
    peer.acknowledge(layers.acknowledgement | 0, time);
    // The window in a SYN is unscaled (RFC 7323 2.2), and in a RST meaningless.
    if ((layers.tcpFlags & (TcpFlag.Syn | TcpFlag.Rst)) === 0) peer.troubles.offered(layers.window, time);
  }

  /**
   * A FIN or a RST. Only the first of a connection is reported: repeated ones and the other side's follow
   * from it.
   */
  private ending(stream: TcpStream, time: number): void {
    const { source, sender, receiver, peer, hasEnded } = stream;
    if (hasEnded || peer?.hasEnded === true) return;
    const { sent, sink } = this.parts;
    const after = Math.max(sent.lastOf(stream), peer === undefined ? -1 : sent.lastOf(peer)) as
      | MessageId
      | -1;
    if (after !== -1) sink.ended?.({ source, sender, receiver, time, after });
  }

  /** A RST: does it answer a SYN? The RST of a connection that was open does not. */
  private refusing(stream: TcpStream, { tcpFlags, acknowledgement }: PacketLayers, time: number): void {
    const { source, sender, receiver, peer, expected } = stream;
    if (expected.protocol !== Protocol.Bin || (tcpFlags & TcpFlag.Ack) === 0) return;
    if (peer?.isAnsweredBy(acknowledgement | 0) !== true || (stream.hasBegun && !stream.hasEnded)) return;
    this.parts.sink.refused?.({ source, sender, receiver, time });
  }

  /** Where the clock of the capture may have been set. */
  get clockDoubts(): readonly ClockDoubt[] {
    return this.clocks.doubts.list;
  }

  /** The next sequence number from one to the other; undefined if no connection is open. */
  nextOf(sender: EndpointId, receiver: EndpointId): number | undefined {
    return this.streams.get(keyOf(sender, receiver))?.expectedNext;
  }

  /** Connections of which something was seen, each direction by itself. */
  get connections(): Iterable<{ readonly sender: EndpointId; readonly receiver: EndpointId }> {
    return this.streams.values();
  }

  /** Was anything of a connection between the two seen, in either direction? */
  knows(one: EndpointId, other: EndpointId): boolean {
    return this.streams.has(keyOf(one, other)) || this.streams.has(keyOf(other, one));
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const { sender, receiver } of this.streams.values()) {
      wanted.endpoint(sender);
      wanted.endpoint(receiver);
    }
  }

  finish(): void {
    for (const stream of this.streams.values()) {
      this.beginnings.giveUp(stream, this.clocks.hasFast);
      stream.finish();
    }
    const hole = this.parts.recentGaps.lastHole;
    if (hole !== undefined) for (const stream of this.streams.values()) stream.endedIn(hole, this.lastTime);
    this.streams.clear();
    this.holed.clear();
    this.recent = undefined;
  }

  private stream(
    source: SourceId,
    sender: EndpointId,
    receiver: EndpointId,
    layers: PacketLayers,
  ): TcpStream | undefined {
    const { recent } = this;
    if (recent !== undefined && recent.sender === sender && recent.receiver === receiver) return recent;
    const key = keyOf(sender, receiver);
    const known = this.streams.get(key) ?? this.create(source, sender, receiver, layers);
    this.recent = known;
    return known;
  }

  private create(
    source: SourceId,
    sender: EndpointId,
    receiver: EndpointId,
    layers: PacketLayers,
  ): TcpStream {
    const { parts, streams } = this;
    if (streams.size >= parts.options.streams) this.evict();
    const expected = this.expected(layers.sourcePort, layers.destinationPort);
    const stream = new TcpStream(parts, ++this.created, source, sender, receiver, expected);
    parts.counters.streams++;
    const peer = streams.get(keyOf(receiver, sender));
    if (peer !== undefined) {
      stream.peer = peer;
      peer.peer = stream;
    }
    streams.set(keyOf(sender, receiver), stream);
    return stream;
  }

  private expected(sourcePort: number, destinationPort: number): Expectation {
    const kinds = (this.ports[sourcePort] as number) | (this.ports[destinationPort] as number);
    if ((kinds & PortKind.Bin) !== 0) return EXPECTATIONS.bin;
    if ((kinds & PortKind.Sip) !== 0) return EXPECTATIONS.sip;
    if (this.parts.options.anyPort) return EXPECTATIONS.anything;
    return (kinds & PortKind.BinOverTls) !== 0 ? EXPECTATIONS.binOverTls : EXPECTATIONS.sipOverTls;
  }

  /** Forgets the streams that have been idle for longest: several at once, as finding them is expensive. */
  private evict(): void {
    const { streams, parts } = this;
    const times = Float64Array.from(streams.values(), (stream) => stream.lastTime).sort();
    const latest = times[Math.floor(times.length / EVICTED)] as number;
    const surplus = Math.ceil(times.length / EVICTED);
    let gone = 0;
    for (const [key, stream] of streams) {
      if (stream.lastTime > latest || gone >= surplus) continue;
      gone++;
      this.beginnings.giveUp(stream, this.clocks.hasFast);
      stream.finish();
      if (stream.peer !== undefined) stream.peer.peer = undefined;
      streams.delete(key);
      this.holed.delete(stream);
      if (this.recent === stream) this.recent = undefined;
      parts.counters.streamsEvicted++;
    }
  }

  private lookAtHoles(now: number): void {
    if (Math.abs(now - this.lastLook) < LOOK_EVERY) return;
    this.lastLook = now;
    for (const stream of this.holed) {
      if (stream.hasHole && stream.isHoleStale(now)) stream.giveUpHole();
      if (!stream.hasHole) this.holed.delete(stream);
    }
  }
}

function withoutKeys(): TlsParts {
  return { secrets: new TlsSecrets([]), records: new SealedRecords() };
}

/** Endpoint ids count from 0 and stay far below 2^26, so two of them fit into an exact number. */
function keyOf(sender: EndpointId, receiver: EndpointId): number {
  return sender * 2 ** 26 + receiver;
}
