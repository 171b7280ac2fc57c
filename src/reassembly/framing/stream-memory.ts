import { Extents } from '../carried-message.ts';
import type { Location } from './stretch.ts';

/** The smallest array that is handed out. */
export const LEAST_BYTES = 2048;
/** Sizes of the arrays that are handed out. Of each size some free ones are kept for reuse. */
const SIZES = [LEAST_BYTES, 16 * 1024, 128 * 1024, 1024 * 1024];
const KEPT = [256, 32, 8, 0];

/**
 * Memory of one observer's streams for incomplete messages and for bytes behind holes: counts it, and hands
 * out byte arrays, reused ones first.
 */
export class StreamMemory {
  /** Bytes in use. */
  held = 0;
  /** Scratch object, for use within one call. */
  readonly location: Location = { extents: new Extents(), time: 0, frame: 0 };
  private readonly free: Uint8Array[][] = SIZES.map(() => []);

  /** An array of at least `size` bytes; its content is arbitrary. */
  take(size: number): Uint8Array {
    const rank = SIZES.findIndex((bytes) => bytes >= size);
    const bytes = this.free[rank]?.pop() ?? new Uint8Array(SIZES[rank] ?? 2 ** Math.ceil(Math.log2(size)));
    this.held += bytes.length;
    return bytes;
  }

  give(bytes: Uint8Array): void {
    this.held -= bytes.length;
    const rank = SIZES.indexOf(bytes.length);
    const free = this.free[rank];
    if (free !== undefined && free.length < (KEPT[rank] as number)) free.push(bytes);
  }
}
