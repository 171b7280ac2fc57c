/**
 * What holds of all times up to some time, and of none after it. Asked of every contact, it need be found out
 * only between what is known already.
 */
export class Until {
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
