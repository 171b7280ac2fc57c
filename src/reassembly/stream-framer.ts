import { Believable } from '../../decoders/bin/frame.ts';
import { Cut, Protocol } from './carried-message.ts';
import { type FramedStream, type Framing, Look } from './framing.ts';
import { lineEnds, SipFraming } from './sip-framing.ts';
import { StreamBuffer } from './stream-buffer.ts';
import { Content, contentOf, httpHeaderLength } from './stream-content.ts';
import type { Expectation, StreamParts } from './stream-parts.ts';
import type { SegmentStretch, Stretch } from './stretch.ts';
import { WebSocketFraming } from './websocket-framing.ts';

const State = {
  /** What the stream carries is not known. */
  Undecided: 0,
  /** A message begins somewhere. */
  Searching: 1,
  /** A message begins here. */
  Synced: 2,
} as const;
type State = (typeof State)[keyof typeof State];

/** Packets, one behind the other, that are no mistake. */
const SURE = 2;

/** Cuts the bytes of one stream, which come in order, into messages. */
export class StreamFramer {
  private readonly parts: StreamParts;
  private readonly stream: FramedStream;
  /** What the ports promise. */
  private readonly expected: Expectation;
  private state: State = State.Undecided;
  /** Has every byte of the connection been seen so far? */
  private fromStart = false;
  private framing: Framing | undefined;
  /** Its framing, where the stream is TLS. */
  private tls: Framing | undefined;
  /** The beginning of a message. */
  private buffer: StreamBuffer | undefined;
  /** Bytes that the buffer must hold before a look at it is worth it; 0 for any. */
  private wanted = 0;
  /** Bytes to come of a message that has been handed on as far as it goes. */
  private rest = 0;
  /** Do the bytes that are passed over now come from the sender, rather than from a gap? */
  private junk = false;
  /** Messages since the last time that it was not known where one begins. */
  private steps = 0;
  /** What ends the message at hand; `None` while more of it may come. */
  private ending: Cut = Cut.None;

  constructor(parts: StreamParts, stream: FramedStream, expected: Expectation) {
    this.parts = parts;
    this.stream = stream;
    this.expected = expected;
  }

  /** Bytes that wait for more. */
  get waiting(): number {
    return this.buffer === undefined ? 0 : this.buffer.length;
  }

  /** Bytes that came of a BIN packet that is not whole, where nothing else can begin there. */
  get unfinished(): number {
    return this.isInStep ? this.waiting : 0;
  }

  /** Segments that they came in. */
  get pieces(): number {
    return this.buffer === undefined ? 0 : this.buffer.pieces;
  }

  /** Believing in a packet in the middle of a connection may be a mistake: one that follows makes sure. */
  private get isInStep(): boolean {
    const { state, framing, parts } = this;
    return state === State.Synced && framing === parts.bin && (this.fromStart || this.steps >= SURE);
  }

  /** A new connection; `fromStart` where its first byte is the next one. */
  begin(fromStart: boolean): void {
    this.state = State.Undecided;
    this.framing = undefined;
    this.tls = undefined;
    this.fromStart = fromStart;
    this.rest = 0;
    this.steps = 0;
    this.junk = fromStart;
  }

  /** The next bytes of the stream. All are taken. */
  push(stretch: SegmentStretch): void {
    const { buffer } = this;
    if (buffer === undefined || buffer.length === 0) this.run(stretch);
    else this.join(buffer, stretch);
    if (stretch.from < stretch.to) this.keep(stretch);
  }

  /** The next `length` bytes of the stream will not come. */
  gap(length: number, cause: Cut): void {
    this.settle(cause);
    if (length === 0) return;
    this.fromStart = false;
    this.junk = false;
    if (this.rest >= length) {
      this.rest -= length;
      return;
    }
    this.rest = 0;
    this.framing?.abandon(cause, this.stream);
    if (this.state !== State.Synced) return;
    this.state = State.Searching;
    this.steps = 0;
  }

  /** What the bytes at hand wait for may be there, though no more bytes are. */
  resume(): void {
    const { buffer } = this;
    if (buffer !== undefined && buffer.length > 0) this.run(buffer);
  }

  /** No more bytes will come. */
  end(cause: Cut): void {
    this.settle(cause);
    this.framing?.abandon(cause, this.stream);
  }

  /** Hands on what waits, whole or not. */
  private settle(cause: Cut): void {
    const { buffer } = this;
    if (buffer === undefined || buffer.length === 0) return;
    this.ending = cause;
    this.run(buffer);
    this.ending = Cut.None;
  }

