import type { FieldNode, Quantity } from '../bytes/field-node.ts';

/**
 * Field declarations: a packet is a list of named, typed fields, and the list is its documentation.
 * Four walks read the same list: `skim` (is it this layout? whom is it about?), `decode` (a value),
 * `dissect` (a tree with offsets) and `encode` (bytes). `lazyFields` goes by what a skim has found.
 *
 * Encodings are those of OpenSIPS BIN (spec bin-core 4): little-endian integers of 4 bytes, and
 * strings with a 16-bit length. Whatever else a module needs travels inside such a string.
 */
export const Kind = {
  I32: 1,
  U32: 2,
  /** Text in a string. */
  Text: 3,
  /** Opaque bytes in a string. */
  Bytes: 4,
  /** 64-bit unsigned integer, a string of 8 bytes. */
  U64: 5,
  /** `time_t` of the sender: a string of 8 or 4 bytes, seconds since 1970. */
  Time: 6,
  /** 32-bit signed integer, a string of 4 bytes. */
  I32Blob: 7,
  /** Address structure: family, length, 16 bytes of which `length` are defined; 24 in all. */
  IpAddress: 8,
  /** Text in a string of exactly 24 bytes. */
  Uuid: 9,
  /** A list of fields of its own. */
  Group: 10,
  /** Chunks of a sync packet; what is in them depends on the capability that is synchronised. */
  Chunks: 11,
  /** The rest of the payload, laid out by the module that an earlier field names. */
  Storage: 12,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** What a field says about whom the packet concerns; what lists and filters index. */
export const Role = {
  None: 0,
  /** An address of record: user or user@host. */
  Aor: 1,
  /** A SIP URI of somebody. */
  Uri: 2,
  CallId: 3,
  /** The user part of an AOR whose host is in the field with role AorHost that follows. */
  AorUser: 4,
  AorHost: 5,
  /** A complete SIP message. */
  SipMessage: 6,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

export type Condition =
  | { readonly field: string; readonly is: 'eq' | 'ne'; readonly value: number }
  | { readonly field: string; readonly is: 'nonempty' };

export type Repeat = { readonly count: string | number } | { readonly until: 'end' };

/** What must hold for a value to be believed; layouts are told apart by it. */
export interface Constraints {
  readonly min?: number;
  readonly max?: number;
  /** The only value. */
  readonly is?: number;
  /** Text of printable ASCII without blanks. */
  readonly token?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The first of the repeated values equals that earlier field. */
  readonly firstEquals?: string;
}

/** Text for a value beside the value itself; undefined where it adds nothing. */
export interface Meaning {
  (value: FieldInput): string | undefined;
  /** What the value counts; undefined where it stands for something special. */
  readonly quantityOf?: (value: FieldInput) => Quantity | undefined;
}
/** Is the text of a string well-formed? Layouts with the same fields are told apart by it. */
export type Grammar = (bytes: Uint8Array, from: number, to: number) => boolean;
export type FieldInput = number | bigint | string | Uint8Array;

/** Children of a field whose bytes have a grammar of their own. */
export type InnerReading = (bytes: Uint8Array, from: number, to: number) => readonly FieldNode[];

export interface FieldSpec {
  readonly name: string;
  readonly kind: Kind;
  readonly note: string;
  readonly when?: Condition;
  /** Layout ids that carry the field. */
  readonly only?: readonly string[];
  /** Lowest and highest wire version that carry it. */
  readonly since?: number;
  readonly until?: number;
  readonly repeat?: Repeat;
  readonly members?: readonly FieldSpec[];
  readonly constraints?: Constraints;
  readonly role?: Role;
  readonly meaning?: Meaning;
  readonly inner?: InnerReading;
  readonly grammar?: Grammar;
  /** Kind.Chunks: false before there was a size field in front of each chunk. */
  readonly sized?: boolean;
  /** Kind.Storage: what may fill the rest of the payload. */
  readonly variants?: readonly StorageVariant[];
}

/** One way in which an owner module lays out the storage of a b2b entity. */
export interface StorageVariant {
  /** Value of the field `mod_name`. */
  readonly owner: string;
  readonly only?: readonly string[];
  readonly members: readonly FieldSpec[];
}

declare const valueType: unique symbol;

/** A declaration with the type of its value; `Optional` where a release or condition may omit it. */
export interface Field<Name extends string, Value, Optional extends boolean> extends FieldSpec {
  readonly name: Name;
  readonly [valueType]?: { readonly value: Value; readonly optional: Optional };
}

/** Any declared field, whatever its value. */
export type AnyField = Field<string, unknown, boolean>;

type Names<Fields extends readonly AnyField[]> = Fields[number]['name'];
type Named<Fields extends readonly AnyField[], Name extends string> = Extract<
  Fields[number],
  { readonly name: Name }
>;
type ValueIn<One> = One extends Field<string, infer Value, boolean> ? Value : never;
type IsOptional<One> = One extends Field<string, unknown, infer Optional> ? Optional : never;
type OptionalNames<Fields extends readonly AnyField[]> = {
  [Name in Names<Fields>]: true extends IsOptional<Named<Fields, Name>> ? Name : never;
}[Names<Fields>];

/** The value that a list of fields decodes to. */
export type ValueOf<Fields extends readonly AnyField[]> = {
  readonly [Name in Exclude<Names<Fields>, OptionalNames<Fields>>]: ValueIn<Named<Fields, Name>>;
} & {
  readonly [Name in OptionalNames<Fields>]?: ValueIn<Named<Fields, Name>>;
};
