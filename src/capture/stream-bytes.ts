import type { CaptureBytes } from './capture-bytes.ts';
import type { Progress } from './capture-source.ts';
import { type Signal, signal } from './signal.ts';

interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

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
 * The bytes of a stream between its arrival and its reading: in memory, each until it was taken. What
 * is to be read again is kept elsewhere.
 */
export class StreamBytes implements FedBytes {
  complete = false;
  inputBytes = 0;
  onClose: (() => void) | undefined;
  private pieces: Piece[] = [];
  private length = 0;
  private takenTo = 0;
  private isClosed = false;
  private grown: Signal | undefined;
  private drained: Signal | undefined;

  get progress(): Progress {
    return { bytesRead: this.inputBytes, bytesTotal: undefined };
  }

  get size(): number {
    return this.length;
  }

  append(bytes: Uint8Array): boolean {
    if (this.isClosed) return false;
    if (bytes.length > 0) this.pieces.push({ at: this.length, bytes });
    this.length += bytes.length;
    this.wakeReader();
    return true;
  }

  finish(): void {
    this.complete = true;
    this.wakeReader();
  }

  read(offset: number, length: number, into: Uint8Array, at: number): number {
    let done = 0;
    for (const piece of this.pieces) {
      const from = offset + done - piece.at;
      if (done === length || from < 0) break;
      const part = piece.bytes.subarray(from, from + length - done);
      into.set(part, at + done);
      done += part.length;
    }
    return done;
  }

  taken(to: number): void {
    this.takenTo = to;
    let passed = 0;
    for (const { at, bytes } of this.pieces) {
      if (at + bytes.length > to) break;
      passed++;
    }
    if (passed > 0) this.pieces.splice(0, passed);
    this.drained?.fire();
    this.drained = undefined;
  }

  whenBeyond(offset: number): Promise<void> {
    if (this.complete || this.length > offset) return Promise.resolve();
    this.grown ??= signal();
    return this.grown.promise;
  }

  whenCaughtUp(lead: number): Promise<void> | undefined {
    if (this.complete || this.length - this.takenTo <= lead) return undefined;
    this.drained ??= signal();
    return this.drained.promise;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.pieces = [];
    this.finish();
    this.drained?.fire();
    this.onClose?.();
  }

  private wakeReader(): void {
    this.grown?.fire();
    this.grown = undefined;
  }
}
