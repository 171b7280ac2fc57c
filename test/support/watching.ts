import type { PacketLayers } from '../../decoders/packet-layers.ts';
import { Frame } from '../../src/capture/frame.ts';
import type { EndpointId, SourceId } from '../../src/ids.ts';
import type { CarriedMessage, Extents, MessageSink } from '../../src/reassembly/carried-message.ts';
import { Counters } from '../../src/reassembly/counters.ts';
import { Observer } from '../../src/reassembly/observer.ts';
import { DEFAULT_OBSERVER_OPTIONS, type ObserverOptions } from '../../src/reassembly/options.ts';
import type { Payload } from '../../src/reassembly/payload.ts';
import type { SegmentSink } from '../../src/reassembly/tcp/segment-sink.ts';
import { EndpointTable } from '../../src/tables/endpoints.ts';
import type { Bytes } from './build-packets.ts';

/** A copy of what an observer handed on. */
export interface Seen {
  readonly bytes: Uint8Array;
  readonly sender: string;
  readonly receiver: string;
  readonly time: number;
  readonly frame: number;
  readonly identification: number;
  /** Frame number and length of each extent. */
  readonly extents: readonly (readonly [frame: number, length: number])[];
}

export interface SeenMessage extends Seen {
  readonly protocol: number;
  readonly transport: number;
  readonly cut: number;
  readonly sequence: number;
  readonly source: number;
}

export interface SeenSegment extends Seen {
  readonly sequence: number;
  readonly flags: number;
  /** Bytes of payload that were not captured. */
  readonly missing: number;
}

export interface FrameShape {
  readonly linkType?: number;
  readonly time?: number;
  /** Bytes that the snap length cut off. */
  readonly missing?: number;
}

/** Seconds since 1970 of session time 0. */
export const BASE = 1_700_000_000;
const RECORD_HEADER = 16;
const MARGIN = 64;

/**
 * An observer, the frames that it is given, and what it makes of them. Each frame lies between
 * bytes that are not its own and in a "file"; every extent that comes out is compared with that file.
 */
export class Watching implements MessageSink, SegmentSink {
  readonly messages: SeenMessage[] = [];
  readonly segments: SeenSegment[] = [];
  readonly counters = new Counters();
  readonly endpoints = new EndpointTable();
  finished = 0;

  private readonly around: number;
  private readonly observer: Observer;
  private readonly file: number[] = [];
  private frames = 0;

  /** `around` is what the buffers hold before and behind each frame. */
  constructor(options: Partial<ObserverOptions> = {}, around = 0xff) {
    this.around = around;
    this.observer = new Observer({
      endpoints: this.endpoints,
      messages: this,
      segments: { segment: this.segment.bind(this), finish: () => this.finished++, wantEndpoints: () => {} },
      clock: { sessionTime: (seconds, nanoseconds) => (seconds - BASE) * 1e9 + nanoseconds },
      counters: this.counters,
      options: { ...DEFAULT_OBSERVER_OPTIONS, ...options },
    });
  }

  frame(packet: Bytes, shape: FrameShape = {}): this {
    const frame = new Frame();
    frame.source = 3 as SourceId;
    frame.number = ++this.frames;
    frame.time = shape.time ?? this.frames * 1000;
    frame.linkType = shape.linkType ?? 1;
    frame.bytes = new Uint8Array(packet.length + 2 * MARGIN).fill(this.around);
    frame.bytes.set(packet, MARGIN);
    frame.from = MARGIN;
    frame.to = MARGIN + packet.length;
    frame.originalLength = packet.length + (shape.missing ?? 0);
    frame.recordOffset = this.file.length;
    frame.dataDelta = RECORD_HEADER;
    this.file.push(...new Array<number>(RECORD_HEADER).fill(0xee), ...packet);
    this.observer.push(frame);
    return this;
  }

  finish(): this {
    this.observer.finish();
    return this;
  }

  wantEndpoints(): void {}

  push(message: CarriedMessage): -1 {
    const { protocol, transport, cut, sequence, source } = message;
    const seen = this.seen(message, message.sender, message.receiver);
    this.messages.push({ ...seen, protocol, transport, cut, sequence, source });
    return -1;
  }

  retransmitted(): void {}
  gap(): void {}

  segment(layers: PacketLayers, payload: Payload, sender: EndpointId, receiver: EndpointId): void {
    const seen = this.seen(payload, sender, receiver);
    const { sequence, tcpFlags: flags } = layers;
    this.segments.push({ ...seen, sequence, flags, missing: payload.end - payload.to });
  }

  private seen(carried: CarriedMessage | Payload, sender: EndpointId, receiver: EndpointId): Seen {
    const { bytes, from, to, time, frame, identification, extents } = carried;
    const copy = bytes.slice(from, to);
    const inFile = this.read(extents);
    if (Buffer.compare(copy, inFile) !== 0) {
      throw new Error(`extents give ${Buffer.from(inFile).toString('latin1')}`);
    }
    return {
      bytes: copy,
      sender: this.endpoints.text(sender),
      receiver: this.endpoints.text(receiver),
      time,
      frame,
      identification,
      extents: Array.from({ length: extents.count }, (_, i) => [
        extents.frame[i] as number,
        extents.length[i] as number,
      ]),
    };
  }

  private read(extents: Extents): Uint8Array {
    const bytes: number[] = [];
    for (let i = 0; i < extents.count; i++) {
      const from = (extents.recordOffset[i] as number) + (extents.delta[i] as number);
      bytes.push(...this.file.slice(from, from + (extents.length[i] as number)));
    }
    return Uint8Array.from(bytes);
  }
}
