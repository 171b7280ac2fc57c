import { copyBytes } from '../bytes/copy.ts';
import { i32le, i64le, u16le, u32le, u64le } from '../bytes/integers.ts';
import { losslessText } from '../bytes/text.ts';
import { formatAddress } from '../network/address.ts';
import { type CompiledField, type FieldList, Repeated, When } from './compile.ts';
import { type FieldInput, Kind } from './field.ts';
import { CHUNK_MARKER, rightSize } from './fit.ts';

/**
 * The slow walk, for packets that somebody looks at: calls a visitor for every field, with its value and
 * position. It goes as far as the layout fits, and tells where it stopped.
 */
export interface FieldVisitor {
  /** `to - from` includes the length in front of a string. */
  value(field: CompiledField, from: number, to: number, value: FieldInput): void;
  /** The fields up to the matching `leave` are inside it. */
  enter(field: CompiledField, from: number): void;
  leave(to: number): void;
  /** A repeated field: the values (or groups) up to the matching `leaveList` are its elements. */
  enterList(field: CompiledField): void;
  leaveList(): void;
  /**
   * A chunk of sync data; `size` is absent if the wrapper has none. Its fields follow if its layout is known,
   * otherwise one `raw`.
   */
  enterChunk(from: number, size: number | undefined, known: boolean): void;
  leaveChunk(to: number, known: boolean): void;
  /** Bytes of an unknown layout, or that do not fit theirs. */
  raw(name: string, from: number, to: number, problem: string): void;
}

/** Where a walk ended; `problem` is set unless that is the end of the list. */
export interface WalkEnd {
  readonly at: number;
  readonly problem?: string;
}

/** Further repetitions are counted, but not walked: nobody could look at so many. */
const MOST_REPETITIONS = 65535;

export function walk(
  list: FieldList,
  bytes: Uint8Array,
  from: number,
  to: number,
  visitor: FieldVisitor,
  chunkList?: FieldList,
): WalkEnd {
  const walker = new Walker(bytes, to, visitor, chunkList);
  const at = walker.list(list, from);
  return walker.problem === undefined ? { at } : { at, problem: walker.problem };
}

/** The values so far of one list, for later fields to refer to: integers, and text lengths for conditions. */
type Slots = (number | string | undefined)[];

class Walker {
  problem: string | undefined;
  private readonly bytes: Uint8Array;
  private to: number;
  private readonly visitor: FieldVisitor;
  private readonly chunkList: FieldList | undefined;

  constructor(bytes: Uint8Array, to: number, visitor: FieldVisitor, chunkList: FieldList | undefined) {
    this.bytes = bytes;
    this.to = to;
    this.visitor = visitor;
    this.chunkList = chunkList;
  }

  /** Returns where it ended; `problem` is set if it could not go on. */
  list(list: FieldList, at: number): number {
    const slots: Slots = [];
    for (const [slot, field] of list.fields.entries()) {
      if (!holds(field, slots)) continue;
      at =
        field.repeated === Repeated.Once
          ? this.value(field, at, slots, slot)
          : this.many(field, at, slots, slot);
      if (this.problem !== undefined) return at;
    }
    return at;
  }

  private many(field: CompiledField, at: number, slots: Slots, slot: number): number {
    const count = field.repeated === Repeated.Fixed ? field.repeatBy : Number(slots[field.repeatBy] ?? 0);
    const toEnd = field.repeated === Repeated.ToEnd;
    if (!toEnd && (count < 0 || count > MOST_REPETITIONS)) return this.fail(at, field, `count ${count}`);
    this.visitor.enterList(field);
    for (let times = 0; toEnd ? at < this.to : times < count; times++) {
      const before = at;
      at = this.value(field, at, slots, slot);
      if (this.problem === undefined && toEnd && at === before) this.fail(at, field, 'does not advance');
      if (this.problem !== undefined) break;
    }
    this.visitor.leaveList();
    return at;
  }

  private value(field: CompiledField, at: number, slots: Slots, slot: number): number {
    switch (field.kind) {
      case Kind.I32:
      case Kind.U32: {
        if (at + 4 > this.to) return this.short(at, field, 4);
        const value = field.kind === Kind.U32 ? u32le(this.bytes, at) : i32le(this.bytes, at);
        slots[slot] = value;
        this.visitor.value(field, at, at + 4, value);
        return at + 4;
      }
      case Kind.Group:
        return this.group(field, field.members, at);
      case Kind.Chunks:
        return this.chunks(field, at);
      case Kind.Storage:
        return this.storage(field, at, slots);
      default:
        return this.string(field, at, slots, slot);
    }
  }

  private string(field: CompiledField, at: number, slots: Slots, slot: number): number {
    if (at + 2 > this.to) return this.short(at, field, 2);
    const length = u16le(this.bytes, at);
    const from = at + 2;
    const to = from + length;
    if (to > this.to) return this.short(at, field, length + 2);
    if (!rightSize(field.kind, length)) return this.fail(at, field, `${length} bytes are not its size`);
    const value = stringValue(field.kind, this.bytes, from, to);
    slots[slot] = typeof value === 'string' ? value : length;
    this.visitor.value(field, at, to, value);
    return to;
  }

