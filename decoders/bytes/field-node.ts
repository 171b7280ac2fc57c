/**
 * A decoded field with the bytes that it came from, for detail panes, hex views and reference pages. Offsets
 * count from the start of the dissected bytes.
 */
export interface FieldNode {
  /** The name of the field in its specification. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** The raw value; absent for groups. */
  readonly value?: FieldValue;
  /** The meaning of the value, if its text does not say it: flag names, a date, a method list. */
  readonly shown?: string;
  /** What a number counts, for readers that prefer another notation than `shown`. */
  readonly quantity?: Quantity;
  /** One line about the field, from its specification. */
  readonly note?: string;
  /** What is wrong with it. */
  readonly problem?: string;
  readonly children?: readonly FieldNode[];
}

/** Seconds since 1970 UTC, or a duration in seconds. */
export type Quantity = 'unix time' | 'seconds';

export type FieldValue = string | number | bigint | boolean | null | Uint8Array;
