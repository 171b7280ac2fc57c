import type { TimeBase } from './time-base.ts';

const TWO_32 = 4294967296;
/** if_tsresol of an interface that has none: 10^-6, microseconds. */
export const DEFAULT_RESOLUTION = 6;
/** Nanoseconds on either side of the base within which sums of doubles are exact. */
const EXACT = 2 ** 52;

/**
 * Turns the 64-bit time stamps of one pcapng interface into session time. Exact for units down to a
 * nanosecond; finer ones are truncated to it.
 */
export class InterfaceClock {
  readonly ticksPerSecond: number;
  private readonly base: TimeBase;
  private readonly offsetSeconds: number;
  private readonly ticks: bigint;
  /** Nanoseconds per tick; 0 if that is no whole number. */
  private readonly nanosecondsPerTick: number;
  /**
   * A time stamp whose session time is known: times near it take a difference instead of a division. Its
   * reach is 0 ticks until there is one.
   */
  private anchorHigh = 0;
  private anchorLow = 0;
  private anchorTime = 0;
  private reach = 0;

  /** `resolution` is if_tsresol: a negative power of 10, or of 2 if the highest bit is set. */
  constructor(base: TimeBase, resolution: number, offsetSeconds: number) {
    this.base = base;
    this.offsetSeconds = offsetSeconds;
    const exponent = resolution & 0x7f;
    this.ticks = (resolution & 0x80) === 0 ? 10n ** BigInt(exponent) : 1n << BigInt(exponent);
    this.ticksPerSecond = Number(this.ticks);
    const perTick = 1e9 / this.ticksPerSecond;
    this.nanosecondsPerTick = Number.isInteger(perTick) ? perTick : 0;
  }

  sessionTime(high: number, low: number): number {
    const ticks = (high - this.anchorHigh) * TWO_32 + (low - this.anchorLow);
    if (ticks < this.reach && ticks > -this.reach) {
      return this.anchorTime + ticks * this.nanosecondsPerTick;
    }
    return this.anchor(high, low);
  }

  /** Nanoseconds since 1970 UTC. */
  epochNanoseconds(high: number, low: number): bigint {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    return (ticks * 1_000_000_000n) / this.ticks + BigInt(this.offsetSeconds) * 1_000_000_000n;
  }

  private anchor(high: number, low: number): number {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const seconds = Number(ticks / this.ticks) + this.offsetSeconds;
    const nanoseconds = Number(((ticks % this.ticks) * 1_000_000_000n) / this.ticks);
    const time = this.base.sessionTime(seconds, nanoseconds);
    if (this.nanosecondsPerTick > 0 && Math.abs(time) < EXACT) {
      this.anchorHigh = high;
      this.anchorLow = low;
      this.anchorTime = time;
      this.reach = EXACT / this.nanosecondsPerTick;
    }
    return time;
  }
}
