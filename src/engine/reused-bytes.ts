/**
 * Memory for the bytes of one message at a time: the first `length` bytes are valid until the next message is
 * read.
 */
export class ReusedBytes {
  bytes: Buffer = Buffer.alloc(4096);
  length = 0;

  /** Room for so many. */
  make(length: number): void {
    if (this.bytes.length < length) this.bytes = Buffer.alloc(Math.max(length, 2 * this.bytes.length));
  }
}
