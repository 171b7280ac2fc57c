import {
  type AnyField,
  type Condition,
  type Constraints,
  type Field,
  type FieldSpec,
  type Grammar,
  type InnerReading,
  Kind,
  type Meaning,
  type Repeat,
  Role,
  type StorageVariant,
  type ValueOf,
} from './field.ts';

/**
 * A field under construction. Methods return new declarations, so that a common one can be refined:
 * `text('cflags', 'branch flags').until(3)`.
 */
class Declaration<Name extends string, Value, Optional extends boolean>
  implements Field<Name, Value, Optional>
{
  readonly name: Name;
  readonly kind: Kind;
  readonly note: string;
  readonly when?: Condition;
  readonly only?: readonly string[];
  readonly since?: number;
  readonly until?: number;
  readonly repeat?: Repeat;
  readonly members?: readonly FieldSpec[];
  readonly constraints?: Constraints;
  readonly role?: Role;
  readonly meaning?: Meaning;
  readonly inner?: InnerReading;
  readonly grammar?: Grammar;
  readonly sized?: boolean;
  readonly variants?: readonly StorageVariant[];

  constructor(spec: FieldSpec & { readonly name: Name }) {
    this.name = spec.name;
    this.kind = spec.kind;
    this.note = spec.note;
    Object.assign(this, spec);
  }

  private with<NewValue, NewOptional extends boolean>(
    change: Partial<FieldSpec>,
  ): Declaration<Name, NewValue, NewOptional> {
    return new Declaration<Name, NewValue, NewOptional>({ ...this, ...change });
  }

  /** Only in these layouts. */
  in(...layouts: string[]): Declaration<Name, Value, true> {
    return this.with({ only: layouts });
  }

  /** From this wire version on. */
  from(wire: number): Declaration<Name, Value, true> {
    return this.with({ since: wire });
  }

  /** Up to this wire version. */
  upTo(wire: number): Declaration<Name, Value, true> {
    return this.with({ until: wire });
  }

  /** Only present if the earlier field has this value. */
  whenIs(field: string, value: number): Declaration<Name, Value, true> {
    return this.with({ when: { field, is: 'eq', value } });
  }

  whenNot(field: string, value: number): Declaration<Name, Value, true> {
    return this.with({ when: { field, is: 'ne', value } });
  }

  whenPresent(field: string): Declaration<Name, Value, true> {
    return this.with({ when: { field, is: 'nonempty' } });
  }

  /** Repeated as often as the earlier field (or the number) says. */
  times(count: string | number): Declaration<Name, readonly Value[], Optional> {
    return this.with({ repeat: { count } });
  }

  /** Repeated until the payload ends. */
  toEnd(): Declaration<Name, readonly Value[], Optional> {
    return this.with({ repeat: { until: 'end' } });
  }

  must(constraints: Constraints): Declaration<Name, Value, Optional> {
    return this.with({ constraints: { ...this.constraints, ...constraints } });
  }

  /** How to explain the value in text. */
  means(meaning: Meaning): Declaration<Name, Value, Optional> {
    return this.with({ meaning });
  }

  /** How to read the bytes of the value further. */
  reads(inner: InnerReading): Declaration<Name, Value, Optional> {
    return this.with({ inner });
  }

  /** The text follows this grammar; layouts whose grammars fit are preferred. */
  spelled(grammar: Grammar): Declaration<Name, Value, Optional> {
    return this.with({ grammar });
  }

  is(role: Role): Declaration<Name, Value, Optional> {
    return this.with({ role });
  }

  aor(): Declaration<Name, Value, Optional> {
    return this.is(Role.Aor);
  }

  uri(): Declaration<Name, Value, Optional> {
    return this.is(Role.Uri);
  }

  fromUri(): Declaration<Name, Value, Optional> {
    return this.is(Role.FromUri);
  }

  toUri(): Declaration<Name, Value, Optional> {
    return this.is(Role.ToUri);
  }

  callId(): Declaration<Name, Value, Optional> {
    return this.is(Role.CallId);
  }
}

function declare<Value>() {
  return <Name extends string>(kind: Kind, name: Name, note: string) =>
    new Declaration<Name, Value, false>({ name, kind, note });
}

export function i32<Name extends string>(name: Name, note: string): Declaration<Name, number, false> {
  return declare<number>()(Kind.I32, name, note);
}

export function u32<Name extends string>(name: Name, note: string): Declaration<Name, number, false> {
  return declare<number>()(Kind.U32, name, note);
}

export function text<Name extends string>(name: Name, note: string): Declaration<Name, string, false> {
  return declare<string>()(Kind.Text, name, note);
}

export function opaque<Name extends string>(name: Name, note: string): Declaration<Name, Uint8Array, false> {
  return declare<Uint8Array>()(Kind.Bytes, name, note);
}

export function u64Blob<Name extends string>(name: Name, note: string): Declaration<Name, bigint, false> {
  return declare<bigint>()(Kind.U64, name, note);
}

export function timeBlob<Name extends string>(name: Name, note: string): Declaration<Name, number, false> {
  return declare<number>()(Kind.Time, name, note);
}

export function i32Blob<Name extends string>(name: Name, note: string): Declaration<Name, number, false> {
  return declare<number>()(Kind.I32Blob, name, note);
}

export function ipAddress<Name extends string>(name: Name, note: string): Declaration<Name, string, false> {
  return declare<string>()(Kind.IpAddress, name, note);
}

export function uuid<Name extends string>(name: Name, note: string): Declaration<Name, string, false> {
  return declare<string>()(Kind.Uuid, name, note);
}

export function group<Name extends string, const Members extends readonly AnyField[]>(
  name: Name,
  note: string,
  members: Members,
): Declaration<Name, ValueOf<Members>, false> {
  return new Declaration({ name, kind: Kind.Group, note, members });
}

/** The chunks of a sync packet (spec bin-core 7.6); `sized` if a size precedes each. */
export function chunks<Name extends string>(
  name: Name,
  note: string,
  sized: boolean,
): Declaration<Name, readonly Chunk[], false> {
  return new Declaration({ name, kind: Kind.Chunks, note, sized });
}

/** What the owner of a b2b entity adds to it (spec bin-capabilities 5.4): the rest of the payload. */
export function storage<Name extends string>(
  name: Name,
  note: string,
  variants: readonly StorageVariant[],
): Declaration<Name, unknown, true> {
  return new Declaration({ name, kind: Kind.Storage, note, variants });
}

/** One chunk of a sync packet. `data` is what the module sent: raw bytes if its layout is unknown. */
export interface Chunk {
  readonly size?: number;
  readonly marker: number;
  readonly data: unknown;
}
