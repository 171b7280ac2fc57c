import { i32le, u8, u16le } from '../bytes/integers.ts';
import { type CompiledField, type FieldList, Repeated, When } from './compile.ts';
import { Kind, Role } from './field.ts';
import { CHUNK_MARKER, ipAddressFits, rightSize } from './fit.ts';
import { Terms } from './terms.ts';

/** Position of a value that is absent. */
export const ABSENT = -1;

/**
 * The fast walk: does this layout fit the bytes, and whom is the packet about? It makes no values. The object
 * is reused: its results are valid until the next `skim`.
 */
export class Skimmer {
  readonly terms = new Terms();
  /** Where the walk ended: after the last field, or at the field that does not fit. */
  at = 0;
  /** Number of chunks of a sync packet. */
  chunks = 0;
  /** Number of chunks and storages that could not be read. */
  unread = 0;
  /**
   * Reasons to doubt a layout that fits: texts that violate their grammar, unreadable chunks or storages. Of
   * several layouts, the one with the fewest is right.
   */
  misgivings = 0;

  private bytes: Uint8Array = new Uint8Array(0);
  private to = 0;
  private chunkList: FieldList | undefined;
  /** For each field of the lists being walked: its integer value, or the length of its string. */
  private numbers = new Int32Array(256);
  /**
   * For each such field: the position of its value, after a string's length; ABSENT if a condition left it
   * out.
   */
  private starts = new Int32Array(256);
  private used = 0;

  /**
   * Does the list fit bytes[from..to)? `at` tells whether it takes all of them. `chunkList` is the layout of
   * a chunk's data, if known.
   */
  skim(list: FieldList, bytes: Uint8Array, from: number, to: number, chunkList?: FieldList): boolean {
    this.terms.clear();
    this.bytes = bytes;
    this.at = from;
    this.to = to;
    this.chunkList = chunkList;
    this.chunks = 0;
    this.unread = 0;
    this.misgivings = 0;
    this.used = 0;
    return this.list(list);
  }

  /** After a successful `skim`: the positions of the values of the list's own fields. */
  places(list: FieldList): number[] {
    const { length } = list.fields;
    const places = new Array<number>(length);
    for (let slot = 0; slot < length; slot++) places[slot] = this.starts[slot] as number;
    return places;
  }

  /** The same of one field: its place in the list skimmed. */
  place(slot: number): number {
    return this.starts[slot] as number;
  }

  private list(list: FieldList): boolean {
    const base = this.used;
    const fields = list.fields;
    this.used = base + fields.length;
    if (this.used > this.numbers.length) this.growNumbers();
    for (let slot = 0; slot < fields.length; slot++) {
      const field = fields[slot] as CompiledField;
      if (field.when !== When.Always && !this.holds(field, base)) {
        this.numbers[base + slot] = 0;
        this.starts[base + slot] = ABSENT;
        continue;
      }
      const fits =
        field.repeated === Repeated.Once
          ? this.value(field, base + slot, base)
          : this.repetitions(field, base + slot, base);
      if (!fits) return false;
    }
    this.used = base;
    return true;
  }

  private holds(field: CompiledField, base: number): boolean {
    const value = this.numbers[base + field.whenSlot] as number;
    if (field.when === When.Equal) return value === field.whenValue;
    return field.when === When.NotEqual ? value !== field.whenValue : value > 0;
  }

  private repetitions(field: CompiledField, slot: number, base: number): boolean {
    // Also without repetitions, so that the slot does not keep what another list left there.
    this.starts[slot] = this.at;
    if (field.repeated === Repeated.ToEnd) {
      while (this.at < this.to) {
        const before = this.at;
        if (!this.value(field, slot, base)) return false;
        if (this.at === before) return false;
      }
      return true;
    }
    const count =
      field.repeated === Repeated.Fixed ? field.repeatBy : (this.numbers[base + field.repeatBy] as number);
    if (count < 0 || count * Math.max(field.size, 1) > this.to - this.at) return false;
    for (let times = 0; times < count; times++) {
      if (!this.value(field, slot, base)) return false;
      if (times === 0 && field.firstEquals >= 0) {
        const first = this.numbers[base + field.firstEquals];
        if (this.numbers[slot] !== first) return false;
      }
    }
    return true;
  }

  private value(field: CompiledField, slot: number, base: number): boolean {
    switch (field.kind) {
      case Kind.I32:
      case Kind.U32:
        return this.integer(field, slot);
      case Kind.Group:
        return field.members === undefined || this.list(field.members);
      case Kind.Chunks:
        return this.chunkData(field);
      case Kind.Storage:
        return this.storage(field, base);
      default:
        return this.string(field, slot);
    }
  }

