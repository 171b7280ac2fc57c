import { u32le } from '../bytes/integers.ts';
import { Kind } from './field.ts';

/** Why a list of fields does not fit the bytes. */
export const Flaw = {
  None: 0,
  /** The bytes end inside the field. */
  Short: 1,
  /** A value that the specification excludes. */
  Value: 2,
  /** A blob whose size does not match its type. */
  Size: 3,
  /** The chunk marker is missing. */
  Marker: 4,
  /** A count larger than the remaining bytes can hold. */
  Count: 5,
} as const;
export type Flaw = (typeof Flaw)[keyof typeof Flaw];

/** The value that precedes each chunk of a sync packet (spec bin-core 7.6). */
export const CHUNK_MARKER = 101010101;

/** Can a string of this length hold a value of this kind? An empty blob means that the value is absent. */
export function rightSize(kind: Kind, length: number): boolean {
  switch (kind) {
    case Kind.U64:
      return length === 8;
    case Kind.Time:
      return length === 8 || length === 4;
    case Kind.I32Blob:
      return length === 4;
    case Kind.IpAddress:
    case Kind.Uuid:
      return length === 24;
    default:
      return true;
  }
}

/** Is bytes[at..at+24) an address structure (ip_addr): family 2 with 4 bytes, or 10 with 16? */
export function ipAddressFits(bytes: Uint8Array, at: number): boolean {
  const family = u32le(bytes, at);
  const length = u32le(bytes, at + 4);
  return (family === 2 && length === 4) || (family === 10 && length === 16);
}
