import type { CaptureDescription } from '../capture-description.ts';
import type { Advance } from '../capture-source.ts';
import { bytesText, type CaptureWarnings } from '../capture-warnings.ts';
import type { Frame } from '../frame.ts';
import type { CaptureBytes } from '../input/capture-bytes.ts';
import type { TimeBase } from '../time-base.ts';
import type { RecordWindow } from './record-window.ts';

/** A file format: finds packets in a window that moves over the capture. */
export interface RecordReader {
  readonly description: CaptureDescription;
  /** See `CaptureSource.advance`. */
  advance(): Advance;
  /** See `CaptureSource.readRecord`. */
  readRecord(recordOffset: number, frame: Frame): boolean;
  /** See `CaptureSource.readComments`. */
  readComments(recordOffset: number): string[];
}

/** What the reader of any format works with. */
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
  /** Largest record (pcap) or block (pcapng) in bytes; a larger length is damage. */
  readonly record: number;
  /**
   * Bytes behind damage that are searched for the next record: more than the holes in real captures, but
   * limited, as five megabytes of gzip can unpack to five gigabytes of zeros.
   */
  readonly damage: number;
  /** Sections of a pcapng, and separately its interfaces and its secrets. */
  readonly sections: number;
  /** Characters kept of all comments, names and filters of one capture. */
  readonly text: number;
  /** Warnings kept of one capture; further ones are only counted. */
  readonly warnings: number;
  /** Size of the temporary file of a pipe or a compressed capture, in bytes. */
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

/** Advice for a capture that ends inside a record. */
export const COPY_AGAIN = 'copy it again for the rest, or end the capturing program first';

/** At a position without a complete header of the next record; `what` names such a record. */
export function atHeader(what: string, window: RecordWindow, warnings: CaptureWarnings): Advance {
  if (!window.complete) return 'wait';
  const rest = window.to - window.at;
  if (rest > 0) {
    const text = `the capture ends inside a ${what} header, ${bytesText(rest)} left over; ${COPY_AGAIN}`;
    warnings.add('cut-off', window.position, text);
    window.at = window.to;
  }
  return 'end';
}

/** A record read out of turn is read in one go if it is no longer than this. */
export const FIRST_READ = 4096;

/** Buffer for one record read out of turn; grows to the largest record asked for. */
export class RecordBuffer {
  bytes: Uint8Array = new Uint8Array(FIRST_READ);
  private readonly source: CaptureBytes;

  constructor(source: CaptureBytes) {
    this.source = source;
  }

  /**
   * Afterwards bytes[0..returned) are those from `offset` on; fewer than `length` only at the end of the
   * capture.
   */
  load(offset: number, length: number): number {
    if (length > this.bytes.length) this.bytes = new Uint8Array(length);
    return this.source.read(offset, length, this.bytes, 0);
  }
}
