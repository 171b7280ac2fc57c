import { createGunzip } from 'node:zlib';

/** Output comes in pieces of this size. */
export const GUNZIP_PIECE = 64 * 1024;

/** One pass of the system's gunzip (RFC 1952, any number of members), fed step by step. */
export class GunzipRun {
  /** Why it stopped, where that is an error: `Z_BUF_ERROR` a stream that ends early. */
  error: NodeJS.ErrnoException | undefined;
  private readonly gunzip = createGunzip({ chunkSize: GUNZIP_PIECE });
  private open = true;
  /** Answers whoever waits for the step that is being decompressed. */
  private settle: (() => void) | undefined;

  /** `emit` says false when it takes no more. What it is given is its to keep. */
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

  /** Resolves when the bytes are decompressed; false once no more are taken. */
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
