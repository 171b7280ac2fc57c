import { closeSync, createWriteStream, openSync, writeSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Where the bytes of a capture go. */
export interface FileOutput {
  /** Bytes written to disk; complete after `close`. */
  readonly size: number;
  /** Takes the bytes over. */
  write(bytes: Uint8Array): void;
  /** Resolves when more may be written. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function openOutput(path: string, gzip: boolean): FileOutput {
  return gzip ? new GzipOutput(path) : new PlainOutput(path);
}

class PlainOutput implements FileOutput {
  size = 0;
  private readonly descriptor: number;

  constructor(path: string) {
    this.descriptor = openSync(path, 'w');
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.descriptor, bytes, done);
    this.size += bytes.length;
  }

  async settled(): Promise<void> {}

  async close(): Promise<void> {
    closeSync(this.descriptor);
  }
}

class GzipOutput implements FileOutput {
  private readonly gzip = createGzip();
  private readonly file;
  private readonly piped: Promise<void>;
  private full = false;

  constructor(path: string) {
    this.file = createWriteStream(path);
    this.piped = pipeline(this.gzip, this.file);
  }

  get size(): number {
    return this.file.bytesWritten;
  }

  write(bytes: Uint8Array): void {
    this.full = !this.gzip.write(bytes);
  }

  async settled(): Promise<void> {
    if (!this.full) return;
    this.full = false;
    await new Promise<void>((resolve) => this.gzip.once('drain', resolve));
  }

  async close(): Promise<void> {
    this.gzip.end();
    await this.piped;
  }
}
