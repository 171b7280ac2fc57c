import type { TimeBase } from '../../capture/time-base.ts';

/** What has to be known about the end of a session. */
interface Captured {
  readonly ended: boolean;
  readonly tables: { readonly base: TimeBase };
}

/** Clocks of this process: milliseconds since 1970, and since whenever. */
export interface Clocks {
  wall(): number;
  monotonic(): number;
}

/** Captured longer ago than this, nanoseconds, it is not captured now: it is a recording that is played. */
const MOST_LATE = 60e9;

/**
 * Session time that goes on while nothing comes in. It is set by each message, because the capturing host has its own
 * clock.
 */
export class LiveClock {
  private readonly session: Captured;
  private readonly clocks: Clocks;
  private time = Number.NaN;
  private since = 0;
  private isNow = false;

  constructor(session: Captured, clocks: Clocks = { wall: Date.now, monotonic: () => performance.now() }) {
    this.session = session;
    this.clocks = clocks;
  }

  /** Does time go on without messages? */
  get isRunning(): boolean {
    return this.isNow && !this.session.ended;
  }

  /** `time` is that of the last message. */
  now(time: number): number {
    if (time !== this.time) {
      this.time = time;
      this.since = this.clocks.monotonic();
      const wall = this.clocks.wall() * 1e6 - this.session.tables.base.seconds * 1e9;
      this.isNow = Math.abs(wall - time) < MOST_LATE;
    }
    return this.isRunning ? Math.round(time + (this.clocks.monotonic() - this.since) * 1e6) : time;
  }
}
