/**
 * Milliseconds within which another signal is the same wish: npm and the like pass on what the terminal
 * has sent to us already.
 */
const ECHO = 200;

/**
 * Ctrl-C (or a polite kill): the first is a wish to end with what is there, the second ends at once.
 */
export class Interruption {
  /** When it was asked for, by the clock of `performance.now`. */
  since: number | undefined;
  /** Ends what is waited for now. */
  private wake: (() => void) | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, this.onSignal);
  }

  get isRequested(): boolean {
    return this.since !== undefined;
  }

  /** As if it were pressed now: so long was to be captured. */
  request(): void {
    if (this.since !== undefined) return;
    this.since = performance.now();
    this.wake?.();
  }

  /**
   * Resolves with `other`, or with the first Ctrl-C. Who waits again has stopped waiting before: a race
   * with one promise that lasts as long as the capture would keep every wait there ever was.
   */
  orUntil(other: Promise<void>): Promise<void> {
    if (this.since !== undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.wake = resolve;
      other.then(resolve, reject);
    });
  }

  /** The wish was granted: another one is a new one. */
  forget(): void {
    this.since = undefined;
  }

  stopListening(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, this.onSignal);
  }

  private readonly onSignal = (signal: NodeJS.Signals): void => {
    if (this.since !== undefined) {
      if (performance.now() - this.since < ECHO) return;
      this.stopListening();
      process.kill(process.pid, signal);
      return;
    }
    this.request();
  };
}
