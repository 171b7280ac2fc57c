import { Readable } from 'node:stream';
import { sectionBlock } from './pcapng-encoding.ts';

/** Bytes that may be waiting to be written to the spool. */
const MOST_WAITING = 1024 * 1024;

/**
 * A pcapng that is produced on the fly: joins what comes from elsewhere, connection by connection, into one
 * capture. It starts with a section header at once, so that there is a valid capture before anything has
 * come.
 */
export class BlockStream extends Readable {
  /** Bytes emitted so far. */
  size = 0;
  private wake: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: MOST_WAITING });
    this.add(sectionBlock());
    this.on('close', () => this.wake?.());
  }

  override _read(): void {
    this.wake?.();
  }

  /** Appends whole blocks. Returns a promise if the caller should wait for it before the next ones. */
  add(blocks: Uint8Array): Promise<void> | undefined {
    if (this.destroyed || this.readableEnded || blocks.length === 0) return undefined;
    this.size += blocks.length;
    if (this.push(blocks)) return undefined;
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  finish(): void {
    if (!this.destroyed) this.push(null);
  }
}
