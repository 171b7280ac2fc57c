import { copyBytes } from '../../../decoders/bytes/copy.ts';
import type { CaptureWarnings } from '../capture-warnings.ts';
import type { FedBytes } from './fed-bytes.ts';
import type { Feed } from './feed.ts';
import { GUNZIP_PIECE, GunzipRun } from './gunzip-run.ts';

/**
 * Input kept for a second pass. When zlib finds a stream corrupt, it withholds all output of that step;
 * passing the same input again in smaller steps recovers most of it. Of longer input, less than one piece of
 * output is lost.
 */
const KEPT = 1024 * 1024;
/** Bytes of input per step in the second and third pass. */
const SMALLER_STEP = 256;
const SMALLEST_STEP = 1;

/** Decompresses gzip into a spool file, up to where the stream is damaged. */
export class GzipFeed implements Feed {
  private readonly append: (bytes: Uint8Array) => boolean;
  private readonly spool: FedBytes;
  private readonly warnings: CaptureWarnings;
  private readonly run: GunzipRun;
  private full = false;
  private kept: Uint8Array[] = [];
  private consumed = 0;

  constructor(append: (bytes: Uint8Array) => boolean, spool: FedBytes, warnings: CaptureWarnings) {
    this.append = append;
    this.spool = spool;
    this.warnings = warnings;
    this.run = new GunzipRun((bytes) => this.take(bytes));
  }

  async write(bytes: Uint8Array): Promise<boolean> {
    for (let at = 0; at < bytes.length; at += GUNZIP_PIECE) {
      const piece = bytes.subarray(at, at + GUNZIP_PIECE);
      const goesOn = await this.run.feed(piece);
      if (this.run.error !== undefined) await this.corrupt(this.run.error, piece);
      if (!goesOn) return false;
      this.keep(piece);
    }
    return true;
  }

  async end(): Promise<void> {
    await this.run.end();
    const { error } = this.run;
    if (error === undefined) return;
    const text =
      error.code === 'Z_BUF_ERROR'
        ? 'the gzip stream ends early'
        : `the gzip stream is corrupt (${error.message})`;
    this.warn(`${text}; what could be decompressed is shown: copy the file again for the rest`);
  }

  private keep(piece: Uint8Array): void {
    this.consumed += piece.length;
    // The memory that it comes in may be reused.
    if (this.consumed <= KEPT) this.kept.push(copyBytes(piece, 0, piece.length));
    else this.kept = [];
  }

  private take(bytes: Uint8Array): boolean {
    this.full ||= !this.append(bytes);
    return !this.full;
  }

  private async corrupt(error: Error, piece: Uint8Array): Promise<void> {
    if (this.consumed <= KEPT) await this.passAgain(this.kept, piece, SMALLER_STEP);
    this.kept = [];
    const isBehind = error.message === 'incorrect header check' && this.spool.size > 0;
    this.warn(
      isBehind
        ? 'what follows the gzip stream is no gzip and is ignored'
        : `the gzip stream is corrupt (${error.message}); what could be decompressed before is shown`,
    );
  }

  /**
   * Decompresses once more from the start, and `bad` in smaller steps, to recover what precedes the damage.
   */
  private async passAgain(good: readonly Uint8Array[], bad: Uint8Array, step: number): Promise<void> {
    let known = this.spool.size;
    const run = new GunzipRun((bytes) => {
      const fresh = bytes.subarray(known);
      known = Math.max(0, known - bytes.length);
      return fresh.length === 0 || this.take(fresh);
    });
    for (const piece of good) await run.feed(piece);
    let at = 0;
    while (at < bad.length && (await run.feed(bad.subarray(at, at + step)))) at += step;
    run.stop();
    if (step === SMALLEST_STEP || this.full) return;
    const rest = bad.subarray(at, at + step);
    await this.passAgain([...good, bad.subarray(0, at)], rest, SMALLEST_STEP);
  }

  private warn(text: string): void {
    this.warnings.add('compression', this.spool.size, text);
  }
}
