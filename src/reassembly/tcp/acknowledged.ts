/**
 * A receiver may delay an acknowledgement by at most 0.5 s (RFC 9293 3.8.6.3), in nanoseconds. One that comes
 * later than that tells of a slow path or of loss.
 */
const LATEST = 500e6;

/**
 * How far the receiver of a stream has acknowledged it, taken from the segments of the other direction (RFC
 * 9293 3.4).
 */
export class Acknowledged {
  /** Has anything been acknowledged yet? Until then the other fields mean nothing. */
  isKnown = false;
  /** SND.UNA: the sequence number of the byte that the receiver expects next. */
  next = 0;
  /**
   * One round trip is timed at a time: bytes before `timedTo` were sent at `timedAt` and are not acknowledged
   * yet.
   */
  private isTimed = false;
  private timedTo = 0;
  private timedAt = 0;

  /** Another connection begins. */
  clear(): void {
    this.isKnown = false;
    this.isTimed = false;
  }

  /** Bytes acknowledged beyond `sequence`; negative if bytes before it are not acknowledged yet. */
  beyond(sequence: number): number {
    return (this.next - sequence) | 0;
  }

  /** Does the acknowledgement fall behind one seen before (reordered, or captured late)? */
  isOld(number: number): boolean {
    return this.isKnown && ((number - this.next) | 0) < 0;
  }

  note(number: number): void {
    this.isKnown = true;
    this.next = number;
  }

  /** Bytes up to `to` were sent for the first time. */
  sent(to: number, time: number): void {
    if (this.isTimed || !this.isKnown) return;
    this.isTimed = true;
    this.timedTo = to;
    this.timedAt = time;
  }

  /** Did this acknowledgement take longer than a receiver may delay it? True once for each timed send. */
  isLate(number: number, time: number): boolean {
    if (!this.isTimed || ((number - this.timedTo) | 0) < 0) return false;
    this.isTimed = false;
    return time - this.timedAt > LATEST;
  }
}
