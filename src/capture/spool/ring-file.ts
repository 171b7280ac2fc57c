import { closeSync, fchownSync, ftruncateSync, openSync, unlinkSync, write, writeSync } from 'node:fs';
import { readFully } from '../input/capture-bytes.ts';

interface Pending {
  /** Where in the file it begins. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * One file of the ring, which covers a range of positions. It is written in the background; what has not been
 * written yet can be read all the same. If the disk takes no more, the range goes on without bytes.
 */
export class RingFile {
  readonly path: string;
  /** Position of its first byte. */
  readonly start: number;
  /** Bytes that were handed over, written or not. */
  length = 0;
  private readonly failed: (error: NodeJS.ErrnoException) => void;
  private readonly done: (bytes: Uint8Array) => void;
  private descriptor: number;
  private written = 0;
  private pending: Pending[] = [];
  private pendingBytes = 0;
  private isWriting = false;
  private isClosing = false;
  /** Bytes that are or will be in the file, once it takes no more; -1 before. */
  private kept = -1;
  private wake: (() => void) | undefined;

  /**
   * Creates the file with its head; without a head there is no file, and positions are only counted. If that
   * fails, throws the system's error and leaves nothing behind. `done` gets back each handed-over buffer once
   * it is written.
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

  /** Position after its last byte. */
  get end(): number {
    return this.start + this.length;
  }

  /** Bytes that wait to be written. */
  get waiting(): number {
    return this.pendingBytes;
  }

  /** Does it take no more bytes? */
  get isLost(): boolean {
    return this.kept >= 0;
  }

  /** Bytes that were handed over but not written. */
  get missing(): number {
    return this.isLost ? this.length - this.kept : 0;
  }

  /** Appends whole blocks, which must not be changed afterwards. */
  append(bytes: Uint8Array): void {
    if (!this.isLost) {
      this.pending.push({ at: this.length, bytes });
      this.pendingBytes += bytes.length;
      this.pump();
    }
    this.length += bytes.length;
  }

  /** Passes over positions that get no bytes. */
  skip(length: number): void {
    this.length += length;
  }

  /** Goes on without bytes; what was handed over before is still written. */
  giveUp(): void {
    if (!this.isLost) this.kept = this.length;
  }

  /** Copies up to `length` bytes from offset `at`; returns how many there are. */
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

  /** Resolves when everything has been written. */
  whenWritten(): Promise<void> {
    if (this.pending.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Writes what is waiting, now. */
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

  /** Nothing more will be read or written. */
  close(): void {
    this.isClosing = true;
    this.pending = [];
    this.pendingBytes = 0;
    // A write in progress must not hit another file that got the same descriptor.
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

  /** Of what was waiting, only whole pieces are kept, so that the file ends after a block. */
  private lose(error: NodeJS.ErrnoException): void {
    const whole = this.pending[0]?.at ?? this.written;
    this.kept = whole;
    this.pending = [];
    this.pendingBytes = 0;
    this.wake?.();
    try {
      ftruncateSync(this.descriptor, whole);
    } catch {
      // Then the file ends inside a block, as after a power failure; readers cope with that.
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
    // Somebody else has removed it already.
  }
}
