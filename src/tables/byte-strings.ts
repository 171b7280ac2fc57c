import { hashBytes } from '../../decoders/bytes/hash.ts';
import { equalBytes, latin1, utf8 } from '../../decoders/bytes/text.ts';
import type { StringId } from '../ids.ts';
import { GrowingNumbers, PAGE_SHIFT } from './growing-numbers.ts';
import { HashIndex } from './hash-index.ts';
import { uint32Column } from './lasting-columns.ts';

/** A chunk has 1 MB. Places are counted in words of four bytes, over all chunks. */
const CHUNK_SHIFT = 18;
const CHUNK_WORDS = 1 << CHUNK_SHIFT;
/** The first chunk has 64 kB: many a table never has more than some texts. */
const FIRST_CHUNK_WORDS = 1 << 14;
/** Words before the bytes of a string: its id, and its length. */
const HEAD = 2;
/** Longer strings are truncated to this many bytes before they are interned. */
export const LONGEST_STRING = 4096;
/** Marks a string that is no longer kept. */
const GONE = 0xffffffff;
const NOTHING = new Uint8Array(0);
const NO_CHUNK: Chunk = { words: new Uint32Array(0), bytes: NOTHING };
/** At least this many new strings before sweeping is worth it. */
const FEW = 8192;

/** The same memory twice. */
interface Chunk {
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
}

/**
 * Interns byte strings that repeat (Call-IDs, AORs, ...): each is kept once, and has a small number as id. No
 * JavaScript string is made until somebody asks for one. Id 0 is the empty string.
 */
export class ByteStringTable {
  private chunks: Chunk[] = [];
  /** Words used of the last chunk, and words that it has. */
  private used = 0;
  private room = 0;
  /** The place of each string. */
  private readonly places = new GrowingNumbers();
  /** From hashes to places: a string is looked up in two places of memory only. */
  private index = new HashIndex();
  private keptLast = 0;

  constructor() {
    this.intern(NOTHING, 0, 0);
  }

  /** Number of ids given out. */
  get size(): number {
    return this.places.length;
  }

  /** Number of strings kept. */
  get kept(): number {
    return this.index.size;
  }

  /** Are there more than twice as many strings as were wanted at the last sweep? */
  get isWorthSweeping(): boolean {
    return this.kept > 2 * this.keptLast + FEW;
  }

  /**
   * Forgets strings that are not wanted any more. Ids remain valid, and those of forgotten strings are not
   * reused.
   */
  sweep(isWanted: (id: StringId) => boolean): void {
    const { chunks, places } = this;
    const pages = new Set<number>();
    this.chunks = [];
    this.used = 0;
    this.room = 0;
    this.index = new HashIndex();
    for (let id = 0; id < places.length; id++) {
      const place = places.has(id) ? places.get(id) : GONE;
      if (place === GONE) continue;
      if (id > 0 && !isWanted(id as StringId)) {
        places.set(id, GONE);
        continue;
      }
      pages.add(id >>> PAGE_SHIFT);
      this.move(id, chunks[place >>> CHUNK_SHIFT] as Chunk, place & (CHUNK_WORDS - 1));
    }
    places.keepPages((page) => pages.has(page) || page === places.length >>> PAGE_SHIFT);
    this.keptLast = this.kept;
  }

  intern(bytes: Uint8Array, from: number, to: number): StringId {
    return this.internHashed(bytes, from, to, hashBytes(bytes, from, Math.min(to, from + LONGEST_STRING)));
  }

  /** As `intern`; `hash` is that of the bytes that will be kept (`hashBytes`), signed or not. */
  internHashed(bytes: Uint8Array, from: number, to: number, hash: number): StringId {
    const length = Math.min(to - from, LONGEST_STRING);
    let slot = this.index.first(hash);
    for (; this.index.idAt(slot) >= 0; slot = this.index.next(slot)) {
      if (!this.index.hashedAs(slot, hash)) continue;
      const id = this.idIfEqual(this.index.idAt(slot), bytes, from, length);
      if (id >= 0) return id as StringId;
    }
    return this.add(bytes, from, length, hash, slot);
  }

