import { copyBytes } from '../bytes/copy.ts';
import type { CompiledField, FieldList } from './compile.ts';
import type { FieldInput } from './field.ts';
import { type FieldVisitor, type WalkEnd, walk } from './walk.ts';

/** A decoded list of fields: maps names in the specification to values. */
export type Fields = { [name: string]: Value };
export type Value = FieldInput | Fields | Value[];

export interface Decoded extends WalkEnd {
  readonly fields: Fields;
}

/** The values of a list of fields, as far as the list fits bytes[from..to). */
export function decode(
  list: FieldList,
  bytes: Uint8Array,
  from: number,
  to: number,
  chunkList?: FieldList,
): Decoded {
  const builder = new ValueBuilder(bytes);
  const end = walk(list, bytes, from, to, builder, chunkList);
  return { ...end, fields: builder.fields };
}

class ValueBuilder implements FieldVisitor {
  readonly fields: Fields = {};
  private readonly bytes: Uint8Array;
  /** The objects and arrays that are being filled, outermost first. */
  private readonly open: (Fields | Value[])[] = [this.fields];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  value(field: CompiledField, _from: number, _to: number, value: FieldInput): void {
    this.put(field.spec.name, value);
  }

  enter(field: CompiledField): void {
    this.push(field.spec.name, {});
  }

  leave(): void {
    this.open.pop();
  }

  enterList(field: CompiledField): void {
    this.push(field.spec.name, []);
  }

  leaveList(): void {
    this.open.pop();
  }

  enterChunk(_from: number, size: number | undefined, known: boolean): void {
    this.push('', size === undefined ? {} : { size });
    if (known) this.push('data', {});
  }

  leaveChunk(_to: number, known: boolean): void {
    if (known) this.open.pop();
    this.open.pop();
  }

  raw(name: string, from: number, to: number): void {
    this.put(name, copyBytes(this.bytes, from, to));
  }

  private push(name: string, container: Fields | Value[]): void {
    this.put(name, container);
    this.open.push(container);
  }

  private put(name: string, value: Value): void {
    const container = this.open[this.open.length - 1];
    if (Array.isArray(container)) container.push(value);
    else if (container !== undefined) container[name] = value;
  }
}
