/** The bytes of one message after the other: `length` of them are good until the next ones are read. */
export class ReusedBytes {
  bytes: Buffer = Buffer.alloc(4096);
  length = 0;

  /** Room for so many. */
  make(length: number): void {
    if (this.bytes.length < length) this.bytes = Buffer.alloc(Math.max(length, 2 * this.bytes.length));
  }
}
