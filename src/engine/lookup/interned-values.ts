import type { StringId } from '../../ids.ts';
import type { ByteStringTable } from '../../tables/byte-strings.ts';

/**
 * Remembers what was parsed from strings of a table. The same strings are asked for again and again; this way
 * they are parsed once, and equal values are the same object.
 */
export class InternedValues<Value> {
  private readonly table: ByteStringTable;
  private readonly read: (bytes: Uint8Array) => Value;
  private readonly ids: Uint32Array;
  private readonly values: (Value | undefined)[];

  /** `remembered` is a power of two. */
  constructor(table: ByteStringTable, remembered: number, read: (bytes: Uint8Array) => Value) {
    this.table = table;
    this.read = read;
    this.ids = new Uint32Array(remembered);
    this.values = new Array(remembered).fill(undefined);
  }

  /** `id` is not 0, which means none. */
  get(id: StringId): Value {
    const slot = id & (this.ids.length - 1);
    if (this.ids[slot] !== id) {
      this.values[slot] = this.read(this.table.bytes(id));
      this.ids[slot] = id;
    }
    return this.values[slot] as Value;
  }
}
