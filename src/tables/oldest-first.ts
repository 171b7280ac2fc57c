/**
 * Iterates over a map or a set from the oldest entry on, for owners that drop the oldest one when they run
 * out of room. It keeps its place between calls: V8 leaves deleted entries at the front of a map until it is
 * rehashed, so that starting anew each time would cost as much as the map is long. Entries that were passed
 * and still exist come again after the newest one.
 */
export class OldestFirst<Entry> {
  private readonly begin: () => Iterator<Entry>;
  private walk: Iterator<Entry> | undefined;

  /** `begin` returns a new iterator from the start: `() => map.keys()`. */
  constructor(begin: () => Iterator<Entry>) {
    this.begin = begin;
  }

  /** The next entry; undefined if there is none at all. */
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
