import { hashBytes } from '../../../../decoders/bytes/hash.ts';
import type { PacketLayers } from '../../../../decoders/packet-layers.ts';
import type { Frame } from '../../../capture/frame.ts';
import { Extents, Protocol } from '../../../reassembly/carried-message.ts';
import { BinFraming } from '../../../reassembly/framing/bin-framing.ts';
import { type Framing, Look } from '../../../reassembly/framing/framing.ts';
import { SipFraming } from '../../../reassembly/framing/sip-framing.ts';
import { StreamMemory } from '../../../reassembly/framing/stream-memory.ts';
import { DEFAULT_OBSERVER_OPTIONS } from '../../../reassembly/options.ts';
import { MOST_PARTS } from './digest-ring.ts';

/** Streams whose unfinished message is kept; a power of 2. Where two have the same place, the last one has it. */
const STREAMS = 256;
/** Bytes of all unfinished messages together; what comes when there are more is not put together. */
const MOST_HELD = 1024 * 1024;
const NOTHING: Uint8Array = new Uint8Array(0);

/** The beginning of a message, of a stream whose next segment may go on with it. */
class Unfinished {
  /** Hash of addresses and ports. */
  stream = 0;
  /** Sequence number of the next byte. */
  next = 0;
  bytes: Uint8Array = NOTHING;
  /** Bytes that have come; 0 if nothing is waiting. */
  length = 0;
  /** Bytes of the whole message. */
  wanted = 0;
  readonly parts = new Extents();
}

/**
 * Finds the messages that the TCP segments of a file seem to carry: those that begin with a segment or behind another
 * message, and go on in the next segment of the stream, as nearly all do. It does without the order, the repetitions and
 * the doubts that reassembly deals with, and so may take for a message what is none.
 */
export class StreamsAhead {
  /** The message that `next` has found, bytes[from..to), and where it is in the file; good until the next call. */
  bytes: Uint8Array = NOTHING;
  from = 0;
  to = 0;
  parts = new Extents();

  private readonly bin = new BinFraming();
  private readonly sip = new SipFraming(DEFAULT_OBSERVER_OPTIONS);
  private readonly memory = new StreamMemory();
  private readonly all = Array.from({ length: STREAMS }, () => new Unfinished());
  private readonly inSegment = new Extents();
  private readonly layers: PacketLayers;

  // The segment at hand, from `at` on.
  private frame: Frame | undefined;
  private framing: Framing = this.bin;
  private stream = 0;
  private at = 0;

  /** `layers` will describe each segment. */
  constructor(layers: PacketLayers) {
    this.layers = layers;
  }

  /** A segment with payload, of a stream that may carry this protocol. */
  begin(frame: Frame, protocol: Protocol): void {
    const { bytes, sourceAt, addressLength, sourcePort, destinationPort, payloadFrom } = this.layers;
    this.frame = frame;
    this.framing = protocol === Protocol.Bin ? this.bin : this.sip;
    this.at = payloadFrom;
    const ports = (sourcePort << 16) | destinationPort;
    // The destination directly follows the source.
    this.stream = hashBytes(bytes, sourceAt, sourceAt + 2 * addressLength, ports);
  }

  /** Finds the next message that ends in the segment; false if there is none. */
  next(): boolean {
    const { layers, frame } = this;
    if (frame === undefined) return false;
    const unfinished = this.all[this.stream & (STREAMS - 1)] as Unfinished;
    const sequence = (layers.sequence + this.at - layers.payloadFrom) | 0;
    const goesOn = unfinished.length > 0 && unfinished.stream === this.stream && unfinished.next === sequence;
    return goesOn ? this.goOn(unfinished, frame) : this.find(unfinished, frame);
  }

  private goOn(unfinished: Unfinished, frame: Frame): boolean {
    const there = this.layers.payloadTo - this.at;
    this.append(unfinished, frame, Math.min(there, unfinished.wanted - unfinished.length));
    if (unfinished.length < unfinished.wanted) return false;
    this.bytes = unfinished.bytes;
    this.from = 0;
    this.to = unfinished.length;
    this.parts = unfinished.parts;
    this.drop(unfinished);
    return true;
  }

  private find(unfinished: Unfinished, frame: Frame): boolean {
    const { layers, framing, inSegment } = this;
    const { bytes, payloadTo } = layers;
    while (this.at < payloadTo) {
      const from = this.at;
      const found = framing.look(bytes, from, payloadTo, false);
      const { length } = framing;
      framing.restart();
      if (found === Look.Incomplete) this.keep(unfinished, frame, length);
      if (found !== Look.Message && found !== Look.Filler) return false;
      this.at += length;
      if (found === Look.Filler) continue;
      inSegment.clear();
      inSegment.addFrame(frame, this.delta(frame, from), length);
      this.bytes = bytes;
      this.from = from;
      this.to = this.at;
      this.parts = inSegment;
      return true;
    }
    return false;
  }

  /** Keeps the beginning of a message of `wanted` bytes. */
  private keep(unfinished: Unfinished, frame: Frame, wanted: number): void {
    const { memory, layers, stream } = this;
    this.drop(unfinished);
    if (memory.held + wanted > MOST_HELD) return;
    unfinished.stream = stream;
    unfinished.wanted = wanted;
    unfinished.bytes = memory.take(wanted);
    unfinished.parts.clear();
    this.append(unfinished, frame, layers.payloadTo - this.at);
  }

  private append(unfinished: Unfinished, frame: Frame, length: number): void {
    const { layers, at } = this;
    const { bytes, payloadFrom, payloadTo, payloadEnd } = layers;
    unfinished.parts.addFrame(frame, this.delta(frame, at), length);
    unfinished.bytes.set(bytes.subarray(at, at + length), unfinished.length);
    unfinished.length += length;
    this.at += length;
    unfinished.next = (layers.sequence + this.at - payloadFrom) | 0;
    // What the snap length has cut off does not come any more.
    const isCut = this.at === payloadTo && payloadTo < payloadEnd && unfinished.length < unfinished.wanted;
    if (isCut || unfinished.parts.count > MOST_PARTS) this.drop(unfinished);
  }

  private drop(unfinished: Unfinished): void {
    if (unfinished.length > 0) this.memory.give(unfinished.bytes);
    unfinished.length = 0;
  }

  /** From the start of the frame's record in the file. */
  private delta(frame: Frame, at: number): number {
    return frame.dataDelta + at - frame.from;
  }
}
