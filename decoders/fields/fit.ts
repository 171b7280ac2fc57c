import { u32le } from '../bytes/integers.ts';
import { Kind } from './field.ts';

/** The value that precedes each chunk of a sync packet (spec bin-core 7.6). */
export const CHUNK_MARKER = 101010101;

/** Can a string of this length hold a value of this kind? */
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