  private integer(field: CompiledField, slot: number): boolean {
    if (this.at + 4 > this.to) return false;
    const value = i32le(this.bytes, this.at);
    if (field.checked) {
      const number = field.kind === Kind.U32 ? value >>> 0 : value;
      if (number < field.minimum || number > field.maximum) return false;
    }
    this.numbers[slot] = value;
    this.starts[slot] = this.at;
    this.at += 4;
    return true;
  }

  private string(field: CompiledField, slot: number): boolean {
    if (this.at + 2 > this.to) return false;
    const length = u16le(this.bytes, this.at);
    const from = this.at + 2;
    const to = from + length;
    if (to > this.to) return false;
    if (!rightSize(field.kind, length)) return false;
    if (field.checked && !this.plausible(field, from, to)) return false;
    if (field.kind === Kind.IpAddress && !ipAddressFits(this.bytes, from)) return false;
    this.numbers[slot] = length;
    this.starts[slot] = from;
    if (field.role !== Role.None && length > 0) this.terms.add(field.role, from, to);
    const grammar = field.spec.grammar;
    if (grammar !== undefined && length > 0 && !grammar(this.bytes, from, to)) this.misgivings++;
    this.at = to;
    return true;
  }

  private plausible(field: CompiledField, from: number, to: number): boolean {
    if (to - from < field.minimum || to - from > field.maximum) return false;
    if (field.token) {
      for (let at = from; at < to; at++) {
        const byte = u8(this.bytes, at);
        if (byte <= 0x20 || byte >= 0x7f) return false;
      }
    }
    return true;
  }

  private chunkData(field: CompiledField): boolean {
    return field.spec.sized === true ? this.sizedChunks() : this.bareChunks();
  }

  /** (size, marker, data) to the end: the size allows unreadable chunks to be skipped. */
  private sizedChunks(): boolean {
    const end = this.to;
    while (this.at < end) {
      if (this.at + 8 > end) return false;
      const size = i32le(this.bytes, this.at);
      if (size < 0 || size > end - this.at - 8) return false;
      if (i32le(this.bytes, this.at + 4) !== CHUNK_MARKER) return false;
      this.at += 8;
      const chunkEnd = this.at + size;
      this.chunks++;
      if (this.chunkList === undefined) {
        this.unread++;
      } else if (size > 0) {
        this.to = chunkEnd;
        const kept = this.terms.count;
        const used = this.used;
        if (!this.list(this.chunkList) || this.at !== chunkEnd) {
          this.unread++;
          this.misgivings++;
          this.terms.truncate(kept);
          this.used = used;
        }
        this.to = end;
      }
      this.at = chunkEnd;
    }
    return true;
  }

  /** (marker, data) to the end: where the next chunk begins follows only from the layout of the data. */
  private bareChunks(): boolean {
    while (this.at < this.to) {
      if (this.at + 4 > this.to) return false;
      if (i32le(this.bytes, this.at) !== CHUNK_MARKER) return false;
      this.chunks++;
      if (this.chunkList === undefined) {
        this.unread++;
        this.at = this.to;
        return true;
      }
      this.at += 4;
      // A donor may begin a chunk and then have nothing to write into it.
      const empty = this.at + 4 <= this.to && i32le(this.bytes, this.at) === CHUNK_MARKER;
      if (!empty && this.at < this.to && !this.list(this.chunkList)) return false;
    }
    return true;
  }

  private storage(field: CompiledField, base: number): boolean {
    if (this.at === this.to) return true;
    const from = this.at;
    const kept = this.terms.count;
    const used = this.used;
    for (const variant of field.variants) {
      if (!this.ownedBy(field, variant.owner, base)) continue;
      this.at = from;
      if (this.list(variant.list) && this.at === this.to) return true;
      this.terms.truncate(kept);
      this.used = used;
    }
    this.unread++;
    this.misgivings++;
    this.at = this.to;
    return true;
  }

  /** A packet that does not name the owner could be from any. */
  private ownedBy(field: CompiledField, owner: string, base: number): boolean {
    if (field.whenSlot < 0) return true;
    const length = this.numbers[base + field.whenSlot] as number;
    const start = this.starts[base + field.whenSlot] as number;
    if (length !== owner.length) return false;
    for (let at = 0; at < length; at++) if (u8(this.bytes, start + at) !== owner.charCodeAt(at)) return false;
    return true;
  }

  private growNumbers(): void {
    const numbers = new Int32Array(this.used * 2);
    numbers.set(this.numbers);
    this.numbers = numbers;
    const starts = new Int32Array(this.used * 2);
    starts.set(this.starts);
    this.starts = starts;
  }
}
