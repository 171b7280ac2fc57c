import type { CaptureBytes } from '../input/capture-bytes.ts';

const NOTHING = new Uint8Array(0);
/**
 * Size of the first chunk; each further one is larger, up to the full size. So small captures take little
 * memory.
 */
const FIRST_CHUNK = 64 * 1024;
const GROWTH = 4;

/**
 * The part of a capture that is in memory: one buffer, refilled at its end. To make a record contiguous, the
 * rest of the last chunk is moved to the front; a record larger than the buffer gets a larger buffer.
 */
export class RecordWindow {
  bytes: Uint8Array = NOTHING;
  /** The next unread byte; `to` is the end of what is in memory. */
  at = 0;
  to = 0;
  private offset = 0;
  private readonly source: CaptureBytes;
  private readonly largestChunk: number;
  private chunk: number;

  constructor(source: CaptureBytes, chunk: number) {
    this.source = source;
    this.largestChunk = chunk;
    this.chunk = Math.min(chunk, FIRST_CHUNK);
  }

  /** Offset in the capture of the next unread byte. */
  get position(): number {
    return this.offset + this.at;
  }

  /** Is nothing more to come after what is in memory? Only meaningful after `fill` returned false. */
  get complete(): boolean {
    return this.source.complete;
  }

  /** Makes `length` unread bytes contiguous in memory; false if there are not as many (yet). */
  fill(length: number): boolean {
    if (this.to - this.at >= length) return true;
    if (this.at === this.to || this.at + length > this.bytes.length) this.makeRoom(length);
    const room = this.bytes.length - this.to;
    const got = this.source.read(this.offset + this.to, room, this.bytes, this.to);
    this.to += got;
    if (got > 0) this.source.taken(this.offset + this.to);
    return this.to - this.at >= length;
  }

  /** Resolves when `fill` may find more. */
  whenMore(): Promise<void> {
    return this.source.whenBeyond(this.offset + this.to);
  }

  /** Frees the memory; only `position` remains valid. */
  release(): void {
    this.offset += this.at;
    this.bytes = NOTHING;
    this.at = 0;
    this.to = 0;
  }

  private makeRoom(length: number): void {
    const rest = this.to - this.at;
    const size = Math.max(this.chunk, length);
    if (this.bytes.length < size || this.bytes.length > 2 * size) {
      const moved = new Uint8Array(size);
      moved.set(this.bytes.subarray(this.at, this.to));
      this.bytes = moved;
    } else if (rest > 0) {
      this.bytes.copyWithin(0, this.at, this.to);
    }
    this.offset += this.at;
    this.at = 0;
    this.to = rest;
    this.chunk = Math.min(this.chunk * GROWTH, this.largestChunk);
  }
}
