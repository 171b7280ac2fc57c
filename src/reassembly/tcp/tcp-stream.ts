import type { EndpointId, SourceId } from '../../ids.ts';
import { Cut } from '../carried-message.ts';
import type { Expectation } from '../framing/framing-parts.ts';
import { LEAST_BYTES } from '../framing/stream-memory.ts';
import type { Payload } from '../payload.ts';
import { Acknowledged } from './acknowledged.ts';
import { HeldSegments } from './held-segments.ts';
import { MessageStream } from './message-stream.ts';
import type { SenderClock } from './sender-clocks.ts';
import type { StreamParts } from './stream-parts.ts';

/**
 * One direction of a TCP connection (RFC 9293): takes segments in any order and gives their bytes to a framer
 * in order. Sequence numbers are signed 32-bit integers, so that differences wrap by themselves.
 */
export class TcpStream extends MessageStream {
  peer: TcpStream | undefined;
  /** When the last segment was captured; nanoseconds since the session's base. */
  lastTime = 0;
  /** When the clock of the sender was last read, and what it said. */
  clockReadAt = Number.NEGATIVE_INFINITY;
  clock: SenderClock | undefined;
  /** Since when the bytes in front of the held segments have been missing. */
  holeSince = 0;

  /** Tells streams apart in `SeenSegments`; not 0. */
  private readonly number: number;
  private held: HeldSegments | undefined;
  /** Is `next` known? */
  private begun = false;
  /** Sequence number of the next byte for the framer (RCV.NXT as far as captured). */
  private next = 0;
  private initial = 0;
  private hasFin = false;
  private finAt = 0;
  /** Closed by FIN or RST: what comes now is old, or belongs to another connection. */
  private closed = false;
  private readonly acknowledged = new Acknowledged();

  constructor(
    parts: StreamParts,
    number: number,
    source: SourceId,
    sender: EndpointId,
    receiver: EndpointId,
    expected: Expectation,
  ) {
    super(parts, source, sender, receiver, expected);
    this.number = number;
  }

  get hasHole(): boolean {
    return this.held !== undefined && this.held.count > 0;
  }

  /** Sequence number of the next byte; undefined if none was seen yet or the connection is over. */
  get expectedNext(): number | undefined {
    return this.begun && !this.closed ? this.next : undefined;
  }

  /** Was a SYN or payload captured? */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** Was a FIN of this direction or the end of the connection seen? */
  get hasEnded(): boolean {
    return this.hasFin || this.closed;
  }

  /** Was nothing but a SYN seen, and does a segment of the other direction answer that? */
  isAnsweredBy(acknowledgement: number): boolean {
    const { initial } = this;
    return this.begun && !this.hasEnded && this.next === initial && acknowledgement === initial;
  }

  /** A SYN; `sequence` is that of the byte after it. */
  open(sequence: number): void {
    if (this.begun && this.initial === sequence && !this.closed) return;
    if (this.begun) this.finish();
    this.start(sequence, true);
  }

  /** A segment of the other direction acknowledges all bytes before `number`. */
  acknowledge(number: number, time: number): void {
    const { acknowledged } = this;
    if (acknowledged.isOld(number)) return;
    if (acknowledged.isLate(number, time)) this.awaitAck();
    if (this.isWaiting) {
      this.parts.sent.acknowledged(this, acknowledged.next, number, time);
      this.isWaiting = ((this.next - number) | 0) > 0;
    }
    acknowledged.note(number);
  }

  /** A segment with payload; `sequence` is that of its first byte. */
  data(payload: Payload, sequence: number): void {
    const length = payload.end - payload.from;
    if (!this.begun || this.isOther(sequence, payload.time)) {
      if (this.begun) this.finishForAnother(payload.time);
      this.start(sequence, false);
    }
    const ahead = (sequence - this.next) | 0;
    if (ahead === -1 && length === 1) this.counters.tcpKeepAlives++;
    else if (ahead > 0) this.hold(payload, sequence);
    else if (ahead + length <= 0) this.old(payload, sequence, length);
    else this.take(payload, sequence, -ahead);
  }

  /** A FIN; `sequence` is that of the byte after the last one. */
  fin(sequence: number, time: number): void {
    this.hasFin = true;
    this.finAt = sequence;
    this.closeAtFin(time);
  }

