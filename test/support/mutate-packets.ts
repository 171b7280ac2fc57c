import type { FieldNode } from '../../decoders/bytes/field-node.ts';
import { leaves } from './field-tree.ts';

/** A number in a packet that says how long or how many something is, or that might be believed to. */
export interface NumberField {
  readonly name: string;
  readonly at: number;
  readonly width: 2 | 4;
}

/** Every integer of a packet, every length in front of a string, and the lengths of its header. */
export function numberFields(tree: readonly FieldNode[]): readonly NumberField[] {
  return leaves(tree).flatMap((leaf): NumberField[] => {
    const { name, from, to, value } = leaf;
    if (typeof value === 'number' && to - from === 4) return [{ name, at: from, width: 4 }];
    if (typeof value === 'number' && to - from === 2) return [{ name, at: from, width: 2 }];
    const hasLength = name !== 'marker' && name !== 'capability' && to - from >= 2;
    return hasLength || isInsidePayload(tree, from)
      ? [{ name: `length of ${name}`, at: from, width: 2 }]
      : [];
  });
}

/** A field `capability` of the payload has a length, that of the header stands apart from it. */
function isInsidePayload(tree: readonly FieldNode[], from: number): boolean {
  const frame = tree.find((node) => node.name === 'frame');
  return frame !== undefined && from >= frame.to;
}

/** What a hostile sender writes into a number that is `value`. */
export function lies(value: number): readonly number[] {
  return [0, 1, -1, 0x7fffffff, value + 1].filter((lie) => lie !== value);
}

export function readNumber(bytes: Uint8Array, { at, width }: NumberField): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return width === 4 ? buffer.readInt32LE(at) : buffer.readUInt16LE(at);
}

export function withNumber(bytes: Uint8Array, { at, width }: NumberField, value: number): Uint8Array {
  const changed = Buffer.from(bytes);
  if (width === 4) changed.writeInt32LE(value | 0, at);
  else changed.writeUInt16LE(value & 0xffff, at);
  return changed;
}

/** The packet with other bytes in place of bytes[from..to), its length set right again. */
export function spliced(bytes: Uint8Array, from: number, to: number, insert: Uint8Array): Uint8Array {
  const changed = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(to)]);
  changed.writeUInt32LE(changed.length, 4);
  return changed;
}
