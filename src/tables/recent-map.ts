/** Session time between two looks for what is too old. */
const LOOK_EVERY = 10e9;

interface Entry<Value> {
  value: Value;
  /** When it was set last. */
  time: number;
  /** When it was put where it stands in the map; undefined where that is `time`. */
  placed: number | undefined;
}

/**
 * A map of what happened lately. What was set longer ago than `kept` nanoseconds is not found any more.
 * It is removed in one go every ten seconds: V8 walks over everything that was deleted at the front of
 * a map, so that a look with each message costs as much as the map is long. For the same reason a key
 * that is set again moves to the end only then.
 */
export class RecentMap<Value, Key = string> {
  /** Entries that were removed before their time because there were too many. */
  forgotten = 0;
  private readonly entries = new Map<Key, Entry<Value>>();
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

  get(key: Key, now: number): Value | undefined {
    const entry = this.entries.get(key);
    return entry === undefined || now - entry.time > this.kept ? undefined : entry.value;
  }

  has(key: Key): boolean {
    return this.entries.has(key);
  }

  set(key: Key, value: Value, now: number): void {
    this.dropOld(now);
    const known = this.entries.get(key);
    if (known === undefined) this.entries.set(key, { value, time: now, placed: undefined });
    else {
      known.value = value;
      known.placed ??= known.time;
      known.time = now;
    }
  }

  private dropOld(now: number): void {
    const full = this.entries.size >= this.most;
    if (now < this.nextLook && !full) return;
    this.nextLook = now + LOOK_EVERY;
    let surplus = full ? Math.ceil(this.most / 10) : 0;
    for (const [key, entry] of this.entries) {
      const old = now - entry.time > this.kept;
      if (!old && surplus <= 0 && now - (entry.placed ?? entry.time) <= this.kept) return;
      this.entries.delete(key);
      if (!old && (entry.placed ?? entry.time) < entry.time) {
        entry.placed = undefined;
        this.entries.set(key, entry);
        continue;
      }
      if (!old) this.forgotten++;
      surplus--;
    }
  }
}
