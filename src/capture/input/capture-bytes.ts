import { closeSync, fstatSync, readSync } from 'node:fs';
import type { Progress } from '../capture-source.ts';
import type { CaptureWarnings } from '../capture-warnings.ts';

/**
 * The bytes of one capture, decompressed, at fixed offsets: of a file, or of a spool file that is still
 * growing.
 */
export interface CaptureBytes {
  /** Everything that will ever come can be read now. */
  readonly complete: boolean;
  readonly progress: Progress;
  /** See `CaptureSource.identity`. */
  readonly identity?: string;
  /** Reads up to `length` bytes; returns how many were there, 0 if none are (yet). */
  read(offset: number, length: number, into: Uint8Array, at: number): number;
  /** Reports how far sequential reading has come, so that a feeder that waits for the reader may go on. */
  taken(to: number): void;
  /** Resolves when there are bytes beyond `offset`, or when there never will be. Never rejects. */
  whenBeyond(offset: number): Promise<void>;
  close(): void;
}

/** A regular file: all bytes are there, and are read synchronously. */
export class FileBytes implements CaptureBytes {
  readonly complete = true;
  readonly identity: string;
  private readonly warnings: CaptureWarnings;
  private readonly ownsDescriptor: boolean;
  private descriptor: number;
  private position = 0;

  constructor(descriptor: number, warnings: CaptureWarnings, ownsDescriptor: boolean) {
    this.descriptor = descriptor;
    this.identity = identityOf(descriptor);
    this.warnings = warnings;
    this.ownsDescriptor = ownsDescriptor;
  }

  get progress(): Progress {
    const size = this.descriptor < 0 ? this.position : fstatSync(this.descriptor).size;
    return { bytesRead: this.position, bytesTotal: Math.max(size, this.position) };
  }

  read(offset: number, length: number, into: Uint8Array, at: number): number {
    if (this.descriptor < 0) return 0;
    try {
      return readFully(this.descriptor, offset, length, into, at);
    } catch (error) {
      const reason = (error as Error).message;
      this.warnings.addOnce('read-error', offset, `cannot be read from here on: ${reason}; check the disk`);
      return 0;
    }
  }

  taken(to: number): void {
    this.position = to;
  }

  whenBeyond(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    if (this.descriptor >= 0 && this.ownsDescriptor) closeSync(this.descriptor);
    this.descriptor = -1;
  }
}

function identityOf(descriptor: number): string {
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return `${dev}:${ino}`;
}

/** Reads as many bytes as there are: the system may return fewer than asked for. */
export function readFully(
  descriptor: number,
  offset: number,
  length: number,
  into: Uint8Array,
  at: number,
): number {
  let done = 0;
  while (done < length) {
    const got = readSync(descriptor, into, at + done, length - done, offset + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}
