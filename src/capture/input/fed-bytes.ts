import type { Progress } from '../capture-source.ts';
import type { CaptureBytes } from './capture-bytes.ts';
import { FeedWaits } from './feed-waits.ts';

/** Bytes that a feeder appends and a reader reads. */
export abstract class FedBytes implements CaptureBytes {
  complete = false;
  /** Bytes of the input before decompression; set by the feeder. */
  inputBytes = 0;
  /** Stops the feeder when the bytes are closed. */
  onClose: (() => void) | undefined;
  protected length = 0;
  protected readonly waits = new FeedWaits();
  private takenTo = 0;

  abstract readonly progress: Progress;
  /** False if not all bytes were taken. Throws the system's error if the disk takes no more. */
  abstract append(bytes: Uint8Array): boolean;
  abstract read(offset: number, length: number, into: Uint8Array, at: number): number;
  abstract close(): void;

  /** Number of bytes appended. */
  get size(): number {
    return this.length;
  }

  /** Nothing more will be appended. */
  finish(): void {
    this.complete = true;
    this.waits.wakeReader();
  }

  taken(to: number): void {
    this.takenTo = to;
    this.waits.wakeFeeder();
  }

  whenBeyond(offset: number): Promise<void> {
    if (this.complete || this.length > offset) return Promise.resolve();
    return this.waits.forMore;
  }

  /** Resolves when the reader is at most `lead` bytes behind; undefined if it is now. */
  whenCaughtUp(lead: number): Promise<void> | undefined {
    if (this.complete || this.length - this.takenTo <= lead) return undefined;
    return this.waits.forReader;
  }
}
