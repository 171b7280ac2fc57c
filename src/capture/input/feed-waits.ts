import { type Signal, signal } from '../signal.ts';

/**
 * What the two sides of fed bytes wait for: the reader for more bytes, the feeder for the reader to catch up.
 */
export class FeedWaits {
  private grown: Signal | undefined;
  private drained: Signal | undefined;

  /** Resolves when there is more, or never will be. */
  get forMore(): Promise<void> {
    this.grown ??= signal();
    return this.grown.promise;
  }

  /** Resolves when bytes have been taken. */
  get forReader(): Promise<void> {
    this.drained ??= signal();
    return this.drained.promise;
  }

  wakeReader(): void {
    this.grown?.fire();
    this.grown = undefined;
  }

  wakeFeeder(): void {
    this.drained?.fire();
    this.drained = undefined;
  }
}
