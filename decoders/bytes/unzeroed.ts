const POOL = 64 * 1024;

let pool = new ArrayBuffer(0);
let used = 0;

/**
 * Memory whose content means nothing yet. Short stretches are cut from a common piece, as those of Node's `Buffer` are, which is
 * several times quicker than to ask for each. Unlike a Buffer it is of the same class as what captures are read into: what
 * V8 compiled for those bytes serves for these.
 */
export function roomFor(length: number): Uint8Array {
  if (length > POOL / 8) return new Uint8Array(length);
  if (used + length > pool.byteLength) {
    pool = new ArrayBuffer(POOL);
    used = 0;
  }
  const room = new Uint8Array(pool, used, length);
  used += (length + 7) & ~7;
  return room;
}