  private group(field: CompiledField, members: FieldList | undefined, at: number): number {
    this.visitor.enter(field, at);
    if (members !== undefined) at = this.list(members, at);
    this.visitor.leave(at);
    return at;
  }

  private chunks(field: CompiledField, at: number): number {
    this.visitor.enterList(field);
    while (at < this.to && this.problem === undefined) {
      at = field.spec.sized === true ? this.sizedChunk(field, at) : this.bareChunk(field, at);
    }
    this.visitor.leaveList();
    return at;
  }

  private sizedChunk(field: CompiledField, at: number): number {
    if (at + 8 > this.to) return this.short(at, field, 8);
    const size = i32le(this.bytes, at);
    if (size < 0 || size > this.to - at - 8) return this.fail(at, field, `chunk size ${size}`);
    if (i32le(this.bytes, at + 4) !== CHUNK_MARKER) return this.fail(at + 4, field, 'no chunk marker');
    const from = at + 8;
    const to = from + size;
    const known = this.chunkList !== undefined;
    this.visitor.enterChunk(at, size, known);
    if (this.chunkList === undefined) {
      this.visitor.raw('data', from, to, 'no layout is known for this capability and version');
    } else if (size > 0) {
      this.chunkData(this.chunkList, from, to);
    }
    this.visitor.leaveChunk(to, known);
    return to;
  }

  private chunkData(list: FieldList, from: number, to: number): void {
    const end = this.to;
    this.to = to;
    const at = this.list(list, from);
    this.to = end;
    if (at < to) this.visitor.raw('rest', at, to, this.problem ?? 'not used by the layout');
    // Whatever is wrong with this chunk, its size tells where the next one begins.
    this.problem = undefined;
  }

  private bareChunk(field: CompiledField, at: number): number {
    if (at + 4 > this.to) return this.short(at, field, 4);
    if (i32le(this.bytes, at) !== CHUNK_MARKER) return this.fail(at, field, 'no chunk marker');
    const known = this.chunkList !== undefined;
    this.visitor.enterChunk(at, undefined, known);
    at += 4;
    if (this.chunkList === undefined) {
      this.visitor.raw('data', at, this.to, 'no layout is known for this capability and version');
      at = this.to;
    } else {
      const empty = at + 4 <= this.to && i32le(this.bytes, at) === CHUNK_MARKER;
      if (!empty && at < this.to) at = this.list(this.chunkList, at);
    }
    this.visitor.leaveChunk(at, known);
    return at;
  }

  private storage(field: CompiledField, from: number, slots: Slots): number {
    if (from === this.to) return from;
    const owner = field.whenSlot < 0 ? undefined : slots[field.whenSlot];
    for (const variant of field.variants) {
      if (owner !== undefined && owner !== variant.owner) continue;
      const trial = walk(variant.list, this.bytes, from, this.to, NOBODY);
      if (trial.problem === undefined && trial.at === this.to) return this.group(field, variant.list, from);
    }
    this.visitor.raw(field.spec.name, from, this.to, 'no layout of a known owner fits');
    return this.to;
  }

  private short(at: number, field: CompiledField, needed: number): number {
    return this.fail(at, field, `needs ${needed} bytes, ${this.to - at} left`);
  }

  private fail(at: number, field: CompiledField, reason: string): number {
    this.problem = `${field.spec.name}: ${reason}`;
    return at;
  }
}

function holds(field: CompiledField, slots: Slots): boolean {
  if (field.when === When.Always) return true;
  const value = slots[field.whenSlot];
  if (field.when === When.NonEmpty) return value !== undefined && value !== '' && value !== 0;
  return field.when === When.Equal ? value === field.whenValue : (value ?? 0) !== field.whenValue;
}

/** The value of the string in bytes[from..to); its length must be right for its kind. */
export function stringValue(kind: Kind, bytes: Uint8Array, from: number, to: number): FieldInput {
  switch (kind) {
    case Kind.U64:
      return u64le(bytes, from);
    case Kind.Time:
      return to - from === 8 ? Number(i64le(bytes, from)) : i32le(bytes, from);
    case Kind.I32Blob:
      return i32le(bytes, from);
    case Kind.IpAddress:
      return formatAddress(bytes.subarray(from + 8, from + 8 + (u32le(bytes, from + 4) === 4 ? 4 : 16)));
    case Kind.Bytes:
      return copyBytes(bytes, from, to);
    default:
      return losslessText(bytes, from, to);
  }
}

const NOBODY: FieldVisitor = {
  value() {},
  enter() {},
  leave() {},
  enterList() {},
  leaveList() {},
  enterChunk() {},
  leaveChunk() {},
  raw() {},
};
