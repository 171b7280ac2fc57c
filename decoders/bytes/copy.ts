/** A real copy of bytes[from..to): `slice` of a Buffer would be a view of memory that is reused. */
export function copyBytes(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const copy = new Uint8Array(Math.max(0, to - from));
  copy.set(bytes.subarray(from, Math.max(from, to)));
  return copy;
}
