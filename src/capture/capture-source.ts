import type { SourceId } from '../ids.ts';
import type { CaptureDescription } from './capture-description.ts';
import type { CaptureWarning } from './capture-warnings.ts';
import type { Frame } from './frame.ts';
import type { LiveCapture } from './live/live-capture.ts';

/**
 * What `advance` found. `frame`: a packet; `wait`: no whole record yet, but the input is still open; `end`:
 * nothing more will come.
 */
export type Advance = 'frame' | 'wait' | 'end';

export interface Progress {
  /** Bytes read of the input, before decompression. */
  readonly bytesRead: number;
  /** Undefined for a pipe. */
  readonly bytesTotal: number | undefined;
}

/** One observer of the network: a capture file, a pipe, an interface. */
export interface CaptureSource {
  readonly id: SourceId;
  /** Short name for people, unique in the session. */
  readonly name: string;
  /** As the user gave it. */
  readonly path: string;
  /** Tells the file that was opened from another one that has its path by now; of files that are read in place. */
  readonly identity?: string | undefined;
  /** Refilled by every `advance` that returns `frame`; its bytes are valid until the next `advance`. */
  readonly frame: Frame;

  /** Reads the next packet into `frame`. Never throws, whatever the file holds. */
  advance(): Advance;
  /** Resolves when `advance` may get further, though it may return `wait` once more. Never rejects. */
  whenReady(): Promise<void>;

  /**
   * Reads bytes that precede what was last read, also after `end`. Returns how many there were: fewer than
   * `length` only at the end of the input.
   */
  readBytes(offset: number, length: number, into: Uint8Array, at: number): number;
  /**
   * Reads the packet whose record begins at `recordOffset` (see `Frame.recordOffset`) once more, into a
   * buffer that is valid until the next call. Fills all of `frame` but `number`. False if there is no packet.
   */
  readRecord(recordOffset: number, frame: Frame): boolean;
  /**
   * Where rereading can begin: nothing before this offset is kept any more. Undefined if everything can be
   * reread, as in a file.
   */
  readonly floor?: number;
  /** The comments of that packet; pcapng only. */
  readComments(recordOffset: number): string[];

  readonly progress: Progress;
  readonly warnings: readonly CaptureWarning[];
  /** Warnings beyond the limit, which are only counted. */
  readonly warningsOmitted: number;
  /** Bytes of damaged records that were skipped. */
  readonly lostBytes: number;
  /** Grows while the source is read. */
  readonly description: CaptureDescription;

  /** Only of a capture that goes on while it is read. */
  readonly live?: LiveCapture;

  /** Closes files and pipes. Nothing may be read afterwards. */
  close(): void;
}
