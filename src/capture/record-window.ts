import type { CaptureBytes } from './capture-bytes.ts';

const NOTHING = new Uint8Array(0);
/** The first chunk; each next one is larger, up to the full size. Small captures take little memory. */
const FIRST_CHUNK = 64 * 1024;
const GROWTH = 4;

/**
 * The stretch of a capture that is in memory: one buffer, refilled from behind. What a record needs
 * is made contiguous by moving the rest of the last chunk to the front, and by a larger buffer where
 * the record is larger.
 */
export class RecordWindow {
  bytes: Uint8Array = NOTHING;
  /** The next unread byte, and the end of what is there. */
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

  /** Where the next unread byte lies in the capture. */
  get position(): number {
    return this.offset + this.at;
  }

  /** True where what is in memory is all that will ever come. Ask after `fill` said false. */
  get complete(): boolean {
    return this.source.complete;
  }

  /** Makes `length` unread bytes contiguous in memory; false where there are not so many (yet). */
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

  /** Gives the memory back; only `position` stays true. */
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
      const moved = Buffer.allocUnsafeSlow(size);
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
