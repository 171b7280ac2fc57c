/**
 * Memory for the bytes of one message at a time: the first `length` bytes are valid until the next message is
 * read.
 */
export class ReusedBytes {
  bytes = new Uint8Array(4096);
  length = 0;

  /** Room for so many. */
  make(length: number): void {
    if (this.bytes.length < length) this.bytes = new Uint8Array(Math.max(length, 2 * this.bytes.length));
  }
}
