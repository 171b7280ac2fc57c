import type { FieldNode, Quantity } from '../bytes/field-node.ts';

/**
 * Field declarations: a packet is a list of named, typed fields, and this list documents it. Four walks use
 * it: `skim` (does this layout fit, and whom is the packet about?), `decode` (a value), `dissect` (a tree
 * with offsets) and `encode` (bytes); `lazyFields` uses the result of a skim. Encodings are those of OpenSIPS
 * BIN (spec bin-core 4): little-endian integers of 4 bytes, and strings with a 16-bit length. Anything else
 * that a module needs is sent inside such a string.
 */
export const Kind = {
  I32: 1,
  U32: 2,
  /** A string with text. */
  Text: 3,
  /** A string with opaque bytes. */
  Bytes: 4,
  /** A string of 8 bytes: a 64-bit unsigned integer. */
  U64: 5,
  /** A string of 8 or 4 bytes: `time_t` of the sender, in seconds since 1970. */
  Time: 6,
  /** A string of 4 bytes: a 32-bit signed integer. */
  I32Blob: 7,
  /** Address structure of 24 bytes: family, length, and 16 bytes of which the first `length` are defined. */
  IpAddress: 8,
  /** A string of exactly 24 bytes of text. */
  Uuid: 9,
  /** A nested list of fields. */
  Group: 10,
  /** Chunks of a sync packet; their content depends on the synchronised capability. */
  Chunks: 11,
  /** The rest of the payload, whose layout depends on the module that an earlier field names. */
  Storage: 12,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** In what way a field tells whom the packet is about, for lists and filters. */
export const Role = {
  None: 0,
  /** An address of record: user or user@host. */
  Aor: 1,
  /** A SIP URI of somebody. */
  Uri: 2,
  CallId: 3,
  /** The user part of an AOR; the host is in the next field with role AorHost. */
  AorUser: 4,
  AorHost: 5,
  /** A complete SIP message. */
  SipMessage: 6,
  /** The URIs of the two ends of a call, as From and To had them. */
  FromUri: 7,
  ToUri: 8,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

export type Condition =
  | { readonly field: string; readonly is: 'eq' | 'ne'; readonly value: number }
  | { readonly field: string; readonly is: 'nonempty' };

export type Repeat = { readonly count: string | number } | { readonly until: 'end' };

/** What must be true of a value for it to be believed; this tells layouts apart. */
export interface Constraints {
  readonly min?: number;
  readonly max?: number;
  /** The only value. */
  readonly is?: number;
  /** Printable ASCII without blanks. */
  readonly token?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The first of the repeated values must equal that earlier field. */
  readonly firstEquals?: string;
}

/** Explains a value in text; undefined if there is nothing to add. */
export interface Meaning {
  (value: FieldInput): string | undefined;
  /** What the value counts; undefined for special values, which count nothing. */
  readonly quantityOf?: (value: FieldInput) => Quantity | undefined;
}
/** Is the text of a string well-formed? Tells layouts with the same fields apart. */
export type Grammar = (bytes: Uint8Array, from: number, to: number) => boolean;
export type FieldInput = number | bigint | string | Uint8Array;

/** Reads the children of a field whose bytes have a grammar of their own. */
export type InnerReading = (bytes: Uint8Array, from: number, to: number) => readonly FieldNode[];

export interface FieldSpec {
  readonly name: string;
  readonly kind: Kind;
  readonly note: string;
  readonly when?: Condition;
  /** Ids of the layouts that have the field. */
  readonly only?: readonly string[];
  /** Lowest and highest wire version that have it. */
  readonly since?: number;
  readonly until?: number;
  readonly repeat?: Repeat;
  readonly members?: readonly FieldSpec[];
  readonly constraints?: Constraints;
  readonly role?: Role;
  readonly meaning?: Meaning;
  readonly inner?: InnerReading;
  readonly grammar?: Grammar;
  /** Kind.Chunks: false for the old wrapper without a size before each chunk. */
  readonly sized?: boolean;
  /** Kind.Storage: the possible content of the rest of the payload. */
  readonly variants?: readonly StorageVariant[];
}

/** One layout of the storage that an owner module adds to a b2b entity. */
export interface StorageVariant {
  /** The value of the field `mod_name`. */
  readonly owner: string;
  readonly only?: readonly string[];
  readonly members: readonly FieldSpec[];
}

declare const valueType: unique symbol;

/** A declaration with the type of its value; `Optional` if a release or condition may omit the field. */
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

/** The type of the value that a list of fields decodes to. */
export type ValueOf<Fields extends readonly AnyField[]> = {
  readonly [Name in Exclude<Names<Fields>, OptionalNames<Fields>>]: ValueIn<Named<Fields, Name>>;
} & {
  readonly [Name in OptionalNames<Fields>]?: ValueIn<Named<Fields, Name>>;
};
