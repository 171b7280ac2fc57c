import { closeSync, fstatSync, openSync } from 'node:fs';
import { systemRefusal } from '../capture-error.ts';
import type { Progress } from '../capture-source.ts';
import type { CaptureWarnings } from '../capture-warnings.ts';
import { type CaptureBytes, readFully } from '../input/capture-bytes.ts';

interface Link {
  readonly descriptor: number;
  readonly start: number;
  readonly end: number;
}

/** Files one after the other, read as one: a pcapng may have any number of sections. */
export class ChainedBytes implements CaptureBytes {
  readonly complete = true;
  private readonly warnings: CaptureWarnings;
  private links: Link[] = [];
  private position = 0;

  /** Throws a CaptureError if one of them cannot be opened. */
  constructor(paths: readonly string[], warnings: CaptureWarnings) {
    this.warnings = warnings;
    for (const path of paths) {
      try {
        const descriptor = openSync(path, 'r');
        const start = this.size;
        this.links.push({ descriptor, start, end: start + fstatSync(descriptor).size });
      } catch (error) {
        this.close();
        throw systemRefusal(path, error as NodeJS.ErrnoException);
      }
    }
  }

  get progress(): Progress {
    return { bytesRead: this.position, bytesTotal: this.size };
  }

  read(offset: number, length: number, into: Uint8Array, at: number): number {
    let done = 0;
    for (const { descriptor, start, end } of this.links) {
      const from = offset + done;
      if (done === length || from < start) break;
      if (from >= end) continue;
      const wanted = Math.min(length - done, end - from);
      const got = this.readLink(descriptor, from - start, wanted, into, at + done);
      done += got;
      if (got < wanted) break;
    }
    return done;
  }

  taken(to: number): void {
    this.position = to;
  }

  whenBeyond(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    for (const { descriptor } of this.links) closeSync(descriptor);
    this.links = [];
  }

  private get size(): number {
    return this.links.at(-1)?.end ?? this.position;
  }

  private readLink(descriptor: number, from: number, length: number, into: Uint8Array, at: number): number {
    try {
      return readFully(descriptor, from, length, into, at);
    } catch (error) {
      const reason = (error as Error).message;
      this.warnings.addOnce('read-error', from, `cannot be read from here on: ${reason}; check the disk`);
      return 0;
    }
  }
}
