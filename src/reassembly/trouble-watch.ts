import { LONGEST_PACKET, MARKER, SHORTEST_PACKET } from '../../decoders/bin/frame.ts';
import { u32le } from '../../decoders/bytes/integers.ts';
import { Protocol } from './carried-message.ts';
import type { MessageSource } from './message-outlet.ts';
import type { StreamFramer } from './stream-framer.ts';
import type { Expectation, StreamParts } from './stream-parts.ts';
import type { StreamTrouble } from './stream-trouble.ts';

/** Nanoseconds that nobody can send without giving up: bin_send_timeout, by default. */
const SEND_TIMEOUT = 100e6;

/** What goes wrong with one direction of a connection of BIN. What is missing in the capture is nothing of that. */
export class TroubleWatch {
  private readonly parts: StreamParts;
  private readonly stream: MessageSource;
  private readonly expected: Expectation;
  /** Since when the receiver takes nothing more; -1 while it does. */
  private blockedSince = -1;

  constructor(parts: StreamParts, stream: MessageSource, expected: Expectation) {
    this.parts = parts;
    this.stream = stream;
    this.expected = expected;
  }

  /** A window of 0 is closed whatever its scale is (RFC 9293 3.8.6.1). */
  offered(window: number, time: number): void {
    if (window > 0 && this.blockedSince >= 0) this.unblocked(time);
    else if (window === 0 && this.blockedSince < 0) this.blockedSince = time;
  }

  /** The connection is over, or nobody looks any more. */
  unblocked(time: number): void {
    const since = this.blockedSince;
    this.blockedSince = -1;
    if (since >= 0 && time - since > SEND_TIMEOUT) this.tell({ kind: 'blocked', since, time });
  }

  /** Where a packet has to begin, `bytes` have something else. A receiver closes the connection (spec bin-core 3). */
  outOfStep(bytes: Uint8Array, from: number, to: number, time: number): void {
    const hasLength = to - from >= 8 && u32le(bytes, from) === MARKER;
    const length = hasLength ? u32le(bytes, from + 4) : -1;
    // What else is odd about it, a receiver may take.
    if (length >= SHORTEST_PACKET && length <= LONGEST_PACKET) return;
    this.tell({ kind: 'out of step', since: time, time, bytes: length });
  }

  /** The connection was ended by one of both; `framer` has what came of a packet. */
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
