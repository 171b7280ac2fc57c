import type { CaptureWarnings } from '../capture-warnings.ts';
import type { FedBytes } from './fed-bytes.ts';
import type { Feed } from './feed.ts';
import { GzipFeed } from './gzip-feed.ts';
import type { Pieces } from './piped-pieces.ts';

const GZIP_MAGIC = 0x1f8b;

/**
 * Moves an input into its spool file, or to its reader, decompressed if it is gzip. The next piece is
 * requested once the last has been taken.
 */
export class SpoolFeeder {
  /** Known once two bytes have come. */
  compression: 'gzip' | undefined;
  private readonly input: Pieces;
  private readonly spool: FedBytes;
  private readonly warnings: CaptureWarnings;
  private readonly lead: number;
  private head: Buffer = Buffer.alloc(0);
  private feed: Feed | undefined;

  /**
   * `lead`: how many bytes the spool may be ahead of the reader. For a pipe it is large: a live capture at
   * its other end loses packets while nobody reads.
   */
  constructor(input: Pieces, spool: FedBytes, warnings: CaptureWarnings, lead: number) {
    this.input = input;
    this.spool = spool;
    this.warnings = warnings;
    this.lead = lead;
    spool.onClose = () => input.destroy();
    void this.run();
  }

  private async run(): Promise<void> {
    try {
      await this.move();
    } catch (error) {
      this.failed(error as NodeJS.ErrnoException);
    }
    this.spool.finish();
    this.input.destroy();
  }

  private async move(): Promise<void> {
    for await (const bytes of this.input) {
      this.spool.inputBytes += bytes.length;
      if (!(await this.take(bytes))) return;
      await this.spool.whenCaughtUp(this.lead);
      if (this.spool.complete) return;
    }
    if (this.feed === undefined && this.head.length > 0) this.plainFeed().write(this.head);
    await this.feed?.end();
  }

  private take(bytes: Uint8Array): boolean | Promise<boolean> {
    if (this.feed !== undefined) return this.feed.write(bytes);
    this.head = Buffer.concat([this.head, bytes]);
    if (this.head.length < 2) return true;
    const gzip = this.head.readUInt16BE(0) === GZIP_MAGIC;
    const feed = gzip ? this.gzipFeed() : this.plainFeed();
    return feed.write(this.head);
  }

  private gzipFeed(): Feed {
    this.compression = 'gzip';
    this.feed = new GzipFeed((bytes) => this.append(bytes), this.spool, this.warnings);
    return this.feed;
  }

  private plainFeed(): Feed {
    this.feed = { write: (bytes) => this.append(bytes), end: () => {} };
    return this.feed;
  }

  /** False if the spool takes no more. */
  private append(bytes: Uint8Array): boolean {
    try {
      if (this.spool.append(bytes)) return true;
      if (!this.spool.complete) this.full('its limit is reached; raise it, or cut the capture (editcap -c)');
    } catch (error) {
      this.full(`${(error as Error).message}; name a directory with more room in TMPDIR`);
    }
    return false;
  }

  private full(reason: string): void {
    this.warnings.add('spool-full', this.spool.size, `the temporary file takes no more: ${reason}`);
  }

  private failed(error: NodeJS.ErrnoException): void {
    if (this.spool.complete) return;
    const text = `the input failed: ${error.message}; what came before is shown`;
    this.warnings.add('read-error', this.spool.size, text);
  }
}
