/**
 * Columns of numbers that live as long as what they index. They are in shared memory, although no other
 * thread reads them: V8 counts the memory of ordinary typed arrays, and for every 64 MB more runs a full
 * garbage collection. That would free nothing here, and the screen would not answer keys meanwhile.
 */
export function float64Column(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

export function uint32Column(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(length * Uint32Array.BYTES_PER_ELEMENT));
}

export function int32Column(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}

export function uint16Column(length: number): Uint16Array {
  return new Uint16Array(new SharedArrayBuffer(length * Uint16Array.BYTES_PER_ELEMENT));
}
