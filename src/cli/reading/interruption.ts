/**
 * Signals within so many milliseconds count as one: npm and its like pass on a Ctrl-C that the terminal has
 * already sent to us as well.
 */
const ECHO = 200;

/**
 * Ctrl-C (SIGINT), SIGTERM and SIGHUP: the first asks the command to finish with what it has, the second ends
 * the process at once.
 */
export class Interruption {
  /** When it was asked for, by the clock of `performance.now`. */
  since: number | undefined;
  /** Resolves the wait that is going on. */
  private wake: (() => void) | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, this.onSignal);
  }

  get isRequested(): boolean {
    return this.since !== undefined;
  }

  /** Does what Ctrl-C does: the time of --duration is over. */
  request(): void {
    if (this.since !== undefined) return;
    this.since = performance.now();
    this.wake?.();
  }

  /**
   * Resolves with `other`, or at the first Ctrl-C. One wait at a time: each new one replaces the last. (To
   * race `other` against a single promise that lives as long as the capture would leave a reaction on it for
   * each wait.)
   */
  orUntil(other: Promise<void>): Promise<void> {
    if (this.since !== undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.wake = resolve;
      other.then(resolve, reject);
    });
  }

  /** The first Ctrl-C has been obeyed; the next one counts as a first one again. */
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
