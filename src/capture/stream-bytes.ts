import type { CaptureBytes } from './capture-bytes.ts';
import type { Progress } from './capture-source.ts';
import { FeedWaits } from './feed-waits.ts';

/** What waits is kept in pieces of this size, and so many that are free are kept for what comes next. */
const PIECE = 256 * 1024;
const SPARE = 32;

/** What a feeder fills, and a reader reads from. */
export interface FedBytes extends CaptureBytes {
  /** Of the input, before decompression; kept by the feeder. */
  inputBytes: number;
  /** What `close` has to stop. */
  onClose: (() => void) | undefined;
  /** Bytes that were appended. */
  readonly size: number;
  /** False where that was not all. Throws the system's error where the disk takes no more. */
  append(bytes: Uint8Array): boolean;
  /** Nothing will be appended any more. */
  finish(): void;
  /** Resolves when the reader is at most `lead` bytes behind; undefined where it is so now. */
  whenCaughtUp(lead: number): Promise<void> | undefined;
}

/**
 * The bytes of a stream between its arrival and its reading: in memory, until they were taken. What
 * is to be read again is kept elsewhere. They are copied into memory that is used again and again: the
 * runtime has new memory for each piece that comes in, and where many of these wait, V8 goes through
 * all of its heap every 64 MB to see which of them are still wanted.
 */
export class StreamBytes implements FedBytes {
  complete = false;
  inputBytes = 0;
  onClose: (() => void) | undefined;
  private pieces: Uint8Array[] = [];
  /** Where the first piece begins. */
  private begin = 0;
  private readonly spare: Uint8Array[] = [];
  private length = 0;
  private takenTo = 0;
  private isClosed = false;
  private readonly waits = new FeedWaits();

  get progress(): Progress {
    return { bytesRead: this.inputBytes, bytesTotal: undefined };
  }

  get size(): number {
    return this.length;
  }

  append(bytes: Uint8Array): boolean {
    if (this.isClosed) return false;
    for (let done = 0; done < bytes.length; ) {
      const at = (this.length - this.begin) % PIECE;
      if (at === 0) this.pieces.push(this.spare.pop() ?? Buffer.allocUnsafeSlow(PIECE));
      const part = bytes.subarray(done, done + PIECE - at);
      this.pieces.at(-1)?.set(part, at);
      this.length += part.length;
      done += part.length;
    }
    this.waits.wakeReader();
    return true;
  }

  finish(): void {
    this.complete = true;
    this.waits.wakeReader();
  }

  read(offset: number, length: number, into: Uint8Array, at: number): number {
    if (offset < this.begin) return 0;
    const end = Math.min(offset + length, this.length);
    let from = offset;
    while (from < end) {
      const within = (from - this.begin) % PIECE;
      const to = Math.min(PIECE, within + end - from);
      const piece = this.pieces[Math.floor((from - this.begin) / PIECE)];
      if (piece === undefined) break;
      into.set(piece.subarray(within, to), at + from - offset);
      from += to - within;
    }
    return Math.max(0, from - offset);
  }

  taken(to: number): void {
    this.takenTo = to;
    while (this.pieces.length > 0 && this.begin + PIECE <= to) {
      const free = this.pieces.shift();
      this.begin += PIECE;
      if (free !== undefined && this.spare.length < SPARE) this.spare.push(free);
    }
    this.waits.wakeFeeder();
  }

  whenBeyond(offset: number): Promise<void> {
    if (this.complete || this.length > offset) return Promise.resolve();
    return this.waits.forMore;
  }

  whenCaughtUp(lead: number): Promise<void> | undefined {
    if (this.complete || this.length - this.takenTo <= lead) return undefined;
    return this.waits.forReader;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.pieces = [];
    this.begin = this.length;
    this.finish();
    this.waits.wakeFeeder();
    this.onClose?.();
  }
}
