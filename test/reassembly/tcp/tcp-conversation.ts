import { PacketLayers, TcpFlag } from '../../../decoders/packet-layers.ts';
import type { EndpointId, MessageId, SourceId } from '../../../src/ids.ts';
import type {
  CarriedMessage,
  Cut,
  Extents,
  GapKind,
  StreamGap,
  Transport,
} from '../../../src/reassembly/carried-message.ts';
import { Counters } from '../../../src/reassembly/counters.ts';
import { DEFAULT_OBSERVER_OPTIONS, type ObserverOptions } from '../../../src/reassembly/options.ts';
import { Payload } from '../../../src/reassembly/payload.ts';
import type { StreamEnd, StreamRefusal } from '../../../src/reassembly/tcp/stream-end.ts';
import type { StreamTrouble } from '../../../src/reassembly/tcp/stream-trouble.ts';
import { TcpStreams } from '../../../src/reassembly/tcp/tcp-streams.ts';
import { SealedRecord, SealedRecords } from '../../../src/reassembly/tls/sealed-records.ts';
import type { TlsParts } from '../../../src/reassembly/tls/tls-connection.ts';
import { TlsSecrets } from '../../../src/reassembly/tls/tls-secrets.ts';

/** A message as the sink got it. */
export interface Received {
  readonly text: string;
  readonly cut: Cut;
  readonly transport: Transport;
  readonly time: number;
  readonly frame: number;
  readonly sequence: number;
  readonly sender: number;
}

export interface Segment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly flags?: number;
  /** Bytes that the snap length left. */
  readonly captured?: number;
  readonly acknowledgement?: number;
  readonly identification?: number;
  readonly window?: number;
  /** TSval and TSecr. */
  readonly timestamps?: readonly [number, number] | undefined;
  /** Nanoseconds; a microsecond after the one before if not given. */
  readonly time?: number;
  /** From server to client. */
  readonly back?: boolean;
}

export const CLIENT = 1 as EndpointId;
export const SERVER = 2 as EndpointId;

/** Where a payload lies in its packet: behind room for a Timestamps option. */
const BEFORE = 12;

/**
 * One connection, segment by segment, into TcpStreams. Payloads also go into a "file", from which each
 * message is read again by its extents: what comes out must be the same.
 */
export class Conversation {
  readonly received: Received[] = [];
  readonly retransmitted: number[] = [];
  readonly gaps: number[] = [];
  readonly gapKinds: GapKind[] = [];
  readonly troubles: StreamTrouble[] = [];
  readonly ends: StreamEnd[] = [];
  readonly refusals: StreamRefusal[] = [];
  readonly counters = new Counters();
  private readonly streams: TcpStreams;
  private readonly tls: TlsParts;
  private readonly layers = new PacketLayers();
  private readonly payload = new Payload();
  private readonly file = new Map<number, Uint8Array>();
  private readonly port: number;
  private frame = 0;
  private time = 0;

  constructor(port = 5060, options: Partial<ObserverOptions> = {}, secrets = new TlsSecrets([])) {
    this.port = port;
    this.tls = { secrets, records: new SealedRecords() };
    const sink = {
      push: (message: CarriedMessage): MessageId => this.take(message),
      retransmitted: (id: MessageId): void => void this.retransmitted.push(id),
      gap: (gap: StreamGap): void => this.missed(gap),
      trouble: (trouble: StreamTrouble): void => void this.troubles.push(trouble),
      ended: (end: StreamEnd): void => void this.ends.push(end),
      refused: (refusal: StreamRefusal): void => void this.refusals.push(refusal),
    };
    this.streams = new TcpStreams(sink, this.counters, { ...DEFAULT_OBSERVER_OPTIONS, ...options }, this.tls);
  }

  get texts(): string[] {
    return this.received.map((message) => message.text);
  }

  open(sequence: number): this {
    return this.segment({ sequence: sequence - 1, bytes: new Uint8Array(0), flags: TcpFlag.Syn });
  }

  /** The capture begins with a frame that is not of this connection. */
  begin(time: number): this {
    this.streams.begin(time);
    return this;
  }

