import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFully } from './capture-bytes.ts';
import type { Progress } from './capture-source.ts';
import { FeedWaits } from './feed-waits.ts';
import type { FedBytes } from './stream-bytes.ts';

/**
 * Where the bytes of a compressed file (or of a pipe, without a ring) are kept, so that they can be read again. The
 * file has no name from the moment it is open: it is gone with the process, whatever ends that.
 */
export class SpoolFile implements FedBytes {
  complete = false;
  /** Of the input, before decompression; kept by the feeder. */
  inputBytes = 0;
  inputTotal: number | undefined;
  /** What `close` has to stop. */
  onClose: (() => void) | undefined;

  private readonly limit: number;
  private descriptor: number;
  private length = 0;
  private takenTo = 0;
  private readonly waits = new FeedWaits();

  /** Throws the system's error where the directory for temporary files takes no file. */
  constructor(limit: number) {
    this.limit = limit;
    const path = join(tmpdir(), `syncgrep-${randomUUID()}.spool`);
    this.descriptor = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
  }

  get progress(): Progress {
    return { bytesRead: this.inputBytes, bytesTotal: this.inputTotal };
  }

  /** Bytes written so far. */
  get size(): number {
    return this.length;
  }

  /**
   * Appends what fits under the limit; false where that was not all. Throws the system's error where
   * the disk takes no more.
   */
  append(bytes: Uint8Array): boolean {
    if (this.descriptor < 0) return false;
    const take = Math.min(bytes.length, this.limit - this.length);
    for (let done = 0; done < take; ) {
      const written = writeSync(this.descriptor, bytes, done, take - done, this.length);
      done += written;
      this.length += written;
    }
    this.waits.wakeReader();
    return take === bytes.length;
  }

  /** Nothing will be appended any more. */
  finish(): void {
    this.complete = true;
    this.waits.wakeReader();
  }

  read(offset: number, length: number, into: Uint8Array, at: number): number {
    const there = Math.min(length, this.length - offset);
    if (this.descriptor < 0 || there <= 0) return 0;
    return readFully(this.descriptor, offset, there, into, at);
  }

  taken(to: number): void {
    this.takenTo = to;
    this.waits.wakeFeeder();
  }

  whenBeyond(offset: number): Promise<void> {
    if (this.complete || this.length > offset) return Promise.resolve();
    return this.waits.forMore;
  }

  /** Resolves when the reader is at most `lead` bytes behind; undefined where it is so now. */
  whenCaughtUp(lead: number): Promise<void> | undefined {
    if (this.complete || this.length - this.takenTo <= lead) return undefined;
    return this.waits.forReader;
  }

  close(): void {
    if (this.descriptor < 0) return;
    closeSync(this.descriptor);
    this.descriptor = -1;
    this.finish();
    this.waits.wakeFeeder();
    this.onClose?.();
  }
}
