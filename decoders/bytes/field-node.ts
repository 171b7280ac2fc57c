/**
 * A decoded field with the bytes that it came from: what detail panes, hex views and reference pages
 * are made of. Offsets count from the start of the bytes that were dissected.
 */
export interface FieldNode {
  /** The field's own name in its specification. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** The value as it is on the wire; absent for groups. */
  readonly value?: FieldValue;
  /** What the value means, where that is more than its text: flag names, a date, a method list. */
  readonly shown?: string;
  /** What a number counts, where a reader may want it written otherwise than `shown` has it. */
  readonly quantity?: Quantity;
  /** One line about the field, from its specification. */
  readonly note?: string;
  /** What is wrong with it. */
  readonly problem?: string;
  readonly children?: readonly FieldNode[];
}

/** Seconds since 1970 UTC, or a length of time in seconds. */
export type Quantity = 'unix time' | 'seconds';

export type FieldValue = string | number | bigint | boolean | null | Uint8Array;