  /** As many bytes to the buffer as it wants, until it is empty or the bytes are. */
  private join(buffer: StreamBuffer, stretch: SegmentStretch): void {
    while (stretch.from < stretch.to && buffer.length > 0) {
      const there = stretch.to - stretch.from;
      const missing = this.wanted - buffer.length;
      buffer.append(stretch, missing > 0 ? Math.min(missing, there) : there);
      if (buffer.length >= this.wanted) this.run(buffer);
    }
    if (stretch.from < stretch.to) this.run(stretch);
  }

  private keep(stretch: SegmentStretch): void {
    this.buffer ??= new StreamBuffer(this.parts.memory);
    this.buffer.append(stretch, stretch.to - stretch.from);
  }

  private run(stretch: Stretch): void {
    this.wanted = 0;
    while (stretch.from < stretch.to && this.step(stretch));
  }

  /** False where only more bytes can help. */
  private step(stretch: Stretch): boolean {
    if (this.rest > 0) return this.passRest(stretch);
    const { framing } = this;
    if (framing === undefined) return this.decide(stretch);
    return this.state === State.Synced ? this.next(stretch, framing) : this.search(stretch, framing);
  }

  /** What does the stream carry? */
  private decide(stretch: Stretch): boolean {
    const { bytes, from, to } = stretch;
    const { protocol, onlyTls } = this.expected;
    const fill = protocol === Protocol.Bin || onlyTls ? 0 : lineEnds(bytes, from, to);
    if (fill > 0) return this.passKeepAlive(stretch, fill);
    const content = contentOf(bytes, from, to);
    if (onlyTls && content !== Content.Tls && content !== Content.NeedsMore) return this.passOther(stretch);
    switch (content) {
      case Content.Bin:
        return this.carry(this.parts.bin);
      case Content.Sip:
        return this.carry(new SipFraming(this.parts.options));
      case Content.Tls:
        if (this.openTls()) return true;
        break;
      case Content.WebSocketUpgrade:
        stretch.consume(httpHeaderLength(bytes, from, to));
        this.parts.counters.webSocketStreams++;
        return this.carry(new WebSocketFraming(this.parts.options, this.parts.memory));
      case Content.NeedsMore:
        if (this.ending === Cut.None) return false;
        break;
    }
    if (protocol === undefined || onlyTls) return this.skip(stretch, to - from);
    this.framing = this.expectedFraming(protocol);
    this.state = State.Searching;
    return true;
  }

  private expectedFraming(expected: Protocol): Framing {
    return expected === Protocol.Bin ? this.parts.bin : new SipFraming(this.parts.options);
  }

  /** In the middle of a connection a beginning that looks right may be inside a message. */
  private carry(framing: Framing): true {
    this.framing = framing;
    this.state = this.fromStart ? State.Synced : State.Searching;
    return true;
  }

  /** Records begin where a segment does, also in the middle of a connection. False inside TLS. */
  private openTls(): boolean {
    this.tls = this.stream.openTls();
    if (this.tls === undefined) return false;
    this.framing = this.tls;
    this.state = State.Synced;
    return true;
  }

  /** In sync: what the protocol's own lengths say. */
  private next(stretch: Stretch, framing: Framing): boolean {
    switch (framing.look(stretch.bytes, stretch.from, stretch.to, false)) {
      case Look.Message:
        return this.deliver(stretch, framing);
      case Look.Filler:
        framing.restart();
        return this.passKeepAlive(stretch, framing.length);
      case Look.TooLong:
        return this.deliverBeginning(stretch, framing);
      case Look.No:
        return this.loseStep(stretch, framing);
      default:
        return this.waitFor(stretch, framing, framing.length);
    }
  }

  private loseStep({ bytes, from, to }: Stretch, framing: Framing): true {
    this.parts.counters.syncLost++;
    if (this.isInStep) this.stream.outOfStep(bytes, from, to);
    framing.restart();
    this.fromStart = false;
    this.steps = 0;
    this.state = State.Searching;
    return true;
  }

