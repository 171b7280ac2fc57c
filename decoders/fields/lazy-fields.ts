import { i32le, u16le, u32le } from '../bytes/integers.ts';
import { type CompiledField, type FieldList, Repeated } from './compile.ts';
import { decode, type Fields, type Value } from './decode.ts';
import { Kind, Role } from './field.ts';
import type { RepeatedTexts } from './repeated-texts.ts';
import { ABSENT } from './skim.ts';
import { stringValue } from './walk.ts';

/** Shorter lists take less time to decode than to remember. */
const FEWEST = 3;

type Read = new (
  list: FieldList,
  bytes: Uint8Array,
  places: number[],
  from: number,
  to: number,
  texts: RepeatedTexts,
) => Fields;

/** One class per list of the declarations, no more: a class lives as long as its list. */
const classes = new WeakMap<FieldList, Read | typeof NOT_WORTH_IT>();
const NOT_WORTH_IT = 'decode all at once';

/**
 * The values of a list that fits all of bytes[from..to), each decoded on first access: analysis looks at five
 * fields out of twenty. They can only be accessed by name, not enumerated. `bytes` must not change. Undefined
 * if decoding at once is better: for a short list, or one with groups or chunks.
 */
export function lazyFields(
  list: FieldList,
  bytes: Uint8Array,
  places: number[],
  from: number,
  to: number,
  texts: RepeatedTexts,
): Fields | undefined {
  let known = classes.get(list);
  if (known === undefined) {
    known = isFlat(list) ? classFor(list) : NOT_WORTH_IT;
    classes.set(list, known);
  }
  return known === NOT_WORTH_IT ? undefined : new known(list, bytes, places, from, to, texts);
}

function isFlat({ fields }: FieldList): boolean {
  return fields.length >= FEWEST && fields.every(({ kind }) => !NESTED.has(kind));
}

const NESTED: ReadonlySet<Kind> = new Set([Kind.Group, Kind.Chunks, Kind.Storage]);

/** Its own state is private (#), as fields may have any name. */
class LazyValues {
  readonly #list: FieldList;
  readonly #bytes: Uint8Array;
  /**
   * The position of each value; replaced by the value itself once it was accessed, unless that is a number.
   */
  readonly #places: (number | Value)[];
  readonly #from: number;
  readonly #to: number;
  readonly #texts: RepeatedTexts;

  constructor(
    list: FieldList,
    bytes: Uint8Array,
    places: number[],
    from: number,
    to: number,
    texts: RepeatedTexts,
  ) {
    this.#list = list;
    this.#bytes = bytes;
    this.#places = places;
    this.#from = from;
    this.#to = to;
    this.#texts = texts;
  }

  static read(values: LazyValues, slot: number): Value | undefined {
    const place = values.#places[slot];
    if (typeof place !== 'number') return place;
    if (place === ABSENT) return undefined;
    const value = values.#make(slot, place);
    if (value !== undefined && typeof value !== 'number') values.#places[slot] = value;
    return value;
  }

  #make(slot: number, place: number): Value | undefined {
    const field = this.#list.fields[slot] as CompiledField;
    const bytes = this.#bytes;
    if (field.repeated !== Repeated.Once) {
      return decode(this.#list, bytes, this.#from, this.#to).fields[field.spec.name];
    }
    if (field.kind === Kind.U32) return u32le(bytes, place);
    if (field.kind === Kind.I32) return i32le(bytes, place);
    const end = place + u16le(bytes, place - 2);
    // Texts with a role name people, phones and calls, of which there are many; others repeat.
    if (field.kind === Kind.Text && field.role === Role.None) return this.#texts.text(bytes, place, end);
    return stringValue(field.kind, bytes, place, end);
  }
}

function classFor(list: FieldList): Read {
  class ValuesOfList extends LazyValues {}
  const slots = new Map<string, number[]>();
  for (const [slot, { spec }] of list.fields.entries()) {
    slots.set(spec.name, [...(slots.get(spec.name) ?? []), slot]);
  }
  for (const [name, [first, ...others]] of slots) {
    if (first !== undefined) Object.defineProperty(ValuesOfList.prototype, name, getter(first, others));
  }
  return ValuesOfList as unknown as Read;
}

/** If conditions allow one of several fields of the same name, the last one that is present counts. */
function getter(first: number, others: readonly number[]): PropertyDescriptor & ThisType<LazyValues> {
  if (others.length === 0) {
    return {
      get() {
        return LazyValues.read(this, first);
      },
    };
  }
  const slots = [first, ...others].reverse();
  return {
    get() {
      for (const slot of slots) {
        const value = LazyValues.read(this, slot);
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };
}
