import type { CaptureSource } from '../../capture/capture-source.ts';

const BLOCK_SHIFT = 16;
const BLOCK_BYTES = 1 << BLOCK_SHIFT;

interface Block {
  bytes: Uint8Array;
  /** Bytes of it that are there; less than the whole at the end of a file that still grows. */
  filled: number;
  source: number;
  number: number;
}

/**
 * Blocks of capture files that were read lately. The rows of a list, and the messages that a text search goes
 * through, are close together in their file: one read serves many.
 */
export class BlockCache {
  private readonly sources: readonly CaptureSource[];
  private readonly blocks = new Map<number, Block>();
  private readonly most: number;
  /** The block that was used last. */
  private latest: Block | undefined;

  /** Keeps `most` blocks of 64 KiB. */
  constructor(sources: readonly CaptureSource[], most = 64) {
    this.sources = sources;
    this.most = most;
  }

  /** Copies file bytes into `into`; returns how many were there. */
  copy(source: number, offset: number, length: number, into: Uint8Array, at: number): number {
    let done = 0;
    while (done < length) {
      const here = offset + done;
      const within = here % BLOCK_BYTES;
      const wanted = Math.min(length - done, BLOCK_BYTES - within);
      const block = this.block(source, Math.floor(here / BLOCK_BYTES), within + wanted);
      const there = Math.max(0, Math.min(wanted, block.filled - within));
      into.set(block.bytes.subarray(within, within + there), at + done);
      done += there;
      if (there < wanted) return done;
    }
    return done;
  }

  private block(source: number, number: number, needed: number): Block {
    const { latest } = this;
    if (latest?.number === number && latest.source === source && latest.filled >= needed) return latest;
    this.latest = this.used(source, number, needed);
    return this.latest;
  }

  private used(source: number, number: number, needed: number): Block {
    const key = number * 65536 + source;
    const known = this.blocks.get(key);
    if (known !== undefined) {
      this.blocks.delete(key);
      this.blocks.set(key, known);
      if (known.filled < needed) this.fill(known);
      return known;
    }
    const block = { bytes: this.recycled(), filled: 0, source, number };
    this.fill(block);
    this.blocks.set(key, block);
    return block;
  }

  /** The memory of the block that was not used for longest, once there are enough of them. */
  private recycled(): Uint8Array {
    if (this.blocks.size < this.most) return new Uint8Array(BLOCK_BYTES);
    const [oldest] = this.blocks;
    if (oldest === undefined) return new Uint8Array(BLOCK_BYTES);
    this.blocks.delete(oldest[0]);
    return oldest[1].bytes;
  }

  private fill(block: Block): void {
    const source = this.sources[block.source];
    block.filled = source?.readBytes(block.number * BLOCK_BYTES, BLOCK_BYTES, block.bytes, 0) ?? 0;
  }
}