  /** A RST, sent by the sender of this stream or by its receiver. */
  reset(bySender: boolean, time: number): void {
    this.tellEnd(bySender, time);
    this.finish();
    this.closed = true;
  }

  /** Stops waiting for the missing bytes, and goes on behind them. */
  giveUpHole(): void {
    const first = this.held?.first;
    if (first === undefined) return;
    const missing = (first.sequence - this.next) | 0;
    if (missing > 0) {
      this.gaps.missing(missing, this.inOrderAt, first.time);
      this.framer.gap(missing, Cut.Gap);
      this.next = first.sequence;
    }
    this.drain();
    if (this.hasFin) this.closeAtFin(this.lastTime);
  }

  /** Has the hole been open for longer than waiting is worth? */
  isHoleStale(now: number): boolean {
    const { options } = this.parts;
    // The clock of the capture may have been set back: nobody waits for the time before that to pass again.
    const age = Math.abs(now - this.holeSince);
    if (!this.acknowledged.isKnown) return age > options.holeAge;
    const received = this.acknowledged.beyond(this.next) > 0;
    return age > (received ? options.acknowledgedHoleAge : options.lossAge);
  }

  /** Hands on all that is waiting; the stream may go on afterwards. */
  finish(): void {
    while (this.hasHole) this.giveUpHole();
    const { acknowledged } = this;
    const isAcknowledged = acknowledged.isKnown && this.begun;
    const unseen = isAcknowledged && !this.closed ? acknowledged.beyond(this.next) : 0;
    // Acknowledged, so it was received, but not captured. A FIN counts as one byte.
    if (unseen > 1 && unseen < this.parts.options.sequenceJump) {
      this.gaps.missing(unseen, this.inOrderAt, Math.max(this.lastTime, this.peer?.lastTime ?? 0));
    }
    this.framer.end(Cut.End);
    if (isAcknowledged && acknowledged.beyond(this.next) < 0) this.awaitAck();
    this.gaps.tellPassedOver(this.inOrderAt);
    this.troubles.unblocked(this.lastTime);
  }

  /** Reports a connection that ends inside a packet, unless bytes are missing in front of that. */
  private tellEnd(bySender: boolean, time: number): void {
    const { acknowledged } = this;
    const isWhole = !this.hasHole && (!acknowledged.isKnown || acknowledged.beyond(this.next) <= 1);
    if (this.begun && !this.closed && isWhole) this.troubles.ended(this.framer, bySender, time);
  }

  /**
   * The connection existed before the capture, which began at `since`; its first segment was captured at `time`. What
   * it carried in between is unknown, unless it is known to have been idle.
   */
  existedBefore(since: number, time: number, isIdle: boolean): void {
    if (isIdle) this.gaps.beginning(since, time);
    else this.gaps.vague(1, since, time);
  }

  /** Another connection between the same ports has begun unseen: what it carried until `time` is unknown. */
  private finishForAnother(time: number): void {
    this.finish();
    if (this.lastTime < time) this.gaps.vague(1, this.lastTime, time);
  }

  /**
   * The capture ends, and the last segment of this stream is older than a time at which the observer missed
   * bytes of other streams. What it then missed of this one, no later segment can tell.
   */
  endedIn(hole: number, now: number): void {
    if (this.begun && !this.closed && this.lastTime < hole) this.gaps.vague(1, this.lastTime, now);
  }

  private start(sequence: number, fromStart: boolean): void {
    this.begun = true;
    this.closed = false;
    this.hasFin = false;
    this.clock = undefined;
    this.acknowledged.clear();
    this.initial = sequence;
    this.next = sequence;
    this.beginMessages(fromStart);
  }

  /** Does a segment belong to another connection between the same ports? */
  private isOther(sequence: number, time: number): boolean {
    const ahead = (sequence - this.next) | 0;
    if (ahead === 0) return this.closed;
    const { options } = this.parts;
    if (Math.abs(ahead) > options.sequenceJump) return true;
    return ahead > 0 && (this.closed || time - this.lastTime > options.otherConnectionAge);
  }

  /** A segment all of whose bytes have come before. */
  private old(payload: Payload, sequence: number, length: number): void {
    const { parts, counters } = this;
    if (parts.seen.isCopy(this.number, sequence, length, payload)) {
      counters.duplicateCopies++;
      return;
    }
    this.noteRepeat(payload, sequence, length, (sequence + length) | 0);
  }

