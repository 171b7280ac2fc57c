import type { Frame } from '../capture/frame.ts';
import type { EndpointId, MessageId, SourceId } from '../ids.ts';

export const Protocol = { Sip: 1, Bin: 2 } as const;
export type Protocol = (typeof Protocol)[keyof typeof Protocol];

export const Transport = { Udp: 1, Tcp: 2, Ws: 3, Tls: 4, Sctp: 5, Wss: 6 } as const;
export type Transport = (typeof Transport)[keyof typeof Transport];

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

  /** TCP sequence number of its first byte; -1 for a datagram. */
  sequence = -1;
  /** IP identification of the datagram, 0 where there is none: tells a copy from a retransmission. */
  identification = 0;

  readonly extents = new Extents();
  /** WebSocket masking key of the frame that carried it (big-endian), or -1 where bytes are plain. */
  maskingKey = -1;
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
      const to = this.next((whole.delta[at] as number) + skip, part);
      this.recordOffset[to] = whole.recordOffset[at] as number;
      this.frame[to] = whole.frame[at] as number;
      length -= part;
      skip = 0;
    }
  }

  private next(delta: number, length: number): number {
    if (this.count === this.delta.length) this.grow();
    const at = this.count++;
    this.delta[at] = delta;
    this.length[at] = length;
    return at;
  }

  private grow(): void {
    const size = this.delta.length * 2;
    this.recordOffset = resized(this.recordOffset, new Float64Array(size));
    this.delta = resized(this.delta, new Uint32Array(size));
    this.length = resized(this.length, new Uint32Array(size));
    this.frame = resized(this.frame, new Uint32Array(size));
  }
}

function resized<Column extends Float64Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Bytes of a TCP stream that were sent but never captured. */
export interface StreamGap {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly time: number;
  /** Missing bytes; at least 1. */
  readonly bytes: number;
}

/** Takes what reassembly yields, in the order in which the source's frames completed it. */
export interface MessageSink {
  /** Returns the id under which the message is known from now on, or -1 if it is not kept. */
  push(message: CarriedMessage): MessageId | -1;
  /** The same observer saw bytes of this message sent once more. */
  retransmitted(message: MessageId): void;
  gap(gap: StreamGap): void;
}
