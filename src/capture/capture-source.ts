import type { SourceId } from '../ids.ts';
import type { CaptureDescription } from './capture-description.ts';
import type { CaptureWarning } from './capture-warnings.ts';
import type { Frame } from './frame.ts';
import type { LiveCapture } from './live/live-capture.ts';

/**
 * What `advance` found: `frame` a packet, `wait` no whole record yet though the input is still open,
 * `end` nothing more will come.
 */
export type Advance = 'frame' | 'wait' | 'end';

export interface Progress {
  /** Bytes of the input that were read: compressed ones where it is compressed. */
  readonly bytesRead: number;
  /** Unknown for a pipe. */
  readonly bytesTotal: number | undefined;
}

/** One observer of the network: a capture file, a pipe, an interface. */
export interface CaptureSource {
  readonly id: SourceId;
  /** Short, for people; the only one of this name in the session. */
  readonly name: string;
  /** As the user gave it. */
  readonly path: string;
  /** Refilled by every `advance` that says `frame`; its bytes are good until the next `advance`. */
  readonly frame: Frame;

  /** Reads the next packet into `frame`. Never throws on what a file holds. */
  advance(): Advance;
  /** Resolves when `advance` may get further; it may say `wait` once more all the same. Never rejects. */
  whenReady(): Promise<void>;

  /**
   * Reads bytes that lie anywhere before what was last read, also after `end`. Returns how many there
   * were; fewer than `length` at the end of the input.
   */
  readBytes(offset: number, length: number, into: Uint8Array, at: number): number;
  /**
   * Reads the packet whose record begins at `recordOffset` (as `Frame.recordOffset` gave it) once
   * more, into a buffer that is good until the next call. Fills all of `frame` but `number`. False
   * where there is no packet.
   */
  readRecord(recordOffset: number, frame: Frame): boolean;
  /**
   * Where reading again begins: what lies before is no longer kept. Undefined where everything is, as in a
   * file.
   */
  readonly floor?: number;
  /** The comments of that packet; pcapng only. */
  readComments(recordOffset: number): string[];

  readonly progress: Progress;
  readonly warnings: readonly CaptureWarning[];
  /** Warnings beyond the limit, which were only counted. */
  readonly warningsOmitted: number;
  /** Bytes of damaged records that were skipped. */
  readonly lostBytes: number;
  /** Grows while the source is read. */
  readonly description: CaptureDescription;

  /** Of a capture that goes on while it is read. */
  readonly live?: LiveCapture;

  /** Gives back files and pipes. Nothing may be read afterwards. */
  close(): void;
}
