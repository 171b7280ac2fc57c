import type { CapabilitySpec } from '../../../decoders/bin/capability.ts';
import type { CapabilityEntry, Catalogue } from '../../../decoders/bin/catalogue.ts';
import { type CompiledField, type FieldList, Repeated, When } from '../../../decoders/fields/compile.ts';
import { Kind } from '../../../decoders/fields/field.ts';
import { type LuaValue, luaText } from './lua-value.ts';

/**
 * Names of the kinds of fields in the tables. Those of one letter are integers; all others are stored as
 * strings on the wire.
 */
const KINDS: Readonly<Record<Kind, string>> = {
  [Kind.I32]: 'i',
  [Kind.U32]: 'u',
  [Kind.Text]: 'text',
  [Kind.Bytes]: 'bytes',
  [Kind.U64]: 'u64',
  [Kind.Time]: 'time',
  [Kind.I32Blob]: 'i32',
  [Kind.IpAddress]: 'ip',
  [Kind.Uuid]: 'uuid',
  [Kind.Group]: 'group',
  [Kind.Chunks]: 'chunks',
  [Kind.Storage]: 'storage',
};
/** Kinds with a value that can be filtered for, and its type in Wireshark. */
const TYPES: Partial<Record<Kind, string>> = {
  [Kind.I32]: 'int32',
  [Kind.U32]: 'uint32',
  [Kind.Text]: 'string',
  [Kind.Bytes]: 'bytes',
  [Kind.U64]: 'uint64',
  [Kind.Time]: 'absolute_time',
  [Kind.I32Blob]: 'int32',
  [Kind.IpAddress]: 'string',
  [Kind.Uuid]: 'string',
};
/** Values to ask a field's text for, to find out which have names. */
const NAMED_VALUES = [-1, ...Array.from({ length: 64 }, (_, value) => value), 10_000, 10_001];
/** Fields with more named values are counters or bit masks. */
const MOST_NAMES = 40;

/** A field as Wireshark's display filter knows it. */
interface FilterField {
  /** The name after `bin.`; if fields of one name differ in type, only the first gets the plain name. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly note: string;
}

/**
 * The declarations as Lua tables: lists of fields; and by capability, packet and version, which of the lists
 * may apply.
 */
export class FieldTables {
  /** The fields that can be filtered for, in the order in which they were found. */
  readonly filters: FilterField[] = [];
  /** Index in `filters`, by name and type. */
  private readonly places = new Map<string, number>();
  /** Each list occurs once: many layouts have the same fields. */
  private readonly lists = new Map<string, number>();
  private readonly capabilities: string[];

  constructor(catalogue: Catalogue) {
    this.capabilities = catalogue.entries.map((entry) => this.capability(entry));
  }

  *lines(): Generator<string> {
    yield '-- path, name, type and note of each field that can be filtered for';
    yield 'local FILTERS = {';
    for (const { path, name, type, note } of this.filters) yield `  ${luaText([path, name, type, note])},`;
    yield '}';
    yield '';
    yield '-- n name, k kind, p place in FILTERS, w condition, r repetition, m members, lo and hi limits, t token,';
    yield '-- e equals that field, v values with names, d seconds since 1970, s sized chunks, o owners of storage';
    yield 'local LISTS = {';
    for (const [list, place] of this.lists) yield `  [${place}] = ${list},`;
    yield '}';
    yield '';
    yield '-- ids: where cluster and nodes stand; packets by type, with the lists that go with each version';
    yield 'local CAPABILITIES = {';
    yield* this.capabilities;
    yield '}';
  }

