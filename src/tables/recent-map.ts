import { float64Column } from './lasting-columns.ts';
import { NumberPlaces } from './number-places.ts';

/** Initial room for entries; as always, a power of two. */
const FIRST_ROOM = 64;

/** How keys of one kind are kept. */
interface KeyKind<Key> {
  /** Marks a place without a key. */
  readonly none: Key;
  column(room: number): Column<Key>;
  places(): Places<Key>;
}

interface Column<Key> {
  [at: number]: Key;
}

interface Places<Key> {
  readonly size: number;
  has(key: Key): boolean;
  get(key: Key): number | undefined;
  set(key: Key, place: number): void;
  delete(key: Key): void;
}

const TEXTS: KeyKind<string> = {
  none: '',
  column: (room) => new Array<string>(room).fill(''),
  places: () => new Map(),
};

const NUMBERS: KeyKind<number> = { none: 0, column: float64Column, places: () => new NumberPlaces() };

/**
 * A map of recent entries. One that was set more than `kept` nanoseconds ago is not found any more, and is
 * removed when something else is set. Entries are in columns, in the order in which they were placed: an
 * object for each would cost more than what it holds. An entry that is set again is only placed anew when its
 * turn comes to be removed.
 */
class RecentEntries<Value, Key> {
  /** Number of entries removed early because there were too many. */
  forgotten = 0;
  private readonly kept: number;
  private readonly most: number;
  /** The position of each key, counted from the beginning. */
  private readonly places: Places<Key>;
  private readonly kind: KeyKind<Key>;
  /** Positions of the oldest entry and of the next one. */
  private first = 0;
  private end = 0;
  /** Indexed by position modulo their length. */
  private keys: Column<Key>;
  private values: (Value | undefined)[] = emptyRoom(FIRST_ROOM);
  private times = float64Column(FIRST_ROOM);
  private placed = float64Column(FIRST_ROOM);

  /** Keeps at most `most` entries; beyond that, the oldest is removed. */
  constructor(kept: number, most: number, kind: KeyKind<Key>) {
    this.kept = kept;
    this.most = most;
    this.kind = kind;
    this.places = kind.places();
    this.keys = kind.column(FIRST_ROOM);
  }

  get size(): number {
    return this.places.size;
  }

  get(key: Key, now: number): Value | undefined {
    const place = this.places.get(key);
    if (place === undefined) return undefined;
    const at = this.at(place);
    return now - (this.times[at] as number) > this.kept ? undefined : this.values[at];
  }

  has(key: Key, now: number): boolean {
    return this.get(key, now) !== undefined;
  }

  set(key: Key, value: Value, now: number): void {
    this.dropOld(now);
    const place = this.places.get(key);
    if (place === undefined) {
      if (this.places.size >= this.most) this.giveUpOldest();
      this.place(key, value, now, now);
    } else {
      const at = this.at(place);
      this.values[at] = value;
      this.times[at] = now;
    }
  }

  private at(place: number): number {
    return place & (this.times.length - 1);
  }

  private place(key: Key, value: Value | undefined, time: number, now: number): void {
    if (this.end - this.first === this.times.length) this.grow();
    const at = this.at(this.end);
    this.keys[at] = key;
    this.values[at] = value;
    this.times[at] = time;
    this.placed[at] = now;
    this.places.set(key, this.end++);
  }

  /** Entries placed later are not older. */
  private dropOld(now: number): void {
    const { kept } = this;
    while (this.first < this.end) {
      const at = this.at(this.first);
      if (now - (this.placed[at] as number) <= kept) return;
      if (now - (this.times[at] as number) > kept) this.dropFirst();
      else this.placeAnew(now);
    }
  }

  /**
   * Removes the entry that was set longest ago, approximately: one that was set again since it was placed is
   * first moved to the end.
   */
  private giveUpOldest(): void {
    for (let passed = 0; passed < this.places.size; passed++) {
      const at = this.at(this.first);
      if ((this.times[at] as number) <= (this.placed[at] as number)) break;
      this.placeAnew(this.times[at] as number);
    }
    this.dropFirst();
    this.forgotten++;
  }

  private dropFirst(): void {
    const at = this.at(this.first++);
    this.places.delete(this.keys[at] as Key);
    this.keys[at] = this.kind.none;
    this.values[at] = undefined;
  }

  private placeAnew(now: number): void {
    const at = this.at(this.first++);
    const [key, value] = [this.keys[at] as Key, this.values[at]];
    this.keys[at] = this.kind.none;
    this.values[at] = undefined;
    this.place(key, value, this.times[at] as number, now);
  }

  private grow(): void {
    const { keys, values, times, placed } = this;
    const room = 2 * times.length;
    this.keys = this.kind.column(room);
    this.values = emptyRoom(room);
    this.times = float64Column(room);
    this.placed = float64Column(room);
    for (let place = this.first; place < this.end; place++) {
      const [from, to] = [place & (times.length - 1), this.at(place)];
      this.keys[to] = keys[from] as Key;
      this.values[to] = values[from];
      this.times[to] = times[from] as number;
      this.placed[to] = placed[from] as number;
    }
  }
}

/** With texts as keys. */
export class RecentMap<Value> extends RecentEntries<Value, string> {
  constructor(kept: number, most: number) {
    super(kept, most, TEXTS);
  }
}

/** With numbers as keys, which take no room in V8's heap. */
export class RecentNumberMap<Value> extends RecentEntries<Value, number> {
  constructor(kept: number, most: number) {
    super(kept, most, NUMBERS);
  }
}

function emptyRoom<Item>(room: number): (Item | undefined)[] {
  return new Array<Item | undefined>(room).fill(undefined);
}
