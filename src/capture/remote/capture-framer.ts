import { textBeginning } from '../foreign-formats.ts';
import { isPcap, PCAP_HEADER_LENGTH, type PcapHeader, parsePcapHeader } from '../pcap/pcap-header.ts';
import {
  BLOCK_OVERHEAD,
  BlockType,
  beginsAsPcapng,
  isBlockLength,
  sectionIsBigEndian,
  u32,
} from '../pcapng/pcapng-blocks.ts';
import {
  interfaceBlock,
  packetBlockLength,
  sectionBlock,
  type Ticks,
  writePacketBlock,
} from './pcapng-encoding.ts';

const NOTHING: Uint8Array = new Uint8Array(0);
/** Largest record (pcap) or block (pcapng) in bytes; a larger length is damage. */
const MOST = 16 * 1024 * 1024;

/**
 * Cuts a capture that arrives in pieces, pcap or pcapng, into whole pcapng blocks. So nothing of an
 * unfinished record is left over if a connection breaks, and what the next connection brings is simply
 * another section.
 */
export class CaptureFramer {
  /** Why nothing more is accepted: this is no capture, or a damaged one. */
  problem: string | undefined;
  packets = 0;
  private pieces: Uint8Array[] = [];
  private held = 0;
  /** Bytes needed to get any further. */
  private wanted = 4;
  private pcap: PcapHeader | undefined;
  private isPcapng = false;
  private bigEndian = false;

  /** Bytes of an incomplete record. */
  get pending(): number {
    return this.held;
  }

  /** Has the format been recognised? */
  get isCapture(): boolean {
    return this.isPcapng || this.pcap !== undefined;
  }

  /** Returns the blocks that are complete with this piece. */
  push(piece: Uint8Array): Uint8Array {
    if (this.problem !== undefined || piece.length === 0) return NOTHING;
    this.pieces.push(piece);
    this.held += piece.length;
    if (this.held < this.wanted) return NOTHING;
    const bytes = this.pieces.length === 1 ? piece : Buffer.concat(this.pieces);
    const out: Uint8Array[] = [];
    const taken = this.begin(bytes, out);
    const to = this.pcap !== undefined ? this.records(bytes, taken, out) : this.blocks(bytes, taken, out);
    this.pieces = to < bytes.length ? [bytes.subarray(to)] : [];
    this.held = bytes.length - to;
    return out.length === 1 ? (out[0] as Uint8Array) : Buffer.concat(out);
  }

  /** Detects the format; returns how many bytes that took. */
  private begin(bytes: Uint8Array, out: Uint8Array[]): number {
    if (this.pcap !== undefined || this.isPcapng) return 0;
    if (beginsAsPcapng(bytes)) {
      this.isPcapng = true;
      return 0;
    }
    if (!isPcap(bytes)) {
      const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
      this.problem = gzip
        ? 'what comes is compressed; it has to be a plain pcap or pcapng'
        : noCapture(bytes);
      return 0;
    }
    this.wanted = PCAP_HEADER_LENGTH;
    if (bytes.length < PCAP_HEADER_LENGTH) return 0;
    const header = parsePcapHeader(bytes);
    if (header === undefined) return 0;
    this.pcap = header;
    const digits = header.ticksPerSecond === 1e9 ? 9 : 6;
    out.push(sectionBlock(), interfaceBlock(header.linkType, header.snapLength, digits));
    return PCAP_HEADER_LENGTH;
  }

  /** Converts records of a pcap from `from` on; returns where the first incomplete one begins. */
  private records(bytes: Uint8Array, from: number, out: Uint8Array[]): number {
    const { recordHeader, bigEndian, ticksPerSecond } = this.pcap as PcapHeader;
    const { to, length } = this.wholeRecords(bytes, from);
    if (to === from) return from;
    const blocks = Buffer.allocUnsafe(length);
    for (let at = from, into = 0; at < to; ) {
      const data = at + recordHeader;
      const end = data + u32(bytes, at + 8, bigEndian);
      const seconds = u32(bytes, at, bigEndian);
      const fraction = u32(bytes, at + 4, bigEndian);
      const ticks = timeOf(seconds, fraction, ticksPerSecond);
      into = writePacketBlock(blocks, into, ticks, u32(bytes, at + 12, bigEndian), bytes, data, end);
      at = end;
    }
    out.push(blocks);
    return to;
  }

  /** Where the complete records from `from` on end, and their length as blocks. */
  private wholeRecords(bytes: Uint8Array, from: number): { readonly to: number; readonly length: number } {
    const { recordHeader, bigEndian } = this.pcap as PcapHeader;
    let length = 0;
    for (let at = from; ; this.packets++) {
      this.wanted = recordHeader;
      if (bytes.length - at < recordHeader) return { to: at, length };
      const captured = u32(bytes, at + 8, bigEndian);
      if (captured > MOST) {
        this.damaged();
        return { to: at, length };
      }
      this.wanted = recordHeader + captured;
      if (bytes.length - at < this.wanted) return { to: at, length };
      length += packetBlockLength(captured);
      at += this.wanted;
    }
  }

  /** Passes on pcapng blocks as they are. */
  private blocks(bytes: Uint8Array, from: number, out: Uint8Array[]): number {
    let at = from;
    while (this.isPcapng && this.problem === undefined) {
      const length = this.blockLength(bytes, at);
      if (length === 0) break;
      if (u32(bytes, at, this.bigEndian) === BlockType.EnhancedPacket) this.packets++;
      at += length;
    }
    if (at > from) out.push(bytes.subarray(from, at));
    return at;
  }

  /** Length of the block at `at`; 0 if it is damaged or incomplete. */
  private blockLength(bytes: Uint8Array, at: number): number {
    this.wanted = BLOCK_OVERHEAD;
    const there = bytes.length - at;
    if (there < BLOCK_OVERHEAD) return 0;
    // A section header sets the byte order; its type reads the same in both.
    if (beginsAsPcapng(bytes.subarray(at, at + 4))) {
      const order = sectionIsBigEndian(bytes, at);
      if (order === undefined) return this.damaged();
      this.bigEndian = order;
    }
    const length = u32(bytes, at + 4, this.bigEndian);
    if (!isBlockLength(length, MOST)) return this.damaged();
    this.wanted = length;
    if (there < length) return 0;
    return u32(bytes, at + length - 4, this.bigEndian) === length ? length : this.damaged();
  }

  private damaged(): 0 {
    this.problem = `what comes is damaged after ${this.packets} packets`;
    return 0;
  }
}

/** `seconds * ticksPerSecond + fraction` as two 32-bit halves: the product exceeds 2^53. */
function timeOf(seconds: number, fraction: number, ticksPerSecond: number): Ticks {
  // With 16 bits of the seconds at a time, each product is exact.
  const low = (seconds & 0xffff) * ticksPerSecond + fraction;
  const high = (seconds >>> 16) * ticksPerSecond + Math.floor(low / 0x10000);
  return { high: Math.floor(high / 0x10000), low: (high % 0x10000) * 0x10000 + (low % 0x10000) };
}

/** The shell of a login that greets or refuses prints text instead of a capture. */
function noCapture(bytes: Uint8Array): string {
  const text = bytes.length > 4 ? textBeginning(bytes, bytes.length) : undefined;
  const what = text === undefined ? ': neither pcap nor pcapng' : `, but text ("${text}")`;
  return `what comes is no capture${what}`;
}
