import { Plausible } from '../../../decoders/bin/frame.ts';
import { skipLineEnds } from '../../../decoders/sip/characters.ts';
import { isBrokenStartLine, startsLikeSip } from '../../../decoders/sip/start-line.ts';
import { Cut, Protocol, Transport } from '../carried-message.ts';
import type { MessageForm } from '../message-outlet.ts';
import { type FramedStream, type Framing, Look } from './framing.ts';
import { START_BYTES } from './sip-header-scan.ts';
import { StreamBuffer } from './stream-buffer.ts';
import type { StreamMemory } from './stream-memory.ts';
import type { Stretch } from './stretch.ts';
import { HeaderStatus, Opcode, WebSocketHeader } from './websocket-header.ts';

/** Bytes of a frame's payload that must look like SIP before it is believed while searching. */
const ENOUGH = 16;

/**
 * SIP over WebSocket (RFC 7118): one WebSocket message is one SIP message, whatever its Content-Length.
 * Masked or fragmented messages are collected and unmasked in a buffer of their own, which also keeps where
 * each part lies in the file and how it is masked there. One per stream.
 */
export class WebSocketFraming implements Framing, MessageForm {
  readonly protocol = Protocol.Sip;
  readonly transport = Transport.Ws;
  length = 0;
  rest = 0;
  readonly isOpenEnded = false;

  private readonly mostBytes: number;
  private readonly header = new WebSocketHeader();
  /** The parts of an unfinished message. */
  private readonly collected: StreamBuffer;
  private collecting = false;
  private readonly start = new Uint8Array(START_BYTES);

  constructor(limits: { readonly webSocketMessageBytes: number }, memory: StreamMemory) {
    this.mostBytes = limits.webSocketMessageBytes;
    this.collected = new StreamBuffer(memory);
  }

  look(bytes: Uint8Array, from: number, to: number, searching: boolean): Look {
    const { header } = this;
    const status = header.read(bytes, from, to);
    if (status === HeaderStatus.No) return Look.No;
    this.length = header.headerLength;
    if (status === HeaderStatus.NeedsMore) return Look.NeedsMore;
    if (searching) {
      const believable = this.carriesSip(bytes, from, to);
      if (believable === Plausible.No) return Look.No;
      if (believable === Plausible.NeedsMore) {
        this.length += ENOUGH;
        return Look.NeedsMore;
      }
    }
    const taken = Math.min(header.payloadLength, this.mostBytes);
    this.length += taken;
    this.rest = header.payloadLength - taken;
    if (to - from < this.length) return Look.Incomplete;
    return this.rest > 0 ? Look.TooLong : Look.Message;
  }

  restart(): void {}

  lookMalformed(): Look {
    return Look.No;
  }

  mayBegin(stretch: Stretch): boolean {
    return stretch.beginsSegment;
  }

  distance(stretch: Stretch): number {
    return stretch.to - stretch.from;
  }

  follows(bytes: Uint8Array, at: number, to: number): Plausible {
    const status = new WebSocketHeader().read(bytes, at, to);
    if (status === HeaderStatus.No) return Plausible.No;
    return status === HeaderStatus.Ok ? Plausible.Yes : Plausible.NeedsMore;
  }

  deliver(stretch: Stretch, cut: Cut, stream: FramedStream): void {
    const payload = this.length - this.header.headerLength;
    stretch.consume(this.header.headerLength);
    this.take(stretch, payload, cut, stream);
  }

  cutShort(stretch: Stretch, cut: Cut, stream: FramedStream): number {
    const { headerLength } = this.header;
    const there = stretch.to - stretch.from;
    if (there < headerLength) {
      stream.counters.skippedBytes += there;
      stretch.consume(there);
      return -1;
    }
    const missing = this.length + this.rest - there;
    stretch.consume(headerLength);
    this.take(stretch, there - headerLength, cut, stream);
    return missing;
  }

  abandon(cut: Cut, stream: FramedStream): void {
    this.collecting = false;
    this.hand(this.collected, this.collected.length, cut, stream);
  }

  get collectedBytes(): number {
    return this.collected.length;
  }

  shed(stream: FramedStream): void {
    this.abandon(Cut.Limit, stream);
  }

  /** Takes `length` bytes of payload of the frame whose header was read. */
  private take(stretch: Stretch, length: number, cut: Cut, stream: FramedStream): void {
    const { header, collected } = this;
    if (header.opcode === Opcode.Text || header.opcode === Opcode.Binary) {
      // A message that is not finished when the next one begins never will be.
      this.abandon(Cut.End, stream);
      this.collecting = !header.compressed;
      if (header.compressed) stream.counters.webSocketCompressed++;
    }
    if (header.isControl || !this.collecting) {
      stretch.consume(length);
    } else if (header.isFinal && !header.masked && collected.length === 0) {
      this.collecting = false;
      this.hand(stretch, length, cut, stream);
    } else {
      this.collect(stretch, length, cut, stream);
    }
  }

  private collect(stretch: Stretch, length: number, cut: Cut, stream: FramedStream): void {
    const { header, collected } = this;
    const taken = Math.min(length, this.mostBytes - collected.length);
    if (taken < length) cut = Cut.Limit;
    collected.append(stretch, taken);
    if (header.masked) collected.unmask(taken, header.key);
    stretch.consume(length - taken);
    if (!header.isFinal && cut === Cut.None) return;
    this.collecting = false;
    this.hand(collected, collected.length, cut, stream);
  }

  /** Hands on a complete WebSocket message if it is SIP, and consumes it. */
  private hand(stretch: Stretch, length: number, cut: Cut, stream: FramedStream): void {
    const { bytes, from } = stretch;
    const blank = skipLineEnds(bytes, from, from + length) - from;
    const start = from + blank;
    const end = from + length;
    if (length > 0 && blank === length) stream.counters.keepAlives++;
    stretch.consume(blank);
    if (start === end) return;
    if (
      startsLikeSip(bytes, start, Math.min(end, start + START_BYTES)) ||
      isBrokenStartLine(bytes, start, end)
    ) {
      stream.push(this, stretch, length - blank, cut);
    } else {
      stream.counters.webSocketOther++;
      stretch.consume(length - blank);
    }
  }

  /** Does the payload of the frame whose header was read begin like SIP? */
  private carriesSip(bytes: Uint8Array, from: number, to: number): Plausible {
    const { header, start } = this;
    if (header.isControl || header.compressed || header.opcode === Opcode.Continuation) return Plausible.No;
    if (header.payloadLength < ENOUGH) return Plausible.No;
    const payload = from + header.headerLength;
    const length = Math.min(to - payload, header.payloadLength, START_BYTES);
    if (length < ENOUGH) return Plausible.NeedsMore;
    for (let i = 0; i < length; i++) {
      const mask = (header.key >>> (24 - 8 * (i & 3))) & 0xff;
      start[i] = (bytes[payload + i] as number) ^ mask;
    }
    return startsLikeSip(start, 0, length) ? Plausible.Yes : Plausible.No;
  }
}