  private capability(entry: CapabilityEntry): string {
    const { spec } = entry;
    const wires = [...new Set(spec.layouts.flatMap((layout) => layout.wires))];
    const packets = new Map<number, LuaValue>();
    for (const { command, name, about } of spec.packets) {
      const versions = new Map<number, LuaValue>();
      for (const wire of wires) {
        const candidates = entry.candidatesFor(command, wire).map(({ packet, list, layouts }) => ({
          n: packet.name,
          l: this.list(list),
          layout: layouts.join(', '),
        }));
        if (candidates.length > 0) versions.set(wire, candidates);
      }
      packets.set(command, { n: name, about: about ?? [], versions });
    }
    const table = { ids: spec.nodeIds, packets, chunk: this.chunk(entry, spec, wires) };
    return `  [${luaText(spec.name)}] = ${luaText(table)},`;
  }

  private chunk(entry: CapabilityEntry, { chunk }: CapabilitySpec, wires: readonly number[]): LuaValue {
    if (chunk === undefined) return undefined;
    const versions = new Map<number, LuaValue>();
    for (const wire of wires) {
      const lists = entry.chunkCandidatesFor(wire).map(({ list }) => this.list(list));
      if (lists.length > 0) versions.set(wire, lists);
    }
    return versions;
  }

  private list({ fields }: FieldList): number {
    const text = luaText(fields.map((field) => this.field(field)));
    const known = this.lists.get(text);
    if (known !== undefined) return known;
    const place = this.lists.size + 1;
    this.lists.set(text, place);
    return place;
  }

  /** References to other fields count from 1, as Lua does. */
  private field(field: CompiledField): LuaValue {
    const { spec, kind, members, variants } = field;
    return {
      n: spec.name,
      k: KINDS[kind],
      p: this.filter(field),
      w: conditionOf(field),
      r: repetitionOf(field),
      m: members === undefined ? undefined : this.list(members),
      lo: finite(field.minimum),
      hi: finite(field.maximum),
      t: field.token || undefined,
      e: field.firstEquals < 0 ? undefined : field.firstEquals + 1,
      v: namesOf(field),
      d: isDate(field) || undefined,
      s: spec.sized,
      o: kind === Kind.Storage ? variants.map(({ owner, list }) => [owner, this.list(list)]) : undefined,
    };
  }

  private filter({ spec, kind }: CompiledField): number | undefined {
    const type = TYPES[kind];
    if (type === undefined) return undefined;
    const key = `${spec.name} ${type}`;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const path = spec.name.toLowerCase();
    const isTaken = this.filters.some((one) => one.path === path);
    const { name, note } = spec;
    this.filters.push({ path: isTaken ? `${path}_${type}` : path, name, type, note });
    this.places.set(key, this.filters.length);
    return this.filters.length;
  }
}

function conditionOf({ when, whenSlot, whenValue }: CompiledField): LuaValue {
  if (when === When.Always) return undefined;
  if (when === When.NonEmpty) return ['there', whenSlot + 1];
  return [when === When.Equal ? 'is' : 'not', whenSlot + 1, whenValue];
}

function repetitionOf({ repeated, repeatBy }: CompiledField): LuaValue {
  if (repeated === Repeated.Once) return undefined;
  if (repeated === Repeated.ToEnd) return ['end'];
  return repeated === Repeated.Fixed ? ['times', repeatBy] : ['by', repeatBy + 1];
}

function finite(limit: number): number | undefined {
  return Number.isFinite(limit) ? limit : undefined;
}

/** Is it a number of seconds since 1970? */
function isDate({ spec, kind }: CompiledField): boolean {
  const isInteger = kind === Kind.I32 || kind === Kind.U32;
  return isInteger && spec.meaning?.quantityOf?.(1_700_000_000) === 'unix time';
}

/** Names of single values. Quantities and bit masks have texts of other kinds. */
function namesOf({ spec, kind }: CompiledField): LuaValue {
  const { meaning } = spec;
  const isNumber = kind === Kind.I32 || kind === Kind.U32 || kind === Kind.I32Blob;
  if (meaning === undefined || meaning.quantityOf !== undefined || !isNumber) return undefined;
  const names = new Map<number, LuaValue>();
  for (const value of NAMED_VALUES) {
    const name = meaning(value);
    if (name !== undefined) names.set(value, name);
  }
  return names.size === 0 || names.size > MOST_NAMES ? undefined : names;
}
