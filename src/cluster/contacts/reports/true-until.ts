/**
 * A predicate that is true of all times up to some point, and false after it. It is asked for every contact,
 * but only has to be evaluated between the times for which it is known.
 */
export class TrueUntil {
  private readonly find: (time: number) => boolean;
  private held = Number.NEGATIVE_INFINITY;
  private over = Number.POSITIVE_INFINITY;

  constructor(find: (time: number) => boolean) {
    this.find = find;
  }

  holds(time: number): boolean {
    if (time <= this.held) return true;
    if (time >= this.over) return false;
    const holds = this.find(time);
    if (holds) this.held = time;
    else this.over = time;
    return holds;
  }
}
