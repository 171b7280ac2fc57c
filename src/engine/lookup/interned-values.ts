import type { StringId } from '../../ids.ts';
import type { ByteStringTable } from '../../tables/byte-strings.ts';

/** Places to begin with. */
const FEW = 256;

/**
 * Remembers what was parsed from strings of a table. The same strings are asked for again and again; this way
 * they are parsed once, and equal values are the same object.
 */
export class InternedValues<Value> {
  private readonly table: ByteStringTable;
  private readonly read: (bytes: Uint8Array) => Value;
  private readonly most: number;
  private ids = new Uint32Array(0);
  private values: (Value | undefined)[] = [];

  /** At most so many values are remembered: `remembered` is a power of two. */
  constructor(table: ByteStringTable, remembered: number, read: (bytes: Uint8Array) => Value) {
    this.table = table;
    this.read = read;
    this.most = remembered;
    this.resize(Math.min(FEW, remembered));
  }

  /** `id` is not 0, which means none. */
  get(id: StringId): Value {
    if (id >= this.ids.length && this.ids.length < this.most) this.resize(this.ids.length * 4);
    const slot = id & (this.ids.length - 1);
    if (this.ids[slot] !== id) {
      this.values[slot] = this.read(this.table.bytes(id));
      this.ids[slot] = id;
    }
    return this.values[slot] as Value;
  }

  /** What was remembered is read again: that is not often. */
  private resize(places: number): void {
    const size = Math.min(places, this.most);
    this.ids = new Uint32Array(size);
    this.values = new Array(size).fill(undefined);
  }
}
