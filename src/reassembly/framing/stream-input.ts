import { Cut } from '../carried-message.ts';
import { StreamBuffer } from './stream-buffer.ts';
import type { StreamMemory } from './stream-memory.ts';
import { differ, type SegmentStretch, type Stretch } from './stretch.ts';

/**
 * Takes the bytes of a stream in order and goes through them in steps, in place as far as possible: only what a
 * step has to leave until more bytes come is buffered.
 */
export abstract class StreamInput {
  /** The beginning of an incomplete message. */
  private buffer: StreamBuffer | undefined;
  /** The buffer is not looked at again until it holds this many bytes; 0: look at any number. */
  protected wanted = 0;
  /** Set while no more bytes of the message at hand can come: why not. */
  protected ending: Cut = Cut.None;
  private readonly memory: StreamMemory;

  constructor(memory: StreamMemory) {
    this.memory = memory;
  }

  /** Consumes bytes at the front of `stretch`; false if only more bytes can help. */
  protected abstract step(stretch: Stretch): boolean;

  /** Bytes that wait for more. */
  get waiting(): number {
    return this.buffer === undefined ? 0 : this.buffer.length;
  }

  /** Segments that the waiting bytes came in. */
  get pieces(): number {
    return this.buffer === undefined ? 0 : this.buffer.pieces;
  }

  /** Does `stretch` have others of the bytes that wait? */
  contradicts(stretch: Stretch): boolean {
    const { buffer } = this;
    return buffer !== undefined && buffer.length > 0 && differ(buffer, stretch);
  }

  /** Takes the next bytes of the stream, all of them. */
  push(stretch: SegmentStretch): void {
    const { buffer } = this;
    if (buffer === undefined || buffer.length === 0) this.run(stretch);
    else this.join(buffer, stretch);
    if (stretch.from < stretch.to) this.keep(stretch);
  }

  /** Looks again at the bytes that wait: what they waited for (keys of TLS) may have come by another way. */
  resume(): void {
    const { buffer } = this;
    if (buffer !== undefined && buffer.length > 0) this.run(buffer);
  }

  /** No more of the waiting bytes' message will come: steps through them to the end. */
  protected settle(cause: Cut): void {
    const { buffer } = this;
    if (buffer === undefined || buffer.length === 0) return;
    this.ending = cause;
    this.run(buffer);
    this.ending = Cut.None;
  }

  /** Moves bytes into the buffer, as many as it wants at a time, until either is empty. */
  private join(buffer: StreamBuffer, stretch: SegmentStretch): void {
    while (stretch.from < stretch.to && buffer.length > 0) {
      const there = stretch.to - stretch.from;
      const missing = this.wanted - buffer.length;
      buffer.append(stretch, missing > 0 ? Math.min(missing, there) : there);
      if (buffer.length >= this.wanted) this.run(buffer);
    }
    if (stretch.from < stretch.to) this.run(stretch);
  }

  private keep(stretch: SegmentStretch): void {
    this.buffer ??= new StreamBuffer(this.memory);
    this.buffer.append(stretch, stretch.to - stretch.from);
  }

  private run(stretch: Stretch): void {
    this.wanted = 0;
    while (stretch.from < stretch.to && this.step(stretch));
  }
}
