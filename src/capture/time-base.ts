const NANOSECONDS = 1e9;
/**
 * A session counts from so many seconds before its first frame. V8 keeps whole numbers below 2^31 apart from others: what
 * it has compiled for times of the first two seconds alone, it would have to compile again for all later ones.
 */
const LEAD = 4;

/**
 * The second from which a session counts: a few before the first frame that any of its sources reads. Session time is
 * whole nanoseconds since then, in a double: exact for 104 days on either side (2^53 ns), and good to a microsecond for
 * any date in a capture.
 */
export class TimeBase {
  private base = 0;
  private fixed = false;

  /** Whole seconds since 1970-01-01 UTC; 0 until the first frame. */
  get seconds(): number {
    return this.base;
  }

  /** In whole seconds since 1970 UTC. Has no effect once there is a base. */
  fix(seconds: number): void {
    if (this.fixed) return;
    this.base = seconds;
    this.fixed = true;
  }

  /** `nanoseconds` may be 1e9 or more, as careless writers have it. Fixes the base if there is none. */
  sessionTime(seconds: number, nanoseconds: number): number {
    if (!this.fixed) this.fix(seconds - LEAD);
    return (seconds - this.base) * NANOSECONDS + nanoseconds;
  }

  /** As `sessionTime`, from nanoseconds since 1970; does not fix the base. */
  sessionTimeOf(epochNanoseconds: bigint): number {
    return Number(epochNanoseconds - BigInt(this.base) * 1_000_000_000n);
  }

  /** Whole seconds since 1970 UTC of a session time, rounded down. */
  secondsOf(time: number): number {
    return this.base + (time - this.nanosecondsOf(time)) / NANOSECONDS;
  }

  /** The remainder that `secondsOf` leaves: 0 to 999,999,999. */
  nanosecondsOf(time: number): number {
    const rest = time % NANOSECONDS;
    return rest < 0 ? rest + NANOSECONDS : rest + 0;
  }

  /** Nanoseconds since 1970 UTC. */
  epochNanoseconds(time: number): bigint {
    return BigInt(this.base) * 1_000_000_000n + BigInt(Math.round(time));
  }
}
