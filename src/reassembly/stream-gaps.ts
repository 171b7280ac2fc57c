import { Protocol } from './carried-message.ts';
import type { MessageSource } from './message-outlet.ts';
import type { Expectation, StreamParts } from './stream-parts.ts';

/** Nanoseconds after which what is passed over is told of though it goes on. */
const UNREAD_FOR = 10e9;

/** Tells what was missed of a stream: what no capture has, and what is there and cannot be read. */
export class StreamGaps {
  private readonly parts: StreamParts;
  private readonly stream: MessageSource;
  private readonly expected: Expectation;
  /** Bytes passed over that were not told of yet, and since when. */
  private unreadBytes = 0;
  private unreadSince = 0;

  constructor(parts: StreamParts, stream: MessageSource, expected: Expectation) {
    this.parts = parts;
    this.stream = stream;
    this.expected = expected;
  }

  /** Bytes that were sent and not captured, between two times. */
  missing(bytes: number, since: number, time: number): void {
    const { counters } = this.parts;
    counters.gaps++;
    counters.gapBytes += bytes;
    this.parts.recentGaps.add(this, since, time);
    this.tell(bytes, since, time, false);
  }

  /** What was in them can be anything, however few they are. */
  vague(bytes: number, since: number, time: number): void {
    if (this.expected.protocol === Protocol.Bin) this.tell(bytes, since, time, true);
  }

  /** Bytes are passed over: nobody can tell what they say. `now` is when they came. */
  passedOver(length: number, now: number): void {
    if (this.unreadBytes === 0) this.unreadSince = now;
    this.unreadBytes += length;
    // Of a stream that cannot be read at all, somebody may want to know before it ends.
    if (now - this.unreadSince > UNREAD_FOR) this.tellPassedOver(now);
  }

  /** What was passed over until now. */
  tellPassedOver(now: number): void {
    if (this.unreadBytes > 0) this.vague(this.unreadBytes, this.unreadSince, now);
    this.unreadBytes = 0;
  }

  private tell(bytes: number, since: number, time: number, vague: boolean): void {
    const { source, sender, receiver } = this.stream;
    this.parts.sink.gap({ source, sender, receiver, since, time, bytes, vague });
  }
}
