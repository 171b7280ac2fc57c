import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../capture-source.ts';
import { readFully } from './capture-bytes.ts';
import { FedBytes } from './fed-bytes.ts';

/**
 * Keeps the bytes of a compressed file (or of a pipe, without a ring) so that they can be read again. The
 * file is unlinked as soon as it is open: it vanishes with the process, however that ends.
 */
export class SpoolFile extends FedBytes {
  /** Size of the input before decompression; set by the feeder. */
  inputTotal: number | undefined;
  private readonly limit: number;
  private descriptor: number;

  /** Throws the system's error if no temporary file can be made. */
  constructor(limit: number) {
    super();
    this.limit = limit;
    const path = join(tmpdir(), `syncgrep-${randomUUID()}.spool`);
    this.descriptor = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
  }

  get progress(): Progress {
    return { bytesRead: this.inputBytes, bytesTotal: this.inputTotal };
  }

  /**
   * Appends what fits under the limit; false if that was not all. Throws the system's error if the disk takes
   * no more.
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

  read(offset: number, length: number, into: Uint8Array, at: number): number {
    const there = Math.min(length, this.length - offset);
    if (this.descriptor < 0 || there <= 0) return 0;
    return readFully(this.descriptor, offset, there, into, at);
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
