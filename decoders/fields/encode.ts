import { textBytes } from '../bytes/text.ts';
import { type CompiledField, type FieldList, Repeated, When } from './compile.ts';
import type { Fields, Value } from './decode.ts';
import { Kind } from './field.ts';
import { CHUNK_MARKER } from './fit.ts';

/**
 * Encodes a list of fields: the inverse of `decode`, for tests, generated traffic and a simulated cluster.
 * Required values that `fields` lacks are 0 or empty. Throws if a value cannot be encoded (a string of more
 * than 65,535 bytes), which is an error of the caller.
 */
export function encode(list: FieldList, fields: Fields, chunkList?: FieldList): Uint8Array {
  const parts: Uint8Array[] = [];
  encodeList(list, fields, parts, chunkList);
  return Buffer.concat(parts);
}

function encodeList(list: FieldList, fields: Fields, parts: Uint8Array[], chunkList?: FieldList): void {
  for (const field of list.fields) {
    const value = fields[field.spec.name];
    if (!isPresent(field, list, fields)) continue;
    if (field.kind === Kind.Chunks) encodeChunks(field, value, parts, chunkList);
    else if (field.repeated === Repeated.Once) encodeOne(field, value, fields, parts);
    else for (const element of Array.isArray(value) ? value : []) encodeOne(field, element, fields, parts);
  }
}

function isPresent(field: CompiledField, list: FieldList, fields: Fields): boolean {
  if (field.when === When.Always) return true;
  const value = fields[list.fields[field.whenSlot]?.spec.name ?? ''];
  if (field.when === When.NonEmpty) return value !== undefined && value !== '' && value !== 0;
  return (field.when === When.Equal) === ((value ?? 0) === field.whenValue);
}

function encodeOne(
  field: CompiledField,
  value: Value | undefined,
  siblings: Fields,
  parts: Uint8Array[],
): void {
  switch (field.kind) {
    case Kind.I32:
    case Kind.U32:
      parts.push(integer(Number(value ?? 0)));
      return;
    case Kind.Group:
      if (field.members !== undefined) encodeList(field.members, asFields(value), parts);
      return;
    case Kind.Storage:
      encodeStorage(field, value, siblings, parts);
      return;
    default:
      encodeString(stringBytes(field.kind, value), parts);
  }
}

function encodeString(bytes: Uint8Array, parts: Uint8Array[]): void {
  if (bytes.length > 0xffff)
    throw new RangeError(`a string of ${bytes.length} bytes does not fit its length`);
  parts.push(Uint8Array.of(bytes.length & 0xff, bytes.length >>> 8), bytes);
}

function encodeStorage(
  field: CompiledField,
  value: Value | undefined,
  siblings: Fields,
  parts: Uint8Array[],
): void {
  if (value instanceof Uint8Array) parts.push(value);
  if (value === undefined || value instanceof Uint8Array) return;
  const owner = siblings.mod_name;
  const variant = field.variants.find((one) => field.whenSlot < 0 || one.owner === owner);
  if (variant !== undefined) encodeList(variant.list, asFields(value), parts);
}

function encodeChunks(
  field: CompiledField,
  value: Value | undefined,
  parts: Uint8Array[],
  list?: FieldList,
): void {
  for (const chunk of Array.isArray(value) ? value : []) {
    const { data } = asFields(chunk);
    const bytes = data instanceof Uint8Array || list === undefined ? data : encode(list, asFields(data));
    if (!(bytes instanceof Uint8Array))
      throw new TypeError('a chunk whose layout is not known is given as bytes');
    if (field.spec.sized === true) parts.push(integer(bytes.length));
    parts.push(integer(CHUNK_MARKER), bytes);
  }
}

function stringBytes(kind: Kind, value: Value | undefined): Uint8Array {
  switch (kind) {
    case Kind.U64:
      return integer64(BigInt(typeof value === 'bigint' || typeof value === 'number' ? value : 0));
    case Kind.Time:
      return integer64(BigInt(typeof value === 'number' ? value : 0));
    case Kind.I32Blob:
      return integer(Number(value ?? 0));
    case Kind.IpAddress:
      return ipAddress(typeof value === 'string' ? value : '0.0.0.0');
    default:
      if (value instanceof Uint8Array) return value;
      return textBytes(typeof value === 'string' ? value : '');
  }
}

function integer(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
}

function integer64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes;
}

/** Family, length, address. */
function ipAddress(text: string): Uint8Array {
  const bytes = Buffer.alloc(24);
  const v4 = text.includes('.');
  bytes.writeUInt32LE(v4 ? 2 : 10, 0);
  bytes.writeUInt32LE(v4 ? 4 : 16, 4);
  const groups = v4 ? text.split('.') : expandIpv6(text);
  for (const [index, part] of groups.entries()) {
    if (v4) bytes.writeUInt8(Number(part), 8 + index);
    else bytes.writeUInt16BE(Number.parseInt(part, 16), 8 + 2 * index);
  }
  return bytes;
}

function expandIpv6(text: string): readonly string[] {
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return left;
  const right = tail === '' ? [] : tail.split(':');
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}

function asFields(value: Value | undefined): Fields {
  const isFields = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array);
  return isFields ? value : {};
}
