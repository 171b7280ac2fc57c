import { hashBytes } from '../../decoders/bytes/hash.ts';
import { u16le } from '../../decoders/bytes/integers.ts';
import { equalBytes, latin1, utf8 } from '../../decoders/bytes/text.ts';
import type { StringId } from '../ids.ts';
import { GrowingNumbers, PAGE_SHIFT } from './growing-numbers.ts';
import { HashIndex } from './hash-index.ts';
import { uint8Column } from './lasting-columns.ts';

const CHUNK_SHIFT = 20;
const CHUNK_BYTES = 1 << CHUNK_SHIFT;
/** Longer strings are truncated to this many bytes before they are interned. */
export const LONGEST_STRING = 4096;
/** Marks a string that is no longer kept. */
const GONE = 0xffffffff;
const NOTHING = new Uint8Array(0);
/** At least this many new strings before sweeping is worth it. */
const FEW = 8192;

/**
 * Interns byte strings that repeat (Call-IDs, AORs, ...): each is kept once, and has a small number as id. No
 * JavaScript string is made until somebody asks for one. Id 0 is the empty string.
 */
export class ByteStringTable {
  private chunks: Uint8Array[] = [];
  private used = 0;
  /** Where each string starts: two bytes of length, then the bytes. */
  private readonly starts = new GrowingNumbers();
  private index = new HashIndex();
  private keptLast = 0;

  constructor() {
    this.intern(NOTHING, 0, 0);
  }

  /** Number of ids given out. */
  get size(): number {
    return this.starts.length;
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
    const { chunks, starts } = this;
    const pages = new Set<number>();
    this.chunks = [];
    this.used = 0;
    this.index = new HashIndex();
    for (let id = 0; id < starts.length; id++) {
      const at = starts.has(id) ? starts.get(id) : GONE;
      if (at === GONE) continue;
      if (id > 0 && !isWanted(id as StringId)) {
        starts.set(id, GONE);
        continue;
      }
      pages.add(id >>> PAGE_SHIFT);
      this.move(id, chunks[at >>> CHUNK_SHIFT] as Uint8Array, at & (CHUNK_BYTES - 1));
    }
    starts.keepPages((page) => pages.has(page) || page === starts.length >>> PAGE_SHIFT);
    this.keptLast = this.kept;
  }

  intern(bytes: Uint8Array, from: number, to: number): StringId {
    return this.internHashed(bytes, from, to, hashBytes(bytes, from, Math.min(to, from + LONGEST_STRING)));
  }

  /** As `intern`; `hash` is that of the bytes that will be kept (`hashBytes`), signed or not. */
  internHashed(bytes: Uint8Array, from: number, to: number, hash: number): StringId {
    const length = Math.min(to - from, LONGEST_STRING);
    for (let slot = this.index.first(hash); ; slot = this.index.next(slot)) {
      const id = this.index.idAt(slot);
      if (id < 0) return this.add(bytes, from, length, hash, slot);
      if (this.index.hashedAs(slot, hash) && this.equals(id, bytes, from, length)) return id as StringId;
    }
  }

  /** The id of these bytes; undefined if they are not known. */
  find(bytes: Uint8Array, from: number, to: number): StringId | undefined {
    const length = Math.min(to - from, LONGEST_STRING);
    const hash = hashBytes(bytes, from, from + length);
    for (let slot = this.index.first(hash); ; slot = this.index.next(slot)) {
      const id = this.index.idAt(slot);
      if (id < 0) return undefined;
      if (this.index.hashedAs(slot, hash) && this.equals(id, bytes, from, length)) return id as StringId;
    }
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
    if (id >= this.starts.length) throw new RangeError(`no string ${id}`);
    const at = this.starts.has(id) ? this.starts.get(id) : GONE;
    const chunk = at === GONE ? undefined : this.chunks[at >>> CHUNK_SHIFT];
    if (chunk === undefined) return { chunk: NOTHING, start: 0, length: 0 };
    const start = at & (CHUNK_BYTES - 1);
    return { chunk, start: start + 2, length: u16le(chunk, start) };
  }

  private equals(id: number, bytes: Uint8Array, from: number, length: number): boolean {
    const at = this.starts.get(id);
    const chunk = this.chunks[at >>> CHUNK_SHIFT] as Uint8Array;
    const start = at & (CHUNK_BYTES - 1);
    return u16le(chunk, start) === length && equalBytes(chunk, start + 2, bytes, from, length);
  }

  private add(bytes: Uint8Array, from: number, length: number, hash: number, slot: number): StringId {
    const id = this.starts.push(this.place(bytes, from, length));
    return this.index.add(hash, slot, id) as StringId;
  }

  /** Moves a string to the memory of those that are kept. */
  private move(id: number, chunk: Uint8Array, start: number): void {
    const length = u16le(chunk, start);
    const hash = hashBytes(chunk, start + 2, start + 2 + length);
    let slot = this.index.first(hash);
    while (this.index.idAt(slot) >= 0) slot = this.index.next(slot);
    this.starts.set(id, this.place(chunk, start + 2, length));
    this.index.add(hash, slot, id);
  }

  /** Stores the bytes; returns where. */
  private place(bytes: Uint8Array, from: number, length: number): number {
    if (this.chunks.length === 0 || this.used + length + 2 > CHUNK_BYTES) {
      this.chunks.push(uint8Column(CHUNK_BYTES));
      this.used = 0;
    }
    const chunk = this.chunks[this.chunks.length - 1] as Uint8Array;
    const start = this.used;
    chunk[start] = length & 0xff;
    chunk[start + 1] = length >>> 8;
    for (let at = 0; at < length; at++) chunk[start + 2 + at] = bytes[from + at] as number;
    this.used = start + 2 + length;
    return (this.chunks.length - 1) * CHUNK_BYTES + start;
  }
}
