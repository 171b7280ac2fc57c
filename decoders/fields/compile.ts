import { type FieldSpec, Kind, Role } from './field.ts';

/**
 * Declarations reduced to the fields of one layout, with names replaced by positions in the list: what the
 * walks run on.
 */
export interface FieldList {
  readonly fields: readonly CompiledField[];
  /** Fewest bytes that the list can take. */
  readonly minimum: number;
}

export const When = { Always: 0, Equal: 1, NotEqual: 2, NonEmpty: 3 } as const;
export const Repeated = { Once: 0, Fixed: 1, Counted: 2, ToEnd: 3 } as const;

export interface CompiledField {
  readonly spec: FieldSpec;
  readonly kind: Kind;
  readonly role: Role;
  readonly when: (typeof When)[keyof typeof When];
  readonly whenSlot: number;
  readonly whenValue: number;
  readonly repeated: (typeof Repeated)[keyof typeof Repeated];
  /** The number of repetitions, or the slot of the field with it. */
  readonly repeatBy: number;
  readonly checked: boolean;
  readonly minimum: number;
  readonly maximum: number;
  readonly token: boolean;
  /** Slot of the field that the first repetition must equal; -1 if there is none. */
  readonly firstEquals: number;
  /** Fewest bytes that one repetition can take. */
  readonly size: number;
  readonly members: FieldList | undefined;
  /** Kind.Storage: the possible content, by owner. */
  readonly variants: readonly CompiledVariant[];
}

export interface CompiledVariant {
  readonly owner: string;
  readonly list: FieldList;
}

/** The layout that a declaration is compiled for: its id, and its version on the wire. */
export interface LayoutKey {
  readonly id: string;
  readonly wire: number;
}

/**
 * Throws if a declaration refers to a field that does not precede it: an error in our declarations, not in
 * the data.
 */
export function compile(specs: readonly FieldSpec[], layout: LayoutKey): FieldList {
  const present = specs.filter((spec) => isCarried(spec, layout));
  const slotOf = (name: string, before: number): number => {
    for (let slot = before - 1; slot >= 0; slot--) if (present[slot]?.name === name) return slot;
    throw new Error(`field ${present[before]?.name}: no field ${name} before it in layout ${layout.id}`);
  };
  const fields = present.map((spec, slot) => compileField(spec, layout, (name) => slotOf(name, slot)));
  return { fields, minimum: fields.reduce((sum, field) => sum + leastSize(field), 0) };
}

function isCarried(spec: FieldSpec, layout: LayoutKey): boolean {
  if (spec.only !== undefined && !spec.only.includes(layout.id)) return false;
  if (spec.since !== undefined && layout.wire < spec.since) return false;
  return spec.until === undefined || layout.wire <= spec.until;
}

function compileField(spec: FieldSpec, layout: LayoutKey, slotOf: (name: string) => number): CompiledField {
  const { when, repeat, constraints } = spec;
  const members = spec.members === undefined ? undefined : compile(spec.members, layout);
  return {
    spec,
    kind: spec.kind,
    role: spec.role ?? Role.None,
    when: when === undefined ? When.Always : CONDITIONS[when.is],
    whenSlot: when === undefined ? -1 : slotOf(when.field),
    whenValue: when !== undefined && when.is !== 'nonempty' ? when.value : 0,
    ...compileRepeat(repeat, slotOf),
    checked: constraints !== undefined,
    minimum: constraints?.is ?? constraints?.min ?? constraints?.minLength ?? Number.NEGATIVE_INFINITY,
    maximum: constraints?.is ?? constraints?.max ?? constraints?.maxLength ?? Number.POSITIVE_INFINITY,
    token: constraints?.token ?? false,
    firstEquals: constraints?.firstEquals === undefined ? -1 : slotOf(constraints.firstEquals),
    size: members === undefined ? SIZES[spec.kind] : members.minimum,
    members,
    variants: (spec.variants ?? [])
      .filter((variant) => isCarried({ ...spec, ...carriedBy(variant.only) }, layout))
      .map((variant) => ({ owner: variant.owner, list: compile(variant.members, layout) })),
  };
}

function carriedBy(only: readonly string[] | undefined): { only?: readonly string[] } {
  return only === undefined ? {} : { only };
}

const CONDITIONS = { eq: When.Equal, ne: When.NotEqual, nonempty: When.NonEmpty } as const;

function compileRepeat(
  repeat: FieldSpec['repeat'],
  slotOf: (name: string) => number,
): Pick<CompiledField, 'repeated' | 'repeatBy'> {
  if (repeat === undefined) return { repeated: Repeated.Once, repeatBy: 1 };
  if ('until' in repeat) return { repeated: Repeated.ToEnd, repeatBy: 0 };
  if (typeof repeat.count === 'number') return { repeated: Repeated.Fixed, repeatBy: repeat.count };
  return { repeated: Repeated.Counted, repeatBy: slotOf(repeat.count) };
}

const SIZES: Readonly<Record<Kind, number>> = {
  [Kind.I32]: 4,
  [Kind.U32]: 4,
  [Kind.Text]: 2,
  [Kind.Bytes]: 2,
  [Kind.U64]: 10,
  [Kind.Time]: 6,
  [Kind.I32Blob]: 6,
  [Kind.IpAddress]: 26,
  [Kind.Uuid]: 26,
  [Kind.Group]: 0,
  [Kind.Chunks]: 0,
  [Kind.Storage]: 0,
};

function leastSize(field: CompiledField): number {
  if (field.when !== When.Always) return 0;
  if (field.repeated === Repeated.Once) return field.size;
  return field.repeated === Repeated.Fixed ? field.size * field.repeatBy : 0;
}
