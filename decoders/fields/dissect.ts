import { copyBytes } from '../bytes/copy.ts';
import type { FieldNode } from '../bytes/field-node.ts';
import type { CompiledField, FieldList } from './compile.ts';
import { type FieldInput, Kind } from './field.ts';
import { CHUNK_MARKER } from './fit.ts';
import { type FieldVisitor, type WalkEnd, walk } from './walk.ts';

export interface Dissected extends WalkEnd {
  readonly nodes: readonly FieldNode[];
}

/** The fields of a list as a tree with byte offsets, as far as the list fits bytes[from..to). */
export function dissect(
  list: FieldList,
  bytes: Uint8Array,
  from: number,
  to: number,
  chunkList?: FieldList,
): Dissected {
  const builder = new TreeBuilder(bytes);
  const end = walk(list, bytes, from, to, builder, chunkList);
  return { ...end, nodes: builder.nodes };
}

interface OpenGroup {
  readonly name: string;
  readonly note: string;
  readonly from: number;
  readonly shown?: string;
  readonly nodes: FieldNode[];
}

class TreeBuilder implements FieldVisitor {
  readonly nodes: FieldNode[] = [];
  private readonly bytes: Uint8Array;
  private readonly open: OpenGroup[] = [];
  /** For each list that is being read, its number of elements so far. */
  private readonly counts: number[] = [];
  private inList: (string | undefined)[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  value(field: CompiledField, from: number, to: number, value: FieldInput): void {
    const { note, meaning, inner } = field.spec;
    const shown = meaning?.(value);
    const quantity = meaning?.quantityOf?.(value);
    const children = inner !== undefined && to - from > 2 ? inner(this.bytes, from + 2, to) : [];
    this.add({
      name: this.label(field),
      from,
      to,
      value,
      note,
      ...(shown === undefined ? {} : { shown }),
      ...(quantity === undefined ? {} : { quantity }),
      ...(children.length === 0 ? {} : { children }),
    });
  }

  enter(field: CompiledField, from: number): void {
    this.open.push({ name: this.label(field), note: field.spec.note, from, nodes: [] });
    this.inList.push(undefined);
  }

  leave(to: number): void {
    this.inList.pop();
    this.close(to);
  }

  enterList(field: CompiledField): void {
    this.counts.push(0);
    this.inList.push(field.kind === Kind.Chunks ? 'chunk' : field.spec.name);
  }

  leaveList(): void {
    this.counts.pop();
    this.inList.pop();
  }

  enterChunk(from: number, size: number | undefined): void {
    const sizes: FieldNode[] = [];
    if (size !== undefined)
      sizes.push({ name: 'size', from, to: from + 4, value: size, note: 'bytes of data' });
    const marker = size === undefined ? from : from + 4;
    sizes.push({ name: 'marker', from: marker, to: marker + 4, value: CHUNK_MARKER });
    this.open.push({
      name: this.elementName('chunk'),
      note: 'one record set of the module',
      from,
      nodes: sizes,
    });
    this.inList.push(undefined);
  }

  leaveChunk(to: number): void {
    this.inList.pop();
    this.close(to);
  }

  raw(name: string, from: number, to: number, problem: string): void {
    this.add({ name, from, to, value: copyBytes(this.bytes, from, to), problem });
  }

  private close(to: number): void {
    const group = this.open.pop();
    if (group === undefined) return;
    this.add({ name: group.name, from: group.from, to, note: group.note, children: group.nodes });
  }

  private add(node: FieldNode): void {
    const parent = this.open[this.open.length - 1];
    (parent === undefined ? this.nodes : parent.nodes).push(node);
  }

  private label(field: CompiledField): string {
    return this.inList[this.inList.length - 1] === undefined
      ? field.spec.name
      : this.elementName(field.spec.name);
  }

  /** Elements of a list are named by their index: `path[0]`, `path[1]`. */
  private elementName(name: string): string {
    const last = this.counts.length - 1;
    const place = this.counts[last];
    if (place === undefined) return name;
    this.counts[last] = place + 1;
    return `${name}[${place}]`;
  }
}
