import { closeSync, fchownSync, ftruncateSync, openSync, unlinkSync, write, writeSync } from 'node:fs';
import { readFully } from '../capture-bytes.ts';

interface Pending {
  /** Where in the file. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * One file of the ring, a stretch of the places that frames have in it. It is written in the background,
 * what is on its way can be read like what is there. Where the disk takes no more, the stretch goes on
 * without bytes.
 */
export class RingFile {
  readonly path: string;
  /** The place of its first byte. */
  readonly start: number;
  /** Bytes that were handed over, whatever became of them. */
  length = 0;
  private readonly failed: (error: NodeJS.ErrnoException) => void;
  private readonly done: (bytes: Uint8Array) => void;
  private descriptor: number;
  private written = 0;
  private pending: Pending[] = [];
  private pendingBytes = 0;
  private isWriting = false;
  private isClosing = false;
  /** Bytes of it that are there or will be, once it takes no more. */
  private kept = -1;
  private wake: (() => void) | undefined;

  /**
   * Creates the file with its head in it; without one there is no file, and places are passed over. Throws
   * the system's error, and leaves nothing behind then. `done` gets back what was handed over, once it is there.
   */
  constructor(
    path: string,
    start: number,
    head: Uint8Array | undefined,
    failed: (error: NodeJS.ErrnoException) => void,
    done: (bytes: Uint8Array) => void,
  ) {
    this.path = path;
    this.start = start;
    this.failed = failed;
    this.done = done;
    if (head === undefined) {
      this.descriptor = -1;
      this.kept = 0;
      return;
    }
    this.descriptor = openSync(path, 'wx+', 0o600);
    try {
      for (let done = 0; done < head.length; ) done += writeSync(this.descriptor, head, done);
    } catch (error) {
      closeSync(this.descriptor);
      removeFile(path);
      throw error;
    }
    this.written = head.length;
    this.length = head.length;
  }

  /** The place behind its last byte. */
  get end(): number {
    return this.start + this.length;
  }

  /** Bytes that wait for the disk. */
  get waiting(): number {
    return this.pendingBytes;
  }

  /** It takes no bytes any more. */
  get isLost(): boolean {
    return this.kept >= 0;
  }

  /** Bytes that were handed over, and went nowhere. */
  get missing(): number {
    return this.isLost ? this.length - this.kept : 0;
  }

  /** Whole blocks; they are not changed afterwards. */
  append(bytes: Uint8Array): void {
    if (!this.isLost) {
      this.pending.push({ at: this.length, bytes });
      this.pendingBytes += bytes.length;
      this.pump();
    }
    this.length += bytes.length;
  }

  /** Passes over bytes that are not to be there. */
  skip(length: number): void {
    this.length += length;
  }

  /** It goes on without bytes; what was handed over before is written. */
  giveUp(): void {
    if (!this.isLost) this.kept = this.length;
  }

  /** Copies bytes from `at` of the file; returns how many are there, up to `length`. */
  read(at: number, length: number, into: Uint8Array, to: number): number {
    let done = 0;
    if (this.descriptor >= 0 && at < this.written) {
      done = this.readWritten(at, Math.min(length, this.written - at), into, to);
    }
    for (const piece of this.pending) {
      const from = at + done - piece.at;
      if (done === length || from < 0) break;
      const part = piece.bytes.subarray(from, from + length - done);
      into.set(part, to + done);
      done += part.length;
    }
    return done;
  }

  /** Resolves when nothing waits for the disk any more. */
  whenWritten(): Promise<void> {
    if (this.pending.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Writes what waits, now. */
  flush(): void {
    try {
      for (const { at, bytes } of this.pending) {
        for (let done = 0; done < bytes.length; ) {
          done += writeSync(this.descriptor, bytes, done, bytes.length - done, at + done);
        }
      }
    } catch (error) {
      this.lose(error as NodeJS.ErrnoException);
    }
  }

  giveTo(user: number, group: number): void {
    if (this.descriptor >= 0) fchownSync(this.descriptor, user, group);
  }

  /** Nothing more is read or written. */
  close(): void {
    this.isClosing = true;
    this.pending = [];
    this.pendingBytes = 0;
    // A write that is on its way must not find another file under its number.
    if (!this.isWriting) this.shut();
  }

  remove(): void {
    this.close();
    removeFile(this.path);
  }

  private readWritten(at: number, length: number, into: Uint8Array, to: number): number {
    try {
      return readFully(this.descriptor, at, length, into, to);
    } catch {
      return 0;
    }
  }

  private pump(): void {
    const [next] = this.pending;
    if (this.isWriting || next === undefined || this.descriptor < 0) return;
    this.isWriting = true;
    const { at, bytes } = next;
    const done = this.written - at;
    write(this.descriptor, bytes, done, bytes.length - done, this.written, (error, count) => {
      this.isWriting = false;
      if (this.isClosing) this.shut();
      else if (error !== null) this.lose(error);
      else this.wrote(next, count);
    });
  }

  private wrote(piece: Pending, count: number): void {
    this.written += count;
    if (this.written >= piece.at + piece.bytes.length) {
      this.pending.shift();
      this.pendingBytes -= piece.bytes.length;
      this.done(piece.bytes);
    }
    if (this.pending.length === 0) this.wake?.();
    this.pump();
  }

  /** Of what waited, only whole pieces stay: a file ends behind a block. */
  private lose(error: NodeJS.ErrnoException): void {
    const whole = this.pending[0]?.at ?? this.written;
    this.kept = whole;
    this.pending = [];
    this.pendingBytes = 0;
    this.wake?.();
    try {
      ftruncateSync(this.descriptor, whole);
    } catch {
      // It ends inside a block then, as after a power failure; readers take that.
    }
    this.written = whole;
    this.failed(error);
  }

  private shut(): void {
    if (this.descriptor >= 0) closeSync(this.descriptor);
    this.descriptor = -1;
    this.wake?.();
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else has removed it.
  }
}
