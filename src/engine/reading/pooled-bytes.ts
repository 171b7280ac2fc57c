/** Size in bytes of a piece of memory that messages share, and of the largest message that is put into one. */
const PIECE = 64 * 1024;
const LARGEST = PIECE / 8;

let piece = new ArrayBuffer(0);
let used = 0;

/**
 * `length` zeros. Short messages share pieces of memory, as in the pool of Node's `Buffer`: that is several times quicker
 * than to allocate each. A Buffer would be of another class than the bytes that captures are read into, and V8 would
 * compile the decoders for both.
 */
export function pooledBytes(length: number): Uint8Array {
  if (length > LARGEST) return new Uint8Array(length);
  if (used + length > piece.byteLength) {
    piece = new ArrayBuffer(PIECE);
    used = 0;
  }
  const bytes = new Uint8Array(piece, used, length);
  used += (length + 7) & ~7;
  return bytes;
}
