/**
 * Waits for bytes with one pending promise at a time. An idle interface may bring nothing for a day: to ask
 * `whenReady` anew at each wait would pile up listeners.
 */
export class Arrivals {
  private readonly whenReady: () => Promise<void>;
  private isListening = false;
  private wake: (() => void) | undefined;

  /** `whenReady` resolves when there may be more to read. */
  constructor(whenReady: () => Promise<void>) {
    this.whenReady = whenReady;
  }

  /** Resolves as soon as there may be more to read, at the latest after `patience` milliseconds. */
  within(patience: number): Promise<void> {
    this.listen();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private listen(): void {
    if (this.isListening) return;
    this.isListening = true;
    void this.whenReady().then(() => {
      this.isListening = false;
      this.wake?.();
    });
  }
}
