import { createGunzip } from 'node:zlib';

/** Output is emitted in pieces of this size. */
export const GUNZIP_PIECE = 64 * 1024;

/** One pass of zlib's gunzip (RFC 1952, any number of members), fed step by step. */
export class GunzipRun {
  /** Why it stopped, if by an error. `Z_BUF_ERROR` means that the stream ends early. */
  error: NodeJS.ErrnoException | undefined;
  private readonly gunzip = createGunzip({ chunkSize: GUNZIP_PIECE });
  private open = true;
  /** Resolves the promise of the step that is being decompressed. */
  private settle: (() => void) | undefined;

  /** `emit` returns false when it takes no more; it may keep the bytes that it is given. */
  constructor(emit: (bytes: Uint8Array) => boolean) {
    this.gunzip.on('data', (bytes: Buffer) => {
      if (this.open && !emit(bytes)) this.stop();
    });
    this.gunzip.on('error', (error) => {
      if (this.open) this.error = error;
      this.stop();
    });
    this.gunzip.on('end', () => this.stop());
    this.gunzip.on('close', () => this.stop());
  }

  /** Resolves when the bytes are decompressed; false if no more are taken. */
  async feed(bytes: Uint8Array): Promise<boolean> {
    if (!this.open) return false;
    await new Promise<void>((resolve) => {
      this.settle = resolve;
      this.gunzip.write(bytes, () => resolve());
    });
    return this.open;
  }

  /** The input is over. */
  async end(): Promise<void> {
    if (!this.open) return;
    await new Promise<void>((resolve) => {
      this.settle = resolve;
      this.gunzip.end();
    });
  }

  stop(): void {
    this.open = false;
    this.gunzip.destroy();
    this.settle?.();
  }
}
