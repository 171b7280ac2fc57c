import { float64Column } from './lasting-columns.ts';

/** Entries that there is room for at first; a power of two, as always. */
const FIRST_ROOM = 64;

/**
 * A map of what happened lately. What was set longer ago than `kept` nanoseconds is not found any more, and is
 * removed when something else is set. The entries stand in columns, in the order in which they were placed, as
 * objects of their own would cost more than what they hold; one that is set again is placed anew only when its
 * turn comes to be removed.
 */
export class RecentMap<Value, Key = string> {
  /** Entries that were removed before their time because there were too many. */
  forgotten = 0;
  private readonly kept: number;
  private readonly most: number;
  /** To each key, the number of its place. */
  private readonly places = new Map<Key, number>();
  /** Numbers of the oldest place and of the next one. */
  private first = 0;
  private end = 0;
  /** At a place's number, less what exceeds their length. */
  private keys: (Key | undefined)[] = emptyRoom(FIRST_ROOM);
  private values: (Value | undefined)[] = emptyRoom(FIRST_ROOM);
  private times = float64Column(FIRST_ROOM);
  private placed = float64Column(FIRST_ROOM);

  /** Keeps at most `most` entries; the oldest goes where there would be more. */
  constructor(kept: number, most: number) {
    this.kept = kept;
    this.most = most;
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

  has(key: Key): boolean {
    return this.places.has(key);
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

  /** What was placed later is no older. */
  private dropOld(now: number): void {
    const { kept } = this;
    while (this.first < this.end) {
      const at = this.at(this.first);
      if (now - (this.placed[at] as number) <= kept) return;
      if (now - (this.times[at] as number) > kept) this.dropFirst();
      else this.placeAnew(now);
    }
  }

  /** The one that was set longest ago, nearly: each that was set again since it was placed comes last once. */
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
    this.keys[at] = undefined;
    this.values[at] = undefined;
  }

  private placeAnew(now: number): void {
    const at = this.at(this.first++);
    const [key, value] = [this.keys[at] as Key, this.values[at]];
    this.keys[at] = undefined;
    this.values[at] = undefined;
    this.place(key, value, this.times[at] as number, now);
  }

  private grow(): void {
    const { keys, values, times, placed } = this;
    const room = 2 * times.length;
    this.keys = emptyRoom(room);
    this.values = emptyRoom(room);
    this.times = float64Column(room);
    this.placed = float64Column(room);
    for (let place = this.first; place < this.end; place++) {
      const [from, to] = [place & (times.length - 1), this.at(place)];
      this.keys[to] = keys[from];
      this.values[to] = values[from];
      this.times[to] = times[from] as number;
      this.placed[to] = placed[from] as number;
    }
  }
}

function emptyRoom<Item>(room: number): (Item | undefined)[] {
  return new Array<Item | undefined>(room).fill(undefined);
}
