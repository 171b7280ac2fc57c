import type { Frame } from '../capture/frame.ts';
import type { EndpointId, MessageId, SourceId } from '../ids.ts';
import type { WebSocketUpgrade } from './framing/web-socket-upgrade.ts';
import type { StreamEnd, StreamRefusal } from './tcp/stream-end.ts';
import type { StreamTrouble } from './tcp/stream-trouble.ts';

export const Protocol = { Sip: 1, Bin: 2 } as const;
export type Protocol = (typeof Protocol)[keyof typeof Protocol];

export const Transport = { Udp: 1, Tcp: 2, Ws: 3, Tls: 4, Sctp: 5, Wss: 6 } as const;
export type Transport = (typeof Transport)[keyof typeof Transport];

/** As written in Via headers and in the listeners of OpenSIPS. */
export const TRANSPORT_NAMES: Readonly<Record<Transport, string>> = {
  [Transport.Udp]: 'udp',
  [Transport.Tcp]: 'tcp',
  [Transport.Ws]: 'ws',
  [Transport.Tls]: 'tls',
  [Transport.Sctp]: 'sctp',
  [Transport.Wss]: 'wss',
};

/** Why a message is incomplete. */
export const Cut = {
  /** Whole. */
  None: 0,
  /** The capture's snap length cut a frame short. */
  Snaplen: 1,
  /** Bytes in the middle were never captured. */
  Gap: 2,
  /** The stream or the capture ended inside the message. */
  End: 3,
  /** Longer than the reassembly limit; cut there. */
  Limit: 4,
} as const;
export type Cut = (typeof Cut)[keyof typeof Cut];

/**
 * One application message (a SIP message, a BIN packet) as reassembly found it. The object and its bytes are
 * reused for the next message: a sink copies what it needs before it returns.
 */
export class CarriedMessage {
  protocol: Protocol = Protocol.Sip;
  transport: Transport = Transport.Udp;
  source: SourceId = 0 as SourceId;
  sender: EndpointId = 0 as EndpointId;
  receiver: EndpointId = 0 as EndpointId;

  /** The message is bytes[from..to), contiguous whatever carried it. */
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  cut: Cut = Cut.None;

  /** When the last of its bytes was captured; nanoseconds since the session's base. */
  time = 0;
  /** Number of the frame that holds its last byte. */
  frame = 0;
  /**
   * Over TCP: when it and everything before it in the stream had been captured. A receiver gets its bytes in
   * order, in whatever order they arrive (RFC 9293 3.4), so it cannot have read the message earlier.
   */
  delivered = Number.NEGATIVE_INFINITY;

  /** TCP sequence number of its first byte; -1 for a datagram. */
  sequence = -1;
  /**
   * IP identification of the datagram, 0 where there is none. The same packet captured twice has the same
   * one, a retransmission does not.
   */
  identification = 0;

  readonly extents = new Extents();
  /**
   * Do its bytes differ in the file, masked (WebSocket) or encrypted (TLS)? `bytes` is always in clear;
   * `extents` tell how to get there.
   */
  coded = false;
}

/**
 * Where the bytes of a message lie in its file: one entry per frame, in message order. `delta` counts from
 * the start of the frame's record in the file to the first byte of the message in that frame.
 */
export class Extents {
  count = 0;
  recordOffset = new Float64Array(8);
  delta = new Uint32Array(8);
  length = new Uint32Array(8);
  frame = new Uint32Array(8);
  /**
   * Masking key of the WebSocket frame (big-endian), rotated so that its first byte applies to the first byte
   * of this part: byte i is masked with byte i mod 4. 0: not masked.
   */
  mask = new Uint32Array(8);
  /**
   * The TLS record that this part lies in, an id of `SealedRecords`; 0: in clear. In a record, `delta` counts
   * from the first byte of its plain text, and the frame is the one with the record's last byte.
   */
  record = new Uint32Array(8);

  clear(): void {
    this.count = 0;
  }

  add(recordOffset: number, delta: number, length: number, frame: number): void {
    const at = this.next(delta, length);
    this.recordOffset[at] = recordOffset;
    this.frame[at] = frame;
  }

  /**
   * As `add`, taking the offset from the frame. On the hot path: passing a double as an argument may box it,
   * which allocates.
   */
  addFrame(frame: Frame, delta: number, length: number): void {
    const at = this.next(delta, length);
    this.recordOffset[at] = frame.recordOffset;
    this.frame[at] = frame.number;
  }

