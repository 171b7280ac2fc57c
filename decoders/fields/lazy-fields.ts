import { i32le, u16le, u32le } from '../bytes/integers.ts';
import { type CompiledField, type FieldList, Repeated } from './compile.ts';
import { decode, type Fields, type Value } from './decode.ts';
import { Kind, Role } from './field.ts';
import type { RepeatedTexts } from './repeated-texts.ts';
import { ABSENT } from './skim.ts';
import { stringValue } from './walk.ts';

/** Shorter lists are as quickly decoded as they are remembered. */
const FEWEST = 3;

type Read = new (
  list: FieldList,
  bytes: Uint8Array,
  places: number[],
  from: number,
  to: number,
  texts: RepeatedTexts,
) => Fields;

/** One for each list of the declarations, and no more: they live as long as the lists. */
const classes = new WeakMap<FieldList, Read | typeof NOT_WORTH_IT>();
const NOT_WORTH_IT = 'decode all at once';

/**
 * The values of a list that fits bytes[from..to) whole, each made when it is asked for: analysis looks at five
 * fields of twenty. They can be asked for by name only; there is no going through them. `bytes` must not
 * change. Undefined where the list is better decoded at once: a short one, or one with groups or chunks.
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

/** What it keeps has private names: fields may have any other. */
class LazyValues {
  readonly #list: FieldList;
  readonly #bytes: Uint8Array;
  /** Where each value is; once it was asked for, and is no number, the value itself. */
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
    // Names of people, phones and calls are many; other texts are few.
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

/** Of fields with one name, of which conditions allow one, the last that is there. */
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
