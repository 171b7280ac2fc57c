import { announcesTooMuch, Plausible } from '../../../decoders/bin/frame.ts';
import { skipLineEnds } from '../../../decoders/sip/characters.ts';
import { Cut, Protocol } from '../carried-message.ts';
import { type FramedStream, type Framing, Look } from './framing.ts';
import type { Expectation, FramingParts } from './framing-parts.ts';
import { PassedBytes } from './passed-bytes.ts';
import { Content, contentOf, httpHeaderLength } from './stream-content.ts';
import { framingOf, webSocketAt, webSocketFraming } from './stream-framings.ts';
import { StreamInput } from './stream-input.ts';
import type { Stretch } from './stretch.ts';
import { WebSocketFraming } from './websocket-framing.ts';

const State = {
  /** It is not known what the stream carries. */
  Undecided: 0,
  /** The protocol is known, but not where the next message begins. */
  Searching: 1,
  /** A message begins at the next byte. */
  Synced: 2,
} as const;
type State = (typeof State)[keyof typeof State];

/** After this many packets in a row, sync found in mid-stream is no longer doubted. */
const SURE = 2;

/** Cuts the bytes of one stream, in order, into messages. */
export class StreamFramer extends StreamInput {
  private readonly parts: FramingParts;
  private readonly stream: FramedStream;
  /** What to expect by the ports. */
  private readonly expected: Expectation;
  private state: State = State.Undecided;
  /** Has every byte of the connection been seen? */
  private fromStart = false;
  private framing: Framing | undefined;
  /** Its framing, if the stream is TLS. */
  private tls: Framing | undefined;
  private readonly passed: PassedBytes;
  /** Messages in a row since the framer was last out of sync. */
  private steps = 0;

  constructor(parts: FramingParts, stream: FramedStream, expected: Expectation) {
    super(parts.memory);
    this.parts = parts;
    this.stream = stream;
    this.expected = expected;
    this.passed = new PassedBytes(stream);
  }

  /** Bytes that have come of an incomplete BIN packet; 0 unless it is certain that a packet begins there. */
  get unfinished(): number {
    return this.isInStep ? this.waiting : 0;
  }

  /**
   * Is it certain where BIN packets begin? Sync found in mid-stream may be a mistake until further packets
   * confirm it.
   */
  private get isInStep(): boolean {
    const { state, framing, parts } = this;
    return state === State.Synced && framing === parts.bin && (this.fromStart || this.steps >= SURE);
  }

  /** A new connection; `fromStart`: the next byte is its first one. */
  begin(fromStart: boolean): void {
    this.state = State.Undecided;
    this.framing = undefined;
    this.tls = undefined;
    this.fromStart = fromStart;
    this.steps = 0;
    this.passed.begin(fromStart);
  }

  /** The next `length` bytes of the stream are missing. */
  gap(length: number, cause: Cut): void {
    this.settle(cause);
    if (length === 0) return;
    this.fromStart = false;
    if (this.passed.gap(length)) return;
    this.framing?.abandon(cause, this.stream);
    if (this.state !== State.Synced) return;
    this.state = State.Searching;
    this.steps = 0;
  }

  /** No more bytes will come. */
  end(cause: Cut): void {
    this.settle(cause);
    this.framing?.abandon(cause, this.stream);
  }

  /** Bytes of an incomplete message. */
  get held(): number {
    return this.waiting + (this.framing?.collectedBytes ?? 0);
  }

  /** The incomplete message takes too much memory: hands on what has come of it, and passes over the rest. */
  shed(): void {
    this.settle(Cut.Limit);
    this.framing?.shed(this.stream);
  }

  protected step(stretch: Stretch): boolean {
    if (this.passed.rest > 0) return this.passed.passRest(stretch);
    const { framing } = this;
    if (framing === undefined) return this.decide(stretch);
    return this.state === State.Synced ? this.next(stretch, framing) : this.search(stretch, framing);
  }

  /** Finds out what the stream carries. */
  private decide(stretch: Stretch): boolean {
    const { bytes, from, to } = stretch;
    const { protocol, onlyTls } = this.expected;
    const fill = protocol === Protocol.Bin || onlyTls ? 0 : skipLineEnds(bytes, from, to) - from;
    if (fill > 0) return this.passed.keepAlive(stretch, fill);
    const content = contentOf(bytes, from, to);
    if (onlyTls && content !== Content.Tls && content !== Content.NeedsMore)
      return this.passed.other(stretch);
    switch (content) {
      case Content.Bin:
        return this.carry(framingOf(Protocol.Bin, this.parts));
      case Content.Sip:
        return this.carry(framingOf(Protocol.Sip, this.parts));
      case Content.Tls:
        if (this.openTls()) return true;
        break;
      case Content.WebSocketUpgrade:
        return this.openWebSocket(stretch, httpHeaderLength(bytes, from, to));
      case Content.NeedsMore:
        if (this.ending === Cut.None) return false;
        break;
    }
    if (protocol === undefined || onlyTls) return this.passOther(stretch);
    const framing = framingOf(protocol, this.parts);
    // The first message of a connection may have a start line that is broken.
    const found = content === Content.Unknown ? framing.look(bytes, from, to, false) : Look.No;
    const isUndecided = found === Look.NeedsMore && this.fromStart && this.ending === Cut.None;
    if (isUndecided) return false;
    framing.restart();
    this.framing = framing;
    this.state = found !== Look.No && this.fromStart ? State.Synced : State.Searching;
    return true;
  }

