import { LONGEST_PACKET, MARKER, SHORTEST_PACKET } from '../../../decoders/bin/frame.ts';
import { u32le } from '../../../decoders/bytes/integers.ts';
import { Protocol } from '../carried-message.ts';
import type { Expectation } from '../framing/framing-parts.ts';
import type { StreamFramer } from '../framing/stream-framer.ts';
import type { MessageSource } from '../message-outlet.ts';
import type { StreamParts } from './stream-parts.ts';
import type { StreamTrouble } from './stream-trouble.ts';

/** Nanoseconds after which a blocked sender gives up: the default of bin_send_timeout. */
const SEND_TIMEOUT = 100e6;

/**
 * Watches one direction of a BIN connection for troubles of the connection itself. Bytes that are only
 * missing in the capture are none.
 */
export class TroubleWatch {
  private readonly parts: StreamParts;
  private readonly stream: MessageSource;
  private readonly expected: Expectation;
  /** Since when the receive window has been closed; -1 while it is open. */
  private blockedSince = -1;

  constructor(parts: StreamParts, stream: MessageSource, expected: Expectation) {
    this.parts = parts;
    this.stream = stream;
    this.expected = expected;
  }

  /** The receiver advertised this window. 0 means closed, whatever the window scale (RFC 9293 3.8.6.1). */
  offered(window: number, time: number): void {
    if (window > 0 && this.blockedSince >= 0) this.unblocked(time);
    else if (window === 0 && this.blockedSince < 0) this.blockedSince = time;
  }

  /** The window is open again, the connection over, or the capture ends. */
  unblocked(time: number): void {
    const since = this.blockedSince;
    this.blockedSince = -1;
    if (since >= 0 && time - since > SEND_TIMEOUT) this.tell({ kind: 'blocked', since, time });
  }

  /** `bytes` stand where a packet has to begin. A receiver closes the connection for it (spec bin-core 3). */
  outOfStep(bytes: Uint8Array, from: number, to: number, time: number): void {
    const hasLength = to - from >= 8 && u32le(bytes, from) === MARKER;
    const length = hasLength ? u32le(bytes, from + 4) : -1;
    // A receiver checks nothing beyond marker and length.
    if (length >= SHORTEST_PACKET && length <= LONGEST_PACKET) return;
    this.tell({ kind: 'out of step', since: time, time, bytes: length });
  }

  /** One side closed the connection; `framer` has what had come of a packet. */
  ended({ unfinished, pieces }: StreamFramer, bySender: boolean, time: number): void {
    if (unfinished > 0) this.tell({ kind: 'cut', since: time, time, bytes: unfinished, pieces, bySender });
  }

  private tell(trouble: Pick<StreamTrouble, 'kind' | 'since' | 'time'> & Partial<StreamTrouble>): void {
    if (this.expected.protocol !== Protocol.Bin) return;
    const { source, sender, receiver } = this.stream;
    const after = this.parts.sent.lastOf(this.stream);
    const usual = { source, sender, receiver, after, bytes: 0, pieces: 0, bySender: false };
    this.parts.sink.trouble?.({ ...usual, ...trouble });
  }
}
