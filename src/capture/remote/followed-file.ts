import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { CaptureError, systemRefusal } from '../capture-error.ts';
import type { CaptureWarnings } from '../capture-warnings.ts';
import type { LiveCapture, LiveCounts } from '../live/live-capture.ts';
import type { BlockStream } from './block-stream.ts';
import { CaptureFramer } from './capture-framer.ts';
import type { SourceNews } from './reconnecting-capture.ts';

/** Milliseconds between two looks at a file without news. */
const PERIOD = 100;
const PIECE = 256 * 1024;

/**
 * A capture file that another program is writing, followed like tail -F: also when it is replaced or
 * truncated.
 */
export class FollowedFile implements LiveCapture {
  readonly device: string;
  readonly backend = 'file';
  readonly fromKernel = false;
  readonly outages = [];
  private readonly stream: BlockStream;
  private readonly warnings: CaptureWarnings;
  private readonly news: SourceNews;
  private framer = new CaptureFramer();
  private descriptor: number;
  private position = 0;
  private packets = 0;
  private replacements = 0;
  private isGone = false;
  private stopping = false;
  private wake: (() => void) | undefined;
  private over: Promise<void> = Promise.resolve();

  /** Throws a CaptureError if the file cannot be read, or is no capture. */
  constructor(path: string, stream: BlockStream, warnings: CaptureWarnings, news: SourceNews) {
    this.device = path;
    this.stream = stream;
    this.warnings = warnings;
    this.news = news;
    this.descriptor = openFile(path);
    stream.on('close', () => void this.stop());
  }

  get counts(): LiveCounts {
    return { received: this.packets + this.framer.packets, dropped: undefined };
  }

  get remarks(): readonly string[] {
    if (this.replacements === 0) return [];
    return [`replaced ${this.replacements === 1 ? 'once' : `${this.replacements} times`}`];
  }

  /** Begins to read. Throws a CaptureError if the first bytes are not those of a capture. */
  start(): void {
    const first = this.read();
    if (this.framer.problem !== undefined) {
      closeSync(this.descriptor);
      throw new CaptureError(this.device, this.framer.problem);
    }
    this.over = this.run(first).finally(() => {
      closeSync(this.descriptor);
      this.stream.finish();
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.over;
  }

  private async run(first: Uint8Array | undefined): Promise<void> {
    for (let blocks = first; ; blocks = this.read()) {
      if (blocks !== undefined) {
        await this.stream.add(blocks);
        // What is in the file already is read in turns with everything else in the process.
        await new Promise((resolve) => setImmediate(resolve));
      } else if (this.stopping || this.stream.destroyed) return;
      else if (!this.renew()) await this.pause();
    }
  }

  /** The blocks in the next piece of the file; undefined at its end. */
  private read(): Uint8Array | undefined {
    const piece = Buffer.allocUnsafe(PIECE);
    try {
      const length = readSync(this.descriptor, piece, 0, PIECE, this.position);
      if (length === 0) return undefined;
      this.position += length;
      const before = this.framer.problem;
      const blocks = this.framer.push(piece.subarray(0, length));
      const { problem } = this.framer;
      if (problem !== undefined && before === undefined) this.tell(`${problem}; the rest of it is not read`);
      return blocks;
    } catch (error) {
      this.warnings.addOnce('read-error', this.stream.size, (error as Error).message);
      return undefined;
    }
  }

  /** At the end of the file: true if there is another file of this name, or if it was truncated. */
  private renew(): boolean {
    const now = statusOf(this.device);
    const open = fstatSync(this.descriptor);
    if (now === undefined) {
      if (!this.isGone) this.tell('the file is gone; goes on when there is one of this name again');
      this.isGone = true;
      return false;
    }
    const isSame = now.ino === open.ino && now.dev === open.dev;
    if (isSame && now.size >= this.position) return false;
    // First, what was written to the old file until now.
    if (!isSame && open.size > this.position) return true;
    return this.begin(isSame);
  }

  private begin(isSame: boolean): boolean {
    if (!isSame) {
      try {
        const next = openFile(this.device);
        closeSync(this.descriptor);
        this.descriptor = next;
      } catch {
        return false;
      }
    }
    const cut = this.framer.pending > 0 ? '; the one before ended inside a packet' : '';
    this.tell(`${isSame ? 'the file was emptied' : 'the file was replaced'}: goes on with what is new${cut}`);
    this.isGone = false;
    this.replacements++;
    this.packets += this.framer.packets;
    this.framer = new CaptureFramer();
    this.position = 0;
    return true;
  }

  private tell(text: string): void {
    this.warnings.add('interrupted', this.stream.size, text);
    this.news(`${this.device}: ${text}`);
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PERIOD);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Only regular files grow; a pipe has no end to wait at. */
function openFile(path: string): number {
  let descriptor = -1;
  try {
    if (!statSync(path).isFile()) throw new CaptureError(path, 'no regular file; name it without --follow');
    descriptor = openSync(path, 'r');
    return descriptor;
  } catch (error) {
    throw error instanceof CaptureError ? error : systemRefusal(path, error as NodeJS.ErrnoException);
  }
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
