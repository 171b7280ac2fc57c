import type { CaptureBytes } from './capture-bytes.ts';
import type { Progress } from './capture-source.ts';
import { FeedWaits } from './feed-waits.ts';

/** What a feeder fills, and a reader reads from. */
export abstract class FedBytes implements CaptureBytes {
  complete = false;
  /** Of the input, before decompression; kept by the feeder. */
  inputBytes = 0;
  /** What `close` has to stop. */
  onClose: (() => void) | undefined;
  protected length = 0;
  protected readonly waits = new FeedWaits();
  private takenTo = 0;

  abstract readonly progress: Progress;
  /** False where that was not all. Throws the system's error where the disk takes no more. */
  abstract append(bytes: Uint8Array): boolean;
  abstract read(offset: number, length: number, into: Uint8Array, at: number): number;
  abstract close(): void;

  /** Bytes that were appended. */
  get size(): number {
    return this.length;
  }

  /** Nothing will be appended any more. */
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

  /** Resolves when the reader is at most `lead` bytes behind; undefined where it is so now. */
  whenCaughtUp(lead: number): Promise<void> | undefined {
    if (this.complete || this.length - this.takenTo <= lead) return undefined;
    return this.waits.forReader;
  }
}
