import { u16be, u16le, u32be, u32le } from '../../../decoders/bytes/integers.ts';
import { utf8 } from '../../../decoders/bytes/text.ts';

const END_OF_OPTIONS = 0;
export const COMMENT = 1;

/** Iterates over the options of a block (draft-ietf-opsawg-pcapng, section 3.5). Reusable. */
export class PcapngOptions {
  code = 0;
  /** The current value is bytes[from..to) of what `start` was given. */
  from = 0;
  to = 0;
  bytes: Uint8Array = new Uint8Array(0);
  bigEndian = false;
  private next_ = 0;
  private end = 0;

  start(bytes: Uint8Array, from: number, to: number, bigEndian: boolean): this {
    this.bytes = bytes;
    this.bigEndian = bigEndian;
    this.next_ = from;
    this.end = to;
    return this;
  }

  /** False at the end, or if the rest makes no sense. */
  next(): boolean {
    const at = this.next_;
    if (this.end - at < 4) return false;
    this.code = this.bigEndian ? u16be(this.bytes, at) : u16le(this.bytes, at);
    const length = this.bigEndian ? u16be(this.bytes, at + 2) : u16le(this.bytes, at + 2);
    this.from = at + 4;
    this.to = this.from + length;
    this.next_ = this.from + padded(length);
    return this.code !== END_OF_OPTIONS && this.to <= this.end;
  }

  get length(): number {
    return this.to - this.from;
  }

  u32(at: number): number {
    return this.bigEndian ? u32be(this.bytes, at) : u32le(this.bytes, at);
  }

  /** An unsigned 64-bit counter; inexact above 2^53. Undefined if the value is too short. */
  counter(): number | undefined {
    if (this.length < 8) return undefined;
    const first = this.u32(this.from);
    const second = this.u32(this.from + 4);
    return this.bigEndian ? first * 2 ** 32 + second : second * 2 ** 32 + first;
  }

  /** Without trailing zero bytes, which some writers include. */
  text(): string {
    let to = this.to;
    while (to > this.from && this.bytes[to - 1] === 0) to--;
    return utf8(this.bytes, this.from, to);
  }
}

/** Rounds up to the 32 bits to which parts of a block are padded. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

/** Limits the characters kept of all texts in a capture's description together. */
export class TextAllowance {
  private left: number;

  constructor(characters: number) {
    this.left = characters;
  }

  /** As much of the text as the limit allows; undefined if nothing. */
  take(text: string): string | undefined {
    if (this.left <= 0) return undefined;
    const taken = text.slice(0, this.left);
    this.left -= taken.length + 1;
    return taken;
  }
}