  segment(segment: Segment): this {
    const { layers, payload } = this;
    const { bytes, captured = bytes.length, back = false } = segment;
    this.frame++;
    this.time = segment.time ?? this.time + 1000;
    layers.sequence = segment.sequence >>> 0;
    layers.tcpFlags = segment.flags ?? TcpFlag.Ack;
    layers.acknowledgement = segment.acknowledgement ?? 0;
    layers.window = segment.window ?? 512;
    if (segment.acknowledgement === undefined) layers.tcpFlags &= ~TcpFlag.Ack;
    layers.sourcePort = back ? this.port : 40_000;
    layers.destinationPort = back ? 40_000 : this.port;
    // Surroundings that belong to nobody, so that reading too far shows.
    const packet = new Uint8Array(bytes.length + 24).fill(0x21);
    packet.set(bytes, BEFORE);
    layers.bytes = packet;
    layers.payloadFrom = BEFORE;
    layers.tcpOptionsFrom = BEFORE - placeTimestamps(packet, segment.timestamps);
    this.file.set(this.frame * 1000, packet);
    payload.source = 0 as SourceId;
    payload.frame = this.frame;
    payload.time = this.time;
    payload.bytes = packet;
    payload.from = BEFORE;
    payload.to = BEFORE + captured;
    payload.end = BEFORE + bytes.length;
    payload.identification = segment.identification ?? 0;
    payload.extents.clear();
    if (captured > 0) payload.extents.add(this.frame * 1000, BEFORE, captured, this.frame);
    this.streams.segment(layers, payload, back ? SERVER : CLIENT, back ? CLIENT : SERVER);
    return this;
  }

  finish(): this {
    this.streams.finish();
    return this;
  }

  private missed({ bytes, kind }: StreamGap): void {
    this.gaps.push(bytes);
    this.gapKinds.push(kind);
  }

  private take(message: CarriedMessage): MessageId {
    const bytes = message.bytes.slice(message.from, message.to);
    const again = this.readAgain(message);
    if (!Buffer.from(bytes).equals(again)) throw new Error('the extents do not lead to the message');
    this.received.push({
      text: Buffer.from(bytes).toString('latin1'),
      cut: message.cut,
      transport: message.transport,
      time: message.time,
      frame: message.frame,
      sequence: message.sequence,
      sender: message.sender,
    });
    return (this.received.length - 1) as MessageId;
  }

  private readAgain({ extents }: CarriedMessage): Buffer {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < extents.count; at++) {
      const record = extents.record[at] as number;
      const part = record === 0 ? this.stretch(extents, at) : this.inRecord(record, extents, at);
      const mask = extents.mask[at] as number;
      for (let i = 0; i < part.length; i++)
        part[i] = (part[i] as number) ^ ((mask >>> (24 - 8 * (i & 3))) & 0xff);
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  private stretch({ recordOffset, delta, length }: Extents, at: number): Uint8Array {
    const file = this.file.get(recordOffset[at] as number) ?? new Uint8Array(0);
    const from = delta[at] as number;
    return file.slice(from, from + (length[at] as number));
  }

  private inRecord(id: number, { delta, length }: Extents, at: number): Uint8Array {
    const record = new SealedRecord();
    this.tls.records.read(id, record);
    const parts = Array.from({ length: record.extents.count }, (_, part) =>
      this.stretch(record.extents, part),
    );
    const sealed = Buffer.concat(parts);
    const opened = record.keys?.open(record.sequence, sealed, 0, sealed.length)?.bytes ?? new Uint8Array(0);
    const from = delta[at] as number;
    return opened.slice(from, from + (length[at] as number));
  }
}

/** A request with a body, so that Content-Length counts. */
export function request(number: number, bodyLength = 0, method = 'MESSAGE'): string {
  return [
    `${method} sip:bob@example.com SIP/2.0`,
    `Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK${number}`,
    'From: <sip:alice@example.com>;tag=1',
    'To: <sip:bob@example.com>',
    `Call-ID: ${number}@example.com`,
    `CSeq: ${number} ${method}`,
    number % 2 === 0 ? `Content-Length: ${bodyLength}` : `l : ${bodyLength}`,
    '',
    'b'.repeat(bodyLength),
  ].join('\r\n');
}

/** A BIN packet of a capability that nobody has declared. */
export function packet(number: number, payload: Uint8Array): string {
  const name = Buffer.from('test-repl');
  const head = Buffer.alloc(12);
  head.write('P4CK', 'latin1');
  head.writeUInt32LE(16 + name.length + payload.length, 4);
  head.writeUInt16LE(1, 8);
  head.writeUInt16LE(name.length, 10);
  const command = Buffer.alloc(4);
  command.writeInt32LE(number & 0xff);
  return Buffer.concat([head, name, command, payload]).toString('latin1');
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Writes the option in front of the payload, as Linux does (RFC 7323 appendix A); returns its length. */
function placeTimestamps(packet: Uint8Array, timestamps: readonly [number, number] | undefined): number {
  if (timestamps === undefined) return 0;
  packet.set([1, 1, 8, 10]);
  const view = new DataView(packet.buffer);
  view.setUint32(4, timestamps[0]);
  view.setUint32(8, timestamps[1]);
  return BEFORE;
}
