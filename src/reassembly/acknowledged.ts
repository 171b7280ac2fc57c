/** Receivers may wait for so long with an acknowledgement (RFC 9293 3.8.6.3): a later one had a long way, in nanoseconds. */
const LATEST = 500e6;

/** How far the receiver of a stream has its bytes, as it says in the other direction (RFC 9293 3.4). */
export class Acknowledged {
  /** Has it acknowledged anything? All else is of use only then. */
  isKnown = false;
  /** Sequence number of the byte that the receiver wants next. */
  next = 0;
  /** Bytes before `timedTo` were sent at `timedAt`: the acknowledgement of them is timed. */
  private isTimed = false;
  private timedTo = 0;
  private timedAt = 0;

  /** Another connection begins. */
  clear(): void {
    this.isKnown = false;
    this.isTimed = false;
  }

  /** Bytes behind `sequence` that it has; below 0 where it lacks some in front of it. */
  beyond(sequence: number): number {
    return (this.next - sequence) | 0;
  }

  /** Was as much acknowledged before? */
  isOld(number: number): boolean {
    return this.isKnown && ((number - this.next) | 0) < 0;
  }

  note(number: number): void {
    this.isKnown = true;
    this.next = number;
  }

  /** Bytes were sent that end at `to`. */
  sent(to: number, time: number): void {
    if (this.isTimed || !this.isKnown) return;
    this.isTimed = true;
    this.timedTo = to;
    this.timedAt = time;
  }

  /** Does an acknowledgement tell that bytes were longer on their way than a receiver waits? Told of each once. */
  isLate(number: number, time: number): boolean {
    if (!this.isTimed || ((number - this.timedTo) | 0) < 0) return false;
    this.isTimed = false;
    return time - this.timedAt > LATEST;
  }
}
