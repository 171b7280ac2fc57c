/**
 * The entries of a map or a set, oldest first, for those that give up the oldest one where there is no room.
 * It goes on where it was: V8 walks over everything that was deleted at the front of a map, so that beginning
 * anew each time costs as much as the map is long. Entries that were passed and are still there come again
 * after the newest.
 */
export class OldestFirst<Entry> {
  private readonly begin: () => Iterator<Entry>;
  private walk: Iterator<Entry> | undefined;

  /** `begin` goes through them from the start: `() => map.keys()`. */
  constructor(begin: () => Iterator<Entry>) {
    this.begin = begin;
  }

  /** The next one; undefined where there is none at all. */
  next(): Entry | undefined {
    return this.step() ?? this.step();
  }

  private step(): Entry | undefined {
    this.walk ??= this.begin();
    const { done, value } = this.walk.next();
    if (done !== true) return value;
    this.walk = undefined;
    return undefined;
  }
}
