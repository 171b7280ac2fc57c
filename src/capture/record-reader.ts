import type { CaptureBytes } from './capture-bytes.ts';
import type { CaptureDescription } from './capture-description.ts';
import type { Advance } from './capture-source.ts';
import type { CaptureWarnings } from './capture-warnings.ts';
import type { Frame } from './frame.ts';
import type { RecordWindow } from './record-window.ts';
import type { TimeBase } from './time-base.ts';

/** A file format: finds packets in a window that moves over the capture. */
export interface RecordReader {
  readonly description: CaptureDescription;
  /** As `CaptureSource.advance`. */
  advance(): Advance;
  /** As `CaptureSource.readRecord`. */
  readRecord(recordOffset: number, frame: Frame): boolean;
  /** As `CaptureSource.readComments`. */
  readComments(recordOffset: number): string[];
}

/** What every format reader works with. */
export interface ReadingContext {
  readonly bytes: CaptureBytes;
  readonly window: RecordWindow;
  readonly frame: Frame;
  readonly base: TimeBase;
  readonly warnings: CaptureWarnings;
  readonly compression: 'gzip' | undefined;
  readonly limits: CaptureLimits;
}

export interface CaptureLimits {
  /** Bytes of a record (pcap) or block (pcapng); what claims more is damage. */
  readonly record: number;
  /**
   * Bytes behind damage that are searched for the next record: more than the holes of real captures. Five megabytes
   * of gzip unpack to five gigabytes of nothing.
   */
  readonly damage: number;
  /** Sections and, separately, interfaces and secrets of a pcapng. */
  readonly sections: number;
  /** Characters of comments, names and filters kept of one capture. */
  readonly text: number;
  /** Warnings kept of one capture; the rest is counted. */
  readonly warnings: number;
  /** Bytes in the temporary file of a pipe or a compressed capture. */
  readonly spool: number;
}

export const DEFAULT_LIMITS: CaptureLimits = {
  record: 16 * 1024 * 1024,
  damage: 512 * 1024 * 1024,
  sections: 65_536,
  text: 1024 * 1024,
  warnings: 100,
  spool: 8 * 1024 * 1024 * 1024,
};

/** What to do about a capture that ends too early. */
export const COPY_AGAIN = 'copy it again for the rest, or end the capturing program first';

/** Where not even the header of another record is there: `what` it is. */
export function atHeader(what: string, window: RecordWindow, warnings: CaptureWarnings): Advance {
  if (!window.complete) return 'wait';
  const rest = window.to - window.at;
  if (rest > 0) {
    const text = `the capture ends inside a ${what} header, ${rest} bytes left over; ${COPY_AGAIN}`;
    warnings.add('cut-off', window.position, text);
    window.at = window.to;
  }
  return 'end';
}

/** A record read out of turn is read in one piece where it is not longer than this. */
export const FIRST_READ = 4096;

/** A buffer for one record read out of turn; grows to the largest asked for. */
export class RecordBuffer {
  bytes: Uint8Array = new Uint8Array(FIRST_READ);
  private readonly source: CaptureBytes;

  constructor(source: CaptureBytes) {
    this.source = source;
  }

  /** Bytes [0..returned) are those from `offset` on; fewer than `length` at the end of the capture. */
  load(offset: number, length: number): number {
    if (length > this.bytes.length) this.bytes = new Uint8Array(length);
    return this.source.read(offset, length, this.bytes, 0);
  }
}
