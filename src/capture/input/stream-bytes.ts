import type { Progress } from '../capture-source.ts';
import { FedBytes } from './fed-bytes.ts';

/** Waiting bytes are kept in pieces of this size; some free pieces are kept for reuse. */
const PIECE = 256 * 1024;
const SPARE = 32;

/**
 * The bytes of a stream from their arrival until they are read, in memory; what must be reread later is kept
 * elsewhere. They are copied into reused memory: Node.js allocates a new buffer for each piece that arrives,
 * and if many of these wait, V8 runs a full garbage collection for every 64 MB of them.
 */
export class StreamBytes extends FedBytes {
  private pieces: Uint8Array[] = [];
  /** Where the first piece begins. */
  private begin = 0;
  private readonly spare: Uint8Array[] = [];
  private isClosed = false;

  get progress(): Progress {
    return { bytesRead: this.inputBytes, bytesTotal: undefined };
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

  override taken(to: number): void {
    while (this.pieces.length > 0 && this.begin + PIECE <= to) {
      const free = this.pieces.shift();
      this.begin += PIECE;
      if (free !== undefined && this.spare.length < SPARE) this.spare.push(free);
    }
    super.taken(to);
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