  /** Out of sync: a beginning is believed if what follows it is one, too, or the segment ends with it. */
  private search(stretch: Stretch, framing: Framing): boolean {
    if (stretch.beginsSegment && this.isSomethingElse(stretch)) return true;
    if (!framing.mayBegin(stretch)) return this.skip(stretch, framing.distance(stretch));
    const { bytes, from, to } = stretch;
    switch (framing.look(bytes, from, to, true)) {
      case Look.Message:
      case Look.TooLong:
        return this.believe(stretch, framing);
      case Look.No:
      case Look.Filler:
        return this.searchOn(stretch, framing);
      case Look.Incomplete:
        if (this.ending === Cut.None) return this.waitFor(stretch, framing, framing.length);
        if (!stretch.beginsSegment) return this.searchOn(stretch, framing);
        return this.cutShort(stretch, framing);
      default:
        if (this.ending !== Cut.None) return this.searchOn(stretch, framing);
        return this.waitFor(stretch, framing, framing.length);
    }
  }

  private searchOn(stretch: Stretch, framing: Framing): true {
    framing.restart();
    return this.skip(stretch, framing.distance(stretch));
  }

  /** A whole message seems to begin here: is it one? */
  private believe(stretch: Stretch, framing: Framing): boolean {
    const { bytes, to } = stretch;
    const end = stretch.from + framing.length;
    const follows = framing.rest === 0 ? framing.follows(bytes, end, to) : Believable.Yes;
    if (follows === Believable.No) return this.searchOn(stretch, framing);
    const undecided = follows === Believable.NeedsMore && this.ending === Cut.None;
    if (undecided && !(end === to && stretch.endsSegment)) {
      this.wanted = end === to ? end - stretch.from + 1 : 0;
      return false;
    }
    this.state = State.Synced;
    return framing.rest === 0 ? this.deliver(stretch, framing) : this.deliverBeginning(stretch, framing);
  }

  /** Of a stream that was never in sync: TLS, or a WebSocket whose beginning was not captured. */
  private isSomethingElse(stretch: Stretch): boolean {
    const { bytes, from, to } = stretch;
    if (this.expected.protocol !== Protocol.Sip || this.junk || this.framing === this.tls) return false;
    if (contentOf(bytes, from, to) === Content.Tls && this.openTls()) return true;
    // The first frame of a WebSocket message that is not split has this bit; SIP is ASCII.
    if (((bytes[from] as number) & 0x80) === 0 || this.framing instanceof WebSocketFraming) return false;
    const webSocket = new WebSocketFraming(this.parts.options, this.parts.memory);
    const look = webSocket.look(bytes, from, to, true);
    if (look !== Look.Message && look !== Look.Incomplete) return false;
    this.parts.counters.webSocketStreams++;
    this.framing = webSocket;
    this.state = State.Synced;
    return true;
  }

  private deliver(stretch: Stretch, framing: Framing): true {
    framing.deliver(stretch, Cut.None, this.stream);
    framing.restart();
    this.steps++;
    this.junk = true;
    return true;
  }

  private deliverBeginning(stretch: Stretch, framing: Framing): true {
    const { rest } = framing;
    framing.deliver(stretch, Cut.Limit, this.stream);
    this.passOver(rest, framing);
    return true;
  }

  private waitFor(stretch: Stretch, framing: Framing, length: number): boolean {
    this.wanted = length;
    return this.ending === Cut.None ? false : this.cutShort(stretch, framing);
  }

  private cutShort(stretch: Stretch, framing: Framing): true {
    const missing = framing.cutShort(stretch, this.ending, this.stream);
    this.passOver(missing, framing);
    return true;
  }

  /** The next `length` bytes belong to the message that was handed on last; -1: nobody knows. */
  private passOver(length: number, framing: Framing): void {
    framing.restart();
    this.rest = Math.max(0, length);
    this.state = length < 0 ? State.Searching : State.Synced;
    this.junk = false;
  }

  private passRest(stretch: Stretch): true {
    const length = Math.min(this.rest, stretch.to - stretch.from);
    stretch.consume(length);
    this.rest -= length;
    this.parts.counters.skippedBytes += length;
    return true;
  }

  private passKeepAlive(stretch: Stretch, length: number): true {
    this.parts.counters.keepAlives++;
    stretch.consume(length);
    return true;
  }

  /** What is not TLS where only that is asked for. */
  private passOther(stretch: Stretch): true {
    this.parts.counters.tcpOther++;
    stretch.consume(stretch.to - stretch.from);
    return true;
  }

  private skip(stretch: Stretch, length: number): true {
    if (this.junk) this.parts.counters.junkBytes += length;
    else this.parts.counters.skippedBytes += length;
    this.stream.unread(length);
    stretch.consume(length);
    return true;
  }
}
