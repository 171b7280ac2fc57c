/** Session time between two looks for what is too old. */
const LOOK_EVERY = 10e9;

/**
 * A map of what happened lately, in the order of time: setting a key again moves it to the end. What is
 * older than `kept` nanoseconds is not found any more. It is removed in one go every ten seconds: V8
 * walks over everything that was deleted at the front of a map, so that a look with each message costs
 * as much as the map is long.
 */
export class RecentMap<Value> {
  /** Entries that were removed before their time because there were too many. */
  forgotten = 0;
  private readonly entries = new Map<string, { readonly value: Value; readonly time: number }>();
  private readonly kept: number;
  private readonly most: number;
  private nextLook = 0;

  /** Keeps at most `most` entries; a tenth of them goes at once where there would be more. */
  constructor(kept: number, most: number) {
    this.kept = kept;
    this.most = most;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string, now: number): Value | undefined {
    const entry = this.entries.get(key);
    return entry === undefined || now - entry.time > this.kept ? undefined : entry.value;
  }

  set(key: string, value: Value, now: number): void {
    this.dropOld(now);
    this.entries.delete(key);
    this.entries.set(key, { value, time: now });
  }

  private dropOld(now: number): void {
    const full = this.entries.size >= this.most;
    if (now < this.nextLook && !full) return;
    this.nextLook = now + LOOK_EVERY;
    let surplus = full ? Math.ceil(this.most / 10) : 0;
    for (const [key, { time }] of this.entries) {
      const old = now - time > this.kept;
      if (!old && surplus <= 0) return;
      if (!old) this.forgotten++;
      surplus--;
      this.entries.delete(key);
    }
  }
}
