import type { EndpointId, SourceId } from '../../ids.ts';
import { type Cut, Extents } from '../carried-message.ts';
import type { Counters } from '../counters.ts';
import type { FramedStream, Framing } from '../framing/framing.ts';
import type { Expectation } from '../framing/framing-parts.ts';
import { StreamFramer } from '../framing/stream-framer.ts';
import type { Stretch } from '../framing/stretch.ts';
import type { MessageForm, MessageSource } from '../message-outlet.ts';
import { openTls } from '../secured-stream.ts';
import type { TlsConnection } from '../tls/tls-connection.ts';
import { StreamGaps } from './stream-gaps.ts';
import type { StreamParts } from './stream-parts.ts';
import { TroubleWatch } from './trouble-watch.ts';

const NO_REPEATS: readonly number[] = [];

/**
 * One direction of a TCP connection above the order of its segments: its bytes go to a framer, and the messages
 * that this finds, the gaps between them and the troubles of the connection are reported.
 */
export abstract class MessageStream implements MessageSource, FramedStream {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly counters: Counters;
  /** The other direction, if it was seen. */
  abstract peer: MessageStream | undefined;
  deliveredAt = Number.NEGATIVE_INFINITY;
  deliveredBy = 0;
  lastSent = -1;
  repeats: readonly number[] = NO_REPEATS;
  isWaiting = false;
  readonly troubles: TroubleWatch;

  protected readonly parts: StreamParts;
  protected readonly framer: StreamFramer;
  protected readonly gaps: StreamGaps;
  /** When the last of the bytes handed to the framer were captured. */
  protected inOrderAt = 0;
  readonly expected: Expectation;
  /** Set once the stream turns out to be TLS. */
  private tls: TlsConnection | undefined;

  constructor(
    parts: StreamParts,
    source: SourceId,
    sender: EndpointId,
    receiver: EndpointId,
    expected: Expectation,
  ) {
    this.parts = parts;
    this.source = source;
    this.sender = sender;
    this.receiver = receiver;
    this.counters = parts.counters;
    this.expected = expected;
    this.framer = new StreamFramer(parts, this, expected);
    this.gaps = new StreamGaps(parts, this, expected);
    this.troubles = new TroubleWatch(parts, this, expected);
  }

  unread(length: number): void {
    this.gaps.passedOver(length, this.inOrderAt);
  }

  outOfStep(bytes: Uint8Array, from: number, to: number): void {
    this.troubles.outOfStep(bytes, from, to, this.inOrderAt);
  }

  push(form: MessageForm, stretch: Stretch, length: number, cut: Cut): void {
    this.gaps.tellPassedOver(this.inOrderAt);
    this.parts.outlet.push(form, stretch, length, cut, this);
  }

  /** Hands on a message found inside TLS. */
  pushSecured(form: MessageForm, stretch: Stretch, length: number, cut: Cut): void {
    this.gaps.tellPassedOver(this.inOrderAt);
    this.parts.outlet.push(form, stretch, length, cut, this, true);
  }

  /** The other direction may have been recognised as TLS first. */
  openTls(): Framing {
    const { parts, peer, expected } = this;
    const { connection, framing } = openTls(this, parts, expected, peer?.tls, () => this.framer.resume());
    this.tls = connection;
    return framing;
  }

  upgraded(stretch: Stretch, length: number): void {
    const { source, sender, receiver } = this;
    const place = { extents: new Extents(), time: 0, frame: 0 };
    stretch.locate(length, place);
    const records = [...place.extents.recordOffset.subarray(0, place.extents.count)];
    this.parts.sink.upgraded?.({ source, sender, receiver, time: place.time, records });
  }

  /** Another connection begins; `fromStart`: the next byte is its first one. */
  protected beginMessages(fromStart: boolean): void {
    this.lastSent = -1;
    this.repeats = NO_REPEATS;
    this.isWaiting = false;
    this.tls = undefined;
    this.framer.begin(fromStart);
  }
}