  /** Appends `length` bytes that begin `skip` bytes into what `whole` covers. */
  addPart(whole: Extents, skip: number, length: number): void {
    for (let at = 0; at < whole.count && length > 0; at++) {
      const here = whole.length[at] as number;
      if (skip >= here) {
        skip -= here;
        continue;
      }
      const part = Math.min(here - skip, length);
      this.addFrom(whole, at, skip, part);
      length -= part;
      skip = 0;
    }
  }

  /** Appends `length` bytes that begin `skip` bytes into part `at` of `other`. */
  addFrom(other: Extents, at: number, skip: number, length: number): void {
    const to = this.next((other.delta[at] as number) + skip, length);
    this.recordOffset[to] = other.recordOffset[at] as number;
    this.frame[to] = other.frame[at] as number;
    const mask = other.mask[at] as number;
    if (mask !== 0) this.mask[to] = turnMask(mask, skip);
    this.record[to] = other.record[at] as number;
  }

  /** Forgets the first `parts` parts. */
  drop(parts: number): void {
    for (const column of [this.recordOffset, this.delta, this.length, this.frame, this.mask, this.record]) {
      column.copyWithin(0, parts, this.count);
    }
    this.count -= parts;
  }

  private next(delta: number, length: number): number {
    if (this.count === this.delta.length) this.grow();
    const at = this.count++;
    this.delta[at] = delta;
    this.length[at] = length;
    this.mask[at] = 0;
    this.record[at] = 0;
    return at;
  }

  private grow(): void {
    const size = this.delta.length * 2;
    this.recordOffset = resized(this.recordOffset, new Float64Array(size));
    this.delta = resized(this.delta, new Uint32Array(size));
    this.length = resized(this.length, new Uint32Array(size));
    this.frame = resized(this.frame, new Uint32Array(size));
    this.mask = resized(this.mask, new Uint32Array(size));
    this.record = resized(this.record, new Uint32Array(size));
  }
}

/** Rotates a WebSocket masking key (RFC 6455 5.3, big-endian) so that it applies `bytes` bytes further on. */
export function turnMask(key: number, bytes: number): number {
  const bits = 8 * (bytes & 3);
  return ((key << bits) | (key >>> (32 - bits))) >>> 0;
}

function resized<Column extends Float64Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Bytes of a TCP stream that were sent, but were not captured or cannot be read. */
export interface StreamGap {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  /**
   * Between when and when they were sent: capture time of the bytes before them, and of the bytes after them
   * or of their acknowledgement.
   */
  readonly since: number;
  readonly time: number;
  /** Missing bytes; at least 1. */
  readonly bytes: number;
  readonly kind: GapKind;
}

/**
 * `counted`: between bytes that were captured, so that it is known how many are missing.
 * `vague`: the snap length cut them off, or no message was found in them. `bytes` is no measure of what was missed.
 * `beginning`: just before the first captured segment of a connection that existed before the capture, and had been
 * idle since the capture began. Only an observer that misses frames can have missed anything there.
 */
export type GapKind = 'counted' | 'vague' | 'beginning';

/** Takes what reassembly yields, in the order in which the frames of the source completed it. */
export interface MessageSink {
  /** Returns the id under which the message is known from now on, or -1 if it is not kept. */
  push(message: CarriedMessage): MessageId | -1;
  /** The same observer saw bytes of this message retransmitted. */
  retransmitted(message: MessageId): void;
  /**
   * `unacknowledged`: the message was retransmitted, or is the last one seen, and its receiver had not
   * acknowledged it. `acknowledged`: it has now. Neither is called if the capture has no acknowledgements.
   */
  unacknowledged?(message: MessageId): void;
  acknowledged?(message: MessageId, time: number): void;
  gap(gap: StreamGap): void;
  /** Optional: left out by sinks that do not care. */
  trouble?(trouble: StreamTrouble): void;
  ended?(end: StreamEnd): void;
  /** Only of connections that were to carry BIN. */
  refused?(refusal: StreamRefusal): void;
  upgraded?(upgrade: WebSocketUpgrade): void;
  /** A BIN packet went over ports that were not asked for. */
  unread?(sender: EndpointId, receiver: EndpointId): void;
}