  /** The id of these bytes; undefined if they are not known. */
  find(bytes: Uint8Array, from: number, to: number): StringId | undefined {
    const length = Math.min(to - from, LONGEST_STRING);
    const hash = hashBytes(bytes, from, from + length);
    for (let slot = this.index.first(hash); this.index.idAt(slot) >= 0; slot = this.index.next(slot)) {
      if (!this.index.hashedAs(slot, hash)) continue;
      const id = this.idIfEqual(this.index.idAt(slot), bytes, from, length);
      if (id >= 0) return id as StringId;
    }
    return undefined;
  }

  text(id: StringId): string {
    const { chunk, start, length } = this.locate(id);
    return utf8(chunk, start, start + length);
  }

  /** As `text`, but with one character per byte. */
  latin1(id: StringId): string {
    const { chunk, start, length } = this.locate(id);
    return latin1(chunk, start, start + length);
  }

  /** The bytes themselves: a view, not to be written to. */
  bytes(id: StringId): Uint8Array {
    const { chunk, start, length } = this.locate(id);
    return chunk.subarray(start, start + length);
  }

  /** Empty for a string that is no longer kept. */
  private locate(id: number): { chunk: Uint8Array; start: number; length: number } {
    if (id >= this.places.length) throw new RangeError(`no string ${id}`);
    const place = this.places.has(id) ? this.places.get(id) : GONE;
    const { words, bytes } = (place === GONE ? undefined : this.chunks[place >>> CHUNK_SHIFT]) ?? NO_CHUNK;
    const at = place & (CHUNK_WORDS - 1);
    return { chunk: bytes, start: (at + HEAD) * 4, length: words[at + 1] ?? 0 };
  }

  /** The id of the string at a place, if it has these bytes; otherwise -1. */
  private idIfEqual(place: number, bytes: Uint8Array, from: number, length: number): number {
    const chunk = this.chunks[place >>> CHUNK_SHIFT] as Chunk;
    const at = place & (CHUNK_WORDS - 1);
    if (chunk.words[at + 1] !== length) return -1;
    return equalBytes(chunk.bytes, (at + HEAD) * 4, bytes, from, length) ? (chunk.words[at] as number) : -1;
  }

  private add(bytes: Uint8Array, from: number, length: number, hash: number, slot: number): StringId {
    const id = this.places.length;
    const place = this.put(id, bytes, from, length);
    this.places.push(place);
    this.index.add(hash, slot, place);
    return id as StringId;
  }

  /** Moves a string to the memory of those that are kept. */
  private move(id: number, { words, bytes }: Chunk, at: number): void {
    const from = (at + HEAD) * 4;
    const length = words[at + 1] as number;
    const hash = hashBytes(bytes, from, from + length);
    let slot = this.index.first(hash);
    while (this.index.idAt(slot) >= 0) slot = this.index.next(slot);
    const place = this.put(id, bytes, from, length);
    this.places.set(id, place);
    this.index.add(hash, slot, place);
  }

  /** Stores a string; returns its place. */
  private put(id: number, bytes: Uint8Array, from: number, length: number): number {
    const needed = HEAD + ((length + 3) >>> 2);
    if (this.used + needed > this.room) this.addChunk();
    const chunk = this.chunks[this.chunks.length - 1] as Chunk;
    const at = this.used;
    chunk.words[at] = id;
    chunk.words[at + 1] = length;
    const start = (at + HEAD) * 4;
    for (let byte = 0; byte < length; byte++) chunk.bytes[start + byte] = bytes[from + byte] as number;
    this.used = at + needed;
    return (this.chunks.length - 1) * CHUNK_WORDS + at;
  }

  private addChunk(): void {
    this.room = this.chunks.length === 0 ? FIRST_CHUNK_WORDS : CHUNK_WORDS;
    const words = uint32Column(this.room);
    this.chunks.push({ words, bytes: new Uint8Array(words.buffer) });
    this.used = 0;
  }
}
