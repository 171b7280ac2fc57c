import type { FramedStream } from './framing.ts';
import type { Stretch } from './stretch.ts';

/** The bytes of a stream that no message has: passes over them, and counts why. One for each framer. */
export class PassedBytes {
  /** Bytes to come of a message that has been handed on as far as it goes. */
  rest = 0;
  /** Do the bytes that are passed over now come from the sender, rather than from a gap? */
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

  /** The next `length` bytes of the stream will not come; true where all of them belong to the rest of a message. */
  gap(length: number): boolean {
    this.isJunk = false;
    const isRest = this.rest >= length;
    this.rest = isRest ? this.rest - length : 0;
    return isRest;
  }

  /** `length` bytes follow of the message that was handed on last; -1: nobody knows. */
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

  /** What may stand between messages and means nothing. */
  keepAlive(stretch: Stretch, length: number): true {
    this.stream.counters.keepAlives++;
    stretch.consume(length);
    return true;
  }

  /** What is not TLS where only that is asked for. */
  other(stretch: Stretch): true {
    this.stream.counters.tcpOther++;
    stretch.consume(stretch.to - stretch.from);
    return true;
  }

  /** What nobody can read. */
  skip(stretch: Stretch, length: number): true {
    const { counters } = this.stream;
    if (this.isJunk) counters.junkBytes += length;
    else counters.skippedBytes += length;
    this.stream.unread(length);
    stretch.consume(length);
    return true;
  }
}