  /**
   * In mid-stream, something that looks like a beginning may lie inside a message: search, rather than trust
   * it.
   */
  private carry(framing: Framing): true {
    this.framing = framing;
    this.state = this.fromStart ? State.Synced : State.Searching;
    return true;
  }

  private openWebSocket(stretch: Stretch, header: number): true {
    this.stream.upgraded(stretch, header);
    stretch.consume(header);
    return this.beginHere(webSocketFraming(this.parts));
  }

  /** Something on a port that was not asked for. A WebSocket that was opened before the capture looks like nothing known. */
  private passOther(stretch: Stretch): true {
    const webSocket =
      this.expected.onlyTls || !stretch.beginsSegment ? undefined : webSocketAt(stretch, this.parts);
    return webSocket === undefined
      ? this.passed.skip(stretch, stretch.to - stretch.from)
      : this.beginHere(webSocket);
  }

  /** TLS records begin where segments do, in mid-stream as well. False inside TLS. */
  private openTls(): boolean {
    this.tls = this.stream.openTls();
    return this.tls !== undefined && this.beginHere(this.tls);
  }

  private beginHere(framing: Framing): true {
    this.framing = framing;
    this.state = State.Synced;
    return true;
  }

  /** In sync: the protocol's own lengths delimit the messages. */
  private next(stretch: Stretch, framing: Framing): boolean {
    switch (framing.look(stretch.bytes, stretch.from, stretch.to, false)) {
      case Look.Message:
        return this.deliver(stretch, framing);
      case Look.Filler:
        framing.restart();
        return this.passed.keepAlive(stretch, framing.length);
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

  /**
   * Out of sync: a beginning is believed if another one follows the message, or if the segment ends with it.
   */
  private search(stretch: Stretch, framing: Framing): boolean {
    if (stretch.beginsSegment && this.isSomethingElse(stretch)) return true;
    if (!framing.mayBegin(stretch)) return this.passed.skip(stretch, framing.distance(stretch));
    const { bytes, from, to } = stretch;
    switch (framing.look(bytes, from, to, true)) {
      case Look.Message:
      case Look.TooLong:
        return this.plausible(stretch, framing);
      case Look.No:
        return stretch.beginsSegment
          ? this.searchMalformed(stretch, framing)
          : this.searchOn(stretch, framing);
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

  private searchMalformed(stretch: Stretch, framing: Framing): boolean {
    const { bytes, from, to } = stretch;
    const { bin, counters } = this.parts;
    // It is not passed over: with a length that is wrong, whatever follows would be lost.
    if (framing === bin && announcesTooMuch(bytes, from, to)) counters.binTooLong++;
    switch (framing.lookMalformed(bytes, from, to)) {
      case Look.Message:
      case Look.TooLong:
        return this.plausible(stretch, framing);
      case Look.Incomplete:
      case Look.NeedsMore:
        if (this.ending !== Cut.None) return this.searchOn(stretch, framing);
        return this.waitFor(stretch, framing, framing.length);
      default:
        return this.searchOn(stretch, framing);
    }
  }

  private searchOn(stretch: Stretch, framing: Framing): true {
    // Before the framing forgets what it has looked at.
    const distance = framing.distance(stretch);
    framing.restart();
    return this.passed.skip(stretch, distance);
  }

  /** A complete message seems to stand here. Is it one? */
  private plausible(stretch: Stretch, framing: Framing): boolean {
    const { bytes, to } = stretch;
    const end = stretch.from + framing.length;
    // A whole header at the beginning of a segment is one; what follows tells nothing if its length is unknown.
    const isCertain = framing.rest !== 0 || (framing.isOpenEnded && stretch.beginsSegment);
    const follows = isCertain ? Plausible.Yes : framing.follows(bytes, end, to);
    if (follows === Plausible.No) return this.searchOn(stretch, framing);
    const undecided = follows === Plausible.NeedsMore && this.ending === Cut.None;
    if (undecided && !(end === to && stretch.endsSegment)) {
      this.wanted = end === to ? end - stretch.from + 1 : 0;
      return false;
    }
    this.state = State.Synced;
    return framing.rest === 0 ? this.deliver(stretch, framing) : this.deliverBeginning(stretch, framing);
  }

  /**
   * A stream taken for SIP that was never in sync may be TLS, or a WebSocket whose handshake was not
   * captured.
   */
  private isSomethingElse(stretch: Stretch): boolean {
    if (this.expected.protocol !== Protocol.Sip || this.passed.isJunk || this.framing === this.tls)
      return false;
    if (contentOf(stretch.bytes, stretch.from, stretch.to) === Content.Tls && this.openTls()) return true;
    if (this.framing instanceof WebSocketFraming) return false;
    const webSocket = webSocketAt(stretch, this.parts);
    return webSocket !== undefined && this.beginHere(webSocket);
  }

  private deliver(stretch: Stretch, framing: Framing): true {
    framing.deliver(stretch, Cut.None, this.stream);
    framing.restart();
    this.steps++;
    this.passed.isJunk = true;
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

  /** The next `length` bytes belong to the message that was handed on last; -1: unknown how many. */
  private passOver(length: number, framing: Framing): void {
    framing.restart();
    this.passed.behind(length);
    this.state = length < 0 ? State.Searching : State.Synced;
  }
}
