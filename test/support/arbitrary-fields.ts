import fc from 'fast-check';
import { type CompiledField, type FieldList, Repeated, When } from '../../decoders/fields/compile.ts';
import type { Fields, Value } from '../../decoders/fields/decode.ts';
import { Kind } from '../../decoders/fields/field.ts';

/**
 * Any value that a list of fields can carry, made from the declaration itself. Counts agree with what
 * they count, conditions decide what is there, constraints hold.
 */
export function arbitraryFields(list: FieldList): fc.Arbitrary<Fields> {
  return list.fields.reduce<fc.Arbitrary<Fields>>(
    (before, field, slot) => before.chain((fields) => withField(list, field, slot, fields)),
    fc.constant({}),
  );
}

function withField(
  list: FieldList,
  field: CompiledField,
  slot: number,
  fields: Fields,
): fc.Arbitrary<Fields> {
  if (!isPresent(list, field, fields)) return fc.constant(fields);
  const counted = list.fields.find((later) => later.repeated === Repeated.Counted && later.repeatBy === slot);
  const value =
    counted !== undefined ? fc.integer({ min: atLeast(counted), max: 3 }) : values(list, field, fields);
  return value.map((made) => (made === undefined ? fields : { ...fields, [field.spec.name]: made }));
}

function atLeast(counted: CompiledField): number {
  return counted.firstEquals >= 0 ? 1 : 0;
}

function values(list: FieldList, field: CompiledField, fields: Fields): fc.Arbitrary<Value | undefined> {
  const one = single(field);
  switch (field.repeated) {
    case Repeated.Once:
      return one;
    case Repeated.ToEnd:
      return fc.array(one.filter(isDefined), { minLength: 1, maxLength: 3 });
    case Repeated.Fixed:
      return fc.array(one.filter(isDefined), { minLength: field.repeatBy, maxLength: field.repeatBy });
    case Repeated.Counted: {
      const count = Number(fields[list.fields[field.repeatBy]?.spec.name ?? ''] ?? 0);
      const first = fields[list.fields[field.firstEquals]?.spec.name ?? ''];
      return fc
        .array(one.filter(isDefined), { minLength: count, maxLength: count })
        .map((values) => (first === undefined ? values : [first, ...values.slice(1)]));
    }
  }
}

function isDefined(value: Value | undefined): value is Value {
  return value !== undefined;
}

function single(field: CompiledField): fc.Arbitrary<Value | undefined> {
  const { minimum, maximum } = field;
  switch (field.kind) {
    case Kind.I32:
      return fc.integer({ min: Math.max(minimum, -0x80000000), max: Math.min(maximum, 0x7fffffff) });
    case Kind.U32:
      return fc.integer({ min: Math.max(minimum, 0), max: Math.min(maximum, 0xffffffff) });
    case Kind.I32Blob:
      return fc.integer();
    case Kind.Time:
      return fc.integer({ min: 0, max: 2 ** 40 });
    case Kind.U64:
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case Kind.Bytes:
      return fc.uint8Array({ maxLength: 20 });
    case Kind.IpAddress:
      return fc.ipV4();
    case Kind.Uuid:
      return fc.string({ unit: fc.constantFrom(...'abcXYZ019='), minLength: 24, maxLength: 24 });
    case Kind.Group:
      return field.members === undefined ? fc.constant({}) : arbitraryFields(field.members);
    case Kind.Chunks:
      return fc.constant(undefined);
    case Kind.Storage:
      return fc.constant(undefined);
    case Kind.Text:
      return text(field);
  }
}

function text(field: CompiledField): fc.Arbitrary<string> {
  const minLength = Math.max(field.minimum, 0);
  if (field.token) return fc.string({ unit: fc.constantFrom(...'abc-_019'), minLength, maxLength: 12 });
  if (field.spec.grammar !== undefined) return fc.constant('');
  return fc.oneof(
    fc.string({ minLength, maxLength: 20 }),
    fc.string({ unit: 'grapheme', minLength, maxLength: 6 }),
    fc.constantFrom('sip:1000@192.0.2.1', 'P4CK inside', 'x'),
  );
}

function isPresent(list: FieldList, field: CompiledField, fields: Fields): boolean {
  if (field.when === When.Always) return true;
  const value = fields[list.fields[field.whenSlot]?.spec.name ?? ''];
  if (field.when === When.NonEmpty) return value !== undefined && value !== '';
  return (field.when === When.Equal) === ((value ?? 0) === field.whenValue);
}