  private noteRepeat(payload: Payload, sequence: number, length: number, to: number): void {
    const { parts, counters } = this;
    counters.retransmittedSegments++;
    parts.stretch.ofPayload(payload, sequence, 0);
    if (this.framer.contradicts(parts.stretch)) counters.conflictingSegments++;
    parts.seen.note(this.number, sequence, length, payload);
    parts.sent.repeated(this, sequence, to, (this.next - this.framer.waiting) | 0);
    if (this.acknowledged.isKnown && this.acknowledged.beyond(to) < 0) this.awaitAck();
  }

  /**
   * Bytes that were not acknowledged may not have reached the receiver, but been lost behind the observer.
   */
  private awaitAck(): void {
    this.isWaiting = true;
    this.parts.sent.unacknowledged(this, this.acknowledged.next);
  }

  /** Takes the next bytes; the first `skip` of the segment have come before. */
  private take(payload: Payload, sequence: number, skip: number): void {
    const { parts } = this;
    const { stretch } = parts;
    const length = payload.end - payload.from;
    const captured = payload.to - payload.from;
    if (skip > 0) this.noteRepeat(payload, sequence, length, this.next);
    else parts.seen.note(this.number, sequence, length, payload);
    this.next = (sequence + length) | 0;
    this.inOrderAt = payload.time;
    this.acknowledged.sent(this.next, payload.time);
    if (captured > skip) {
      stretch.ofPayload(payload, sequence, skip);
      this.framer.push(stretch);
    }
    if (captured < length) this.cutOff(length - Math.max(captured, skip), payload.time);
    if (this.held !== undefined) this.drain();
    if (parts.memory.held > parts.options.heldBytes) this.shed();
    if (this.hasFin) this.closeAtFin(payload.time);
  }

  private cutOff(bytes: number, time: number): void {
    this.counters.cutSegments++;
    this.gaps.vague(bytes, time, time);
    this.framer.gap(bytes, Cut.Snaplen);
  }

  /**
   * All streams together hold too much: this one gives up its incomplete message, unless that is short. Messages that
   * are merely split in two are read even while others have filled the memory.
   */
  private shed(): void {
    if (this.framer.held <= LEAST_BYTES) return;
    this.counters.heldBytesExceeded++;
    this.framer.shed();
  }

  private hold(payload: Payload, sequence: number): void {
    const { parts, counters } = this;
    const { options, stretch, memory, seen } = parts;
    const length = payload.end - payload.from;
    if (seen.isCopy(this.number, sequence, length, payload)) {
      counters.duplicateCopies++;
      return;
    }
    this.held ??= new HeldSegments(memory);
    const { held } = this;
    if (held.count === 0) this.holeSince = payload.time;
    stretch.ofPayload(payload, sequence, 0);
    if (held.contradicts(stretch)) counters.conflictingSegments++;
    const added = held.add(stretch, payload.end - payload.to);
    if (added > 0) counters.outOfOrder++;
    if (added < length) this.noteRepeat(payload, sequence, length, (sequence + length) | 0);
    else seen.note(this.number, sequence, length, payload);
    if (held.held > options.heldStreamBytes || held.count > options.heldStreamSegments) {
      counters.holesGivenUp++;
      this.giveUpHole();
    } else if (memory.held > options.heldBytes) {
      counters.heldBytesExceeded++;
      this.giveUpHole();
      this.shed();
    }
  }

  /** Gives the framer what is held and comes next now. */
  private drain(): void {
    const { held, parts } = this;
    if (held === undefined) return;
    for (let first = held.first; first !== undefined; first = held.first) {
      const skip = (this.next - first.sequence) | 0;
      if (skip < 0) {
        this.holeSince = Math.max(this.holeSince, first.time);
        break;
      }
      if (skip < first.length) {
        const captured = first.bytes.length;
        this.next = (first.sequence + first.length) | 0;
        this.inOrderAt = first.time;
        if (captured > skip) {
          parts.stretch.ofPart(first, skip);
          this.framer.push(parts.stretch);
        }
        if (captured < first.length) this.cutOff(first.length - Math.max(captured, skip), first.time);
      }
      held.shift();
    }
  }

  private closeAtFin(time: number): void {
    if (this.next !== this.finAt || !this.begun || this.closed) return;
    this.tellEnd(true, time);
    this.framer.end(Cut.End);
    this.closed = true;
  }
}
