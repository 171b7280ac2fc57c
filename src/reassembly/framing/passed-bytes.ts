import type { FramedStream } from './framing.ts';
import type { Stretch } from './stretch.ts';

/** Skips the bytes of a stream that are part of no message, and counts why. One per framer. */
export class PassedBytes {
  /** Remaining bytes of a message that was cut and handed on already. */
  rest = 0;
  /**
   * Bytes that are skipped now count as junk of the sender; otherwise as skipped for a gap or an unseen
   * beginning.
   */
  isJunk = false;
  private readonly stream: FramedStream;

  constructor(stream: FramedStream) {
    this.stream = stream;
  }

  /** A new connection. */
  begin(fromStart: boolean): void {
    this.rest = 0;
    this.isJunk = fromStart;
  }

  /**
   * The next `length` bytes of the stream are missing. True if all of them belong to the rest of a message
   * that was handed on.
   */
  gap(length: number): boolean {
    this.isJunk = false;
    const isRest = this.rest >= length;
    this.rest = isRest ? this.rest - length : 0;
    return isRest;
  }

  /** Another `length` bytes of the message that was handed on last follow; -1: unknown how many. */
  behind(length: number): void {
    this.rest = Math.max(0, length);
    this.isJunk = false;
  }

  passRest(stretch: Stretch): true {
    const length = Math.min(this.rest, stretch.to - stretch.from);
    stretch.consume(length);
    this.rest -= length;
    this.stream.counters.skippedBytes += length;
    return true;
  }

  /** Bytes that are allowed between messages and mean nothing. */
  keepAlive(stretch: Stretch, length: number): true {
    this.stream.counters.keepAlives++;
    stretch.consume(length);
    return true;
  }

  /** Something other than TLS where only TLS is read. */
  other(stretch: Stretch): true {
    this.stream.counters.tcpOther++;
    stretch.consume(stretch.to - stretch.from);
    return true;
  }

  /** Bytes in which no message was found. */
  skip(stretch: Stretch, length: number): true {
    const { counters } = this.stream;
    if (this.isJunk) counters.junkBytes += length;
    else counters.skippedBytes += length;
    this.stream.unread(length);
    stretch.consume(length);
    return true;
  }
}
