import { Extents, turnMask } from '../carried-message.ts';
import type { StreamMemory } from './stream-memory.ts';
import type { Location, Stretch } from './stretch.ts';

const EMPTY = new Uint8Array(0);
const FEW_PLACES = 8;
/** Memory of one place: its columns in `Extents`, a time and a flag. */
const PLACE_BYTES = 41;
/** Below this, a loop is faster than `set` on a subarray. */
const SHORT_COPY = 24;

/**
 * Bytes of a stream that wait for more: the beginning of a message. Appended at the end, consumed at the
 * front; its memory is given back whenever it is empty.
 */
export class StreamBuffer implements Stretch {
  bytes: Uint8Array = EMPTY;
  from = 0;
  to = 0;
  sequence = 0;
  endsSegment = false;

  private readonly memory: StreamMemory;
  /**
   * Where the bytes lie in the file, when they were captured, and which parts begin a segment. Entries before
   * `first` are consumed.
   */
  private places = new Extents();
  private times = new Float64Array(FEW_PLACES);
  private begins = new Uint8Array(FEW_PLACES);
  private first = 0;
  /** Consumed bytes of the first place. */
  private skipped = 0;

  constructor(memory: StreamMemory) {
    this.memory = memory;
  }

  get length(): number {
    return this.to - this.from;
  }

  get beginsSegment(): boolean {
    return this.skipped === 0 && this.begins[this.first] === 1;
  }

  /** Number of segments, or parts of segments, that the bytes came in. */
  get pieces(): number {
    return this.places.count - this.first;
  }

  /** Moves the first `length` bytes of `source` to the end of the buffer. */
  append(source: Stretch, length: number): void {
    if (length === 0) return;
    if (this.to === this.from) this.sequence = source.sequence;
    this.makeRoom(length);
    copy(source.bytes, source.from, this.bytes, this.to, length);
    this.to += length;
    this.endsSegment = length === source.to - source.from && source.endsSegment;
    this.addPlaces(source, length);
    source.consume(length);
  }

  /** XORs the last `length` bytes, which must be those appended last, with a WebSocket masking key. */
  unmask(length: number, key: number): void {
    const { bytes, places, to } = this;
    for (let at = to - length, i = 0; at < to; at++, i++) {
      bytes[at] = (bytes[at] as number) ^ ((key >>> (24 - 8 * (i & 3))) & 0xff);
    }
    for (let at = places.count - 1, rest = length; rest > 0; at--) {
      rest -= places.length[at] as number;
      places.mask[at] = turnMask(key, rest);
    }
  }

  locate(length: number, into: Location): void {
    const { places, times } = this;
    let skip = this.skipped;
    let latest = times[this.first] as number;
    for (let at = this.first; length > 0; at++) {
      const part = Math.min((places.length[at] as number) - skip, length);
      into.extents.addFrom(places, at, skip, part);
      if ((times[at] as number) > latest) latest = times[at] as number;
      length -= part;
      skip = 0;
    }
    into.time = latest;
    into.frame = into.extents.frame[into.extents.count - 1] as number;
  }

  consume(length: number): void {
    this.from += length;
    this.sequence = (this.sequence + length) | 0;
    if (this.from === this.to) {
      this.empty();
      return;
    }
    let { first } = this;
    let gone = this.skipped + length;
    while (gone >= (this.places.length[first] as number)) gone -= this.places.length[first++] as number;
    this.first = first;
    this.skipped = gone;
  }

  private empty(): void {
    if (this.bytes !== EMPTY) this.memory.give(this.bytes);
    this.bytes = EMPTY;
    this.from = 0;
    this.to = 0;
    this.first = 0;
    this.skipped = 0;
    this.endsSegment = false;
    this.places.clear();
    if (this.times.length > FEW_PLACES) {
      this.memory.held -= this.times.length * PLACE_BYTES;
      this.places = new Extents();
      this.times = new Float64Array(FEW_PLACES);
      this.begins = new Uint8Array(FEW_PLACES);
    }
  }

  private makeRoom(length: number): void {
    const { bytes, from, to, memory } = this;
    if (to + length <= bytes.length) return;
    const kept = to - from;
    if ((kept + length) * 2 <= bytes.length) {
      bytes.copyWithin(0, from, to);
    } else {
      this.bytes = memory.take(kept + length);
      copy(bytes, from, this.bytes, 0, kept);
      if (bytes !== EMPTY) memory.give(bytes);
    }
    this.from = 0;
    this.to = kept;
  }

  private addPlaces(source: Stretch, length: number): void {
    const { location } = this.memory;
    location.extents.clear();
    source.locate(length, location);
    const begins = source.beginsSegment ? 1 : 0;
    for (let at = 0; at < location.extents.count; at++) {
      if (this.goesOn(location.extents, at)) continue;
      this.makePlace();
      const place = this.places.count;
      this.places.addFrom(location.extents, at, 0, location.extents.length[at] as number);
      this.times[place] = location.time;
      this.begins[place] = at === 0 ? begins : 0;
    }
  }

  /** Does the part continue the last place? So it does where a segment is appended piece by piece. */
  private goesOn(extents: Extents, at: number): boolean {
    const { places } = this;
    const last = places.count - 1;
    if (last < this.first || extents.mask[at] !== 0 || places.mask[last] !== 0) return false;
    if (extents.record[at] !== places.record[last]) return false;
    const end = (places.delta[last] as number) + (places.length[last] as number);
    if (places.recordOffset[last] !== extents.recordOffset[at] || extents.delta[at] !== end) return false;
    places.length[last] = (places.length[last] as number) + (extents.length[at] as number);
    return true;
  }

  private makePlace(): void {
    const { places, first, times, begins } = this;
    const { count } = places;
    if (count < times.length) return;
    if (first * 2 >= count) {
      places.drop(first);
      times.copyWithin(0, first, count);
      begins.copyWithin(0, first, count);
      this.first = 0;
      return;
    }
    const before = count > FEW_PLACES ? count : 0;
    this.memory.held += (count * 2 - before) * PLACE_BYTES;
    this.times = new Float64Array(count * 2);
    this.times.set(times);
    this.begins = new Uint8Array(count * 2);
    this.begins.set(begins);
  }
}

function copy(source: Uint8Array, from: number, target: Uint8Array, at: number, length: number): void {
  if (length >= SHORT_COPY) {
    target.set(source.subarray(from, from + length), at);
    return;
  }
  for (let i = 0; i < length; i++) target[at + i] = source[from + i] as number;
}
