import type { Frame } from '../capture/frame.ts';
import type { EndpointId, MessageId, SourceId } from '../ids.ts';
import type { StreamEnd } from './stream-end.ts';
import type { StreamTrouble } from './stream-trouble.ts';

export const Protocol = { Sip: 1, Bin: 2 } as const;
export type Protocol = (typeof Protocol)[keyof typeof Protocol];

export const Transport = { Udp: 1, Tcp: 2, Ws: 3, Tls: 4, Sctp: 5, Wss: 6 } as const;
export type Transport = (typeof Transport)[keyof typeof Transport];

/** As in Via and in OpenSIPS's listeners. */
export const TRANSPORT_NAMES: Readonly<Record<Transport, string>> = {
  [Transport.Udp]: 'udp',
  [Transport.Tcp]: 'tcp',
  [Transport.Ws]: 'ws',
  [Transport.Tls]: 'tls',
  [Transport.Sctp]: 'sctp',
  [Transport.Wss]: 'wss',
};

/** Why the bytes of a message are not all of it. */
export const Cut = {
  /** Whole. */
  None: 0,
  /** The snap length of the capture ended a frame early. */
  Snaplen: 1,
  /** Bytes between were never captured. */
  Gap: 2,
  /** The stream or the capture ended inside the message. */
  End: 3,
  /** Longer than the reassembly limit. */
  Limit: 4,
} as const;
export type Cut = (typeof Cut)[keyof typeof Cut];

/**
 * One application message (a SIP message, a BIN packet) as reassembly found it. The object and its
 * bytes are reused for the next message: a sink takes what it needs before it returns.
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

  /** When its last missing byte was captured; nanoseconds since the session's base. */
  time = 0;
  /** Number of the frame that holds its last byte. */
  frame = 0;
  /**
   * Of TCP: when all that stands before it in its stream had been captured, too. The receiver gets its bytes in order,
   * whenever they come (RFC 9293 3.4).
   */
  delivered = Number.NEGATIVE_INFINITY;

  /** TCP sequence number of its first byte; -1 for a datagram. */
  sequence = -1;
  /** IP identification of the datagram, 0 where there is none: tells a copy from a retransmission. */
  identification = 0;

  readonly extents = new Extents();
  /**
   * Are bytes of it other ones in the file, masked (WebSocket) or encrypted (TLS)? `bytes` never are;
   * `extents` say how.
   */
  coded = false;
}

/**
 * Where the bytes of a message lie in its file: one entry a frame, in message order. `delta` counts
 * from the start of the frame's record to the first byte of the message in that frame.
 */
export class Extents {
  count = 0;
  recordOffset = new Float64Array(8);
  delta = new Uint32Array(8);
  length = new Uint32Array(8);
  frame = new Uint32Array(8);
  /**
   * Byte i of the part is masked in the file with byte i mod 4 of this (big-endian): the masking key
   * of its WebSocket frame, turned so that it fits the first byte of the part. 0 masks nothing.
   */
  mask = new Uint32Array(8);
  /**
   * The part lies inside this TLS record, an id of `SealedRecords`: `delta` counts from the first byte of
   * what the record holds, and the frame is the one with its last byte. 0: in clear.
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

  /** As `add`, of one frame. On the hot path: an offset handed over as a number may cost an allocation. */
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

/** A WebSocket masking key (RFC 6455 5.3, big-endian) as it applies `bytes` bytes further on. */
export function turnMask(key: number, bytes: number): number {
  const bits = 8 * (bytes & 3);
  return ((key << bits) | (key >>> (32 - bits))) >>> 0;
}

function resized<Column extends Float64Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Bytes of a TCP stream that were sent but never captured, or could not be read. */
export interface StreamGap {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  /** When the bytes before it came, and those behind it, or their acknowledgement. */
  readonly since: number;
  readonly time: number;
  /** Missing bytes; at least 1. */
  readonly bytes: number;
  /**
   * What was missed can be anything, whatever the number of bytes: the snap length left them out, no message
   * was found in them, or they came before the first that were captured of the connection.
   */
  readonly vague: boolean;
}

/** Takes what reassembly yields, in the order in which the source's frames completed it. */
export interface MessageSink {
  /** Returns the id under which the message is known from now on, or -1 if it is not kept. */
  push(message: CarriedMessage): MessageId | -1;
  /** The same observer saw bytes of this message sent once more. */
  retransmitted(message: MessageId): void;
  /**
   * Sent again, or the last that was seen, though nobody had said that it arrived; and when somebody did. Not told where
   * no acknowledgements were captured.
   */
  unacknowledged?(message: MessageId): void;
  acknowledged?(message: MessageId, time: number): void;
  gap(gap: StreamGap): void;
  /** Absent where nobody wants to know. */
  trouble?(trouble: StreamTrouble): void;
  ended?(end: StreamEnd): void;
  /** A BIN packet went over ports that are not read. */
  unread?(sender: EndpointId, receiver: EndpointId): void;
}
