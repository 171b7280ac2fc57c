import { Plausible } from '../../../decoders/bin/frame.ts';
import { Byte, isToken, skipLineEnds } from '../../../decoders/sip/characters.ts';
import { Method, methodId } from '../../../decoders/sip/methods.ts';
import { isBrokenStartLine, startsLikeSip } from '../../../decoders/sip/start-line.ts';
import { type Cut, Protocol, Transport } from '../carried-message.ts';
import type { MessageForm } from '../message-outlet.ts';
import { type FramedStream, type Framing, Look } from './framing.ts';
import { Lines, Scan, SipHeaderScan, START_BYTES } from './sip-header-scan.ts';
import type { Stretch } from './stretch.ts';

/** Of `SIP/2.0`. */
const VERSION_LENGTH = 7;
/** Beginnings that are tried in the same bytes: each may look like a whole header without being one. */
const MOST_TRIED = 16;

export interface SipFramingLimits {
  readonly sipHeaderBytes: number;
  readonly sipBodyBytes: number;
}

/**
 * SIP on a stream (RFC 3261 18.3): header fields up to the empty line, then Content-Length bytes of body,
 * none if it is absent. CRLFs between messages are keep-alives (RFC 5626 3.5.1). One per stream.
 */
export class SipFraming implements Framing, MessageForm {
  readonly protocol = Protocol.Sip;
  readonly transport = Transport.Tcp;
  length = 0;
  rest = 0;
  readonly collectedBytes = 0;

  private readonly limits: SipFramingLimits;
  private readonly scan = new SipHeaderScan();
  /** `look` has found nothing here, and `lookMalformed` goes on. */
  private malformed = false;
  /** How much is ahead of what false beginnings have reached, and how many of them there were in it. */
  private reached = 0;
  private tried = 0;

  constructor(limits: SipFramingLimits) {
    this.limits = limits;
  }

  look(bytes: Uint8Array, from: number, to: number, searching: boolean): Look {
    if (this.malformed) return Look.No;
    const found = this.lookFor(bytes, from, to, searching ? Lines.Fields : Lines.Any);
    const isWhole = found !== Look.No && this.scan.headerLength > 0;
    return searching && isWhole && !this.scan.cseqAgrees(bytes, from) ? Look.No : found;
  }

  private lookFor(bytes: Uint8Array, from: number, to: number, lines: Lines): Look {
    const fill = skipLineEnds(bytes, from, to) - from;
    if (fill > 0) {
      this.length = fill;
      return Look.Filler;
    }
    const { scan, limits } = this;
    const found = scan.scan(bytes, from, to, lines);
    if (found === Scan.No) return Look.No;
    const header = found === Scan.Done ? scan.headerLength : to - from;
    if (header > limits.sipHeaderBytes) {
      this.length = limits.sipHeaderBytes;
      this.rest = -1;
      return Look.TooLong;
    }
    if (found === Scan.More) {
      this.length = 0;
      return Look.NeedsMore;
    }
    const body = Math.max(0, scan.contentLength);
    this.rest = Math.max(0, body - limits.sipBodyBytes);
    this.length = scan.headerLength + body - this.rest;
    if (to - from < this.length) return Look.Incomplete;
    return this.rest > 0 ? Look.TooLong : Look.Message;
  }

  get isOpenEnded(): boolean {
    return this.scan.lengthUnreadable;
  }

  restart(): void {
    this.scan.restart();
    this.malformed = false;
  }

  /**
   * If bytes before the segment are missing, it may begin inside the name of a method, which is then none, or ACK; with
   * the version at the end of a request line; or with the protocol in a Via.
   */
  lookMalformed(bytes: Uint8Array, from: number, to: number): Look {
    if (this.malformed) return this.lookFor(bytes, from, to, Lines.NoStart);
    let methodTo = from;
    while (methodTo < to && isToken(bytes[methodTo] as number)) methodTo++;
    const method = methodId(bytes, from, methodTo);
    const isResponse = bytes[methodTo] === Byte.Slash && bytes[from + VERSION_LENGTH] === Byte.Space;
    if (!isResponse && (method === Method.Other || method === Method.Ack)) return Look.No;
    this.restart();
    this.malformed = true;
    return this.lookFor(bytes, from, to, Lines.NoStart);
  }

  /** Not only at the beginning of a line: the body before it need not end with a line end. */
  mayBegin({ bytes, from, to, beginsSegment }: Stretch): boolean {
    return beginsHere(bytes, from, to) || (beginsSegment && isBrokenStartLine(bytes, from, to));
  }

  /** No header that begins before a line that no header has, and reaches it, is one. */
  distance({ bytes, from, to }: Stretch): number {
    const { refusedAt, reach } = this.scan;
    const distance =
      refusedAt > 0 ? refusedAt : this.triedInVain(reach) ? reach : nextBeginning(bytes, from, to);
    this.reached = Math.max(0, this.reached - distance);
    return distance;
  }

  /** Have enough beginnings been tried within what was looked at here? */
  private triedInVain(reach: number): boolean {
    if (reach === 0) return false;
    this.tried = this.reached > 0 ? this.tried + 1 : 1;
    this.reached = Math.max(this.reached, reach);
    return this.tried > MOST_TRIED;
  }

  follows(bytes: Uint8Array, at: number, to: number): Plausible {
    const from = skipLineEnds(bytes, at, to);
    if (from === to) return Plausible.NeedsMore;
    const enough = Math.min(to, from + START_BYTES);
    if (!startsLikeSip(bytes, from, enough)) return Plausible.No;
    if (enough - from === START_BYTES) return Plausible.Yes;
    for (let i = from; i < enough; i++) if (bytes[i] === Byte.Lf) return Plausible.Yes;
    return Plausible.NeedsMore;
  }

  deliver(stretch: Stretch, cut: Cut, stream: FramedStream): void {
    stream.push(this, stretch, this.length, cut);
  }

  cutShort(stretch: Stretch, cut: Cut, stream: FramedStream): number {
    const { scan } = this;
    const there = stretch.to - stretch.from;
    if (!scan.hasBegun) {
      stream.counters.skippedBytes += there;
      stretch.consume(there);
      return -1;
    }
    const missing = scan.headerLength > 0 ? this.length + this.rest - there : -1;
    stream.push(this, stretch, there, cut);
    return missing;
  }

  abandon(): void {}

  shed(): void {}
}

/**
 * Is this a capital letter, with which every method and SIP-Version begin, followed by more of a start line?
 */
function beginsHere(bytes: Uint8Array, at: number, to: number): boolean {
  const byte = bytes[at] as number;
  return byte >= 0x41 && byte <= 0x5a && startsLikeSip(bytes, at, Math.min(to, at + START_BYTES));
}

/** How far it is to the next place where a message may begin, or to the end. */
function nextBeginning(bytes: Uint8Array, from: number, to: number): number {
  let at = from + 1;
  while (at < to && !beginsHere(bytes, at, to)) at++;
  return at - from;
}
