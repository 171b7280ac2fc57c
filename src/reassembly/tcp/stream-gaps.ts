import { type GapKind, Protocol } from '../carried-message.ts';
import type { Expectation } from '../framing/framing-parts.ts';
import type { MessageSource } from '../message-outlet.ts';
import type { StreamParts } from './stream-parts.ts';

/** Nanoseconds after which skipped bytes are reported even though skipping goes on. */
const UNREAD_FOR = 10e9;

/** Reports what was missed of a stream: bytes that were not captured, and bytes that could not be read. */
export class StreamGaps {
  private readonly parts: StreamParts;
  private readonly stream: MessageSource;
  private readonly expected: Expectation;
  /** Skipped bytes that have not been reported yet, and since when. */
  private unreadBytes = 0;
  private unreadSince = 0;

  constructor(parts: StreamParts, stream: MessageSource, expected: Expectation) {
    this.parts = parts;
    this.stream = stream;
    this.expected = expected;
  }

  /** Bytes were sent between two times, and not captured. */
  missing(bytes: number, since: number, time: number): void {
    const { counters } = this.parts;
    counters.gaps++;
    counters.gapBytes += bytes;
    this.parts.recentGaps.add(this, since, time);
    this.tell(bytes, since, time, 'counted');
  }

  /** The same where the number of bytes says nothing about how much was missed; see `GapKind`. */
  vague(bytes: number, since: number, time: number): void {
    if (this.expected.protocol === Protocol.Bin) this.tell(bytes, since, time, 'vague');
  }

  /** The same where a segment of an idle connection came at `time`, and the capture had begun at `since`. */
  beginning(since: number, time: number): void {
    if (this.expected.protocol === Protocol.Bin) this.tell(1, since, time, 'beginning');
  }

  /** Bytes were skipped that may have contained messages; they came at `now`. */
  passedOver(length: number, now: number): void {
    if (this.unreadBytes === 0) this.unreadSince = now;
    this.unreadBytes += length;
    // A stream that cannot be read at all is reported before it ends, for those who watch a live capture.
    if (now - this.unreadSince > UNREAD_FOR) this.tellPassedOver(now);
  }

  /** Reports what has been skipped until now. */
  tellPassedOver(now: number): void {
    if (this.unreadBytes > 0) this.vague(this.unreadBytes, this.unreadSince, now);
    this.unreadBytes = 0;
  }

  private tell(bytes: number, since: number, time: number, kind: GapKind): void {
    const { source, sender, receiver } = this.stream;
    this.parts.sink.gap({ source, sender, receiver, since, time, bytes, kind });
  }
}
