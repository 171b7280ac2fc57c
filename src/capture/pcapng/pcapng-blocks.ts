import { u32be, u32le } from '../../../decoders/bytes/integers.ts';
import { Plausibility, type RecordFormat } from '../pcap/damage-search.ts';

/** Block types of draft-ietf-opsawg-pcapng that are read, counted or expected. */
export const BlockType = {
  Section: 0x0a0d0d0a,
  Interface: 1,
  /** Obsolete packet block. */
  Packet: 2,
  SimplePacket: 3,
  NameResolution: 4,
  InterfaceStatistics: 5,
  EnhancedPacket: 6,
  SystemdJournal: 9,
  Secrets: 0x0a,
  Custom: 0x0bad,
  CustomNotCopied: 0x40000bad,
} as const;

/** Type and length in front of a block, length once more behind it. */
export const BLOCK_OVERHEAD = 12;
/** Length of a section header block without options. */
export const SECTION_HEADER_LENGTH = 28;
/** Lengths of these blocks without options, the trailing length included. */
export const BlockMinimum = { Interface: 20, InterfaceStatistics: 24, Secrets: 20 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Byte order of the section header block at `at`; undefined if its magic number is wrong. */
export function sectionIsBigEndian(bytes: Uint8Array, at: number): boolean | undefined {
  if (u32be(bytes, at + 8) === BYTE_ORDER_MAGIC) return true;
  return u32le(bytes, at + 8) === BYTE_ORDER_MAGIC ? false : undefined;
}

/** Could the first four bytes begin a pcapng? */
export function beginsAsPcapng(bytes: Uint8Array): boolean {
  return u32be(bytes, 0) === BlockType.Section;
}

/** Do the first twelve bytes begin a pcapng? */
export function isPcapng(bytes: Uint8Array): boolean {
  return beginsAsPcapng(bytes) && sectionIsBigEndian(bytes, 0) !== undefined;
}

/** Is this a valid length of a block? */
export function isBlockLength(length: number, limit: number): boolean {
  return length >= BLOCK_OVERHEAD && length % 4 === 0 && length <= limit;
}

/** Consecutive plausible blocks needed before one is believed after damage. */
const CHAIN = 2;

/** What blocks can look like in the current section. Strict: known types only. */
export class PcapngBlocks implements RecordFormat {
  bigEndian = false;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  plausibility(bytes: Uint8Array, at: number, to: number, last: boolean): Plausibility {
    let big = this.bigEndian;
    for (let count = 0; count < CHAIN; count++) {
      if (last && at === to && count > 0) return Plausibility.Yes;
      if (to - at < BLOCK_OVERHEAD) return last ? Plausibility.No : Plausibility.NeedsMore;
      const type = u32(bytes, at, big);
      if (!isKnown(type)) return Plausibility.No;
      if (type === BlockType.Section) {
        const order = sectionIsBigEndian(bytes, at);
        if (order === undefined) return Plausibility.No;
        big = order;
      }
      const length = u32(bytes, at + 4, big);
      if (!isBlockLength(length, this.limit)) return Plausibility.No;
      // The last block of a capture may be cut off; that is good enough after one whole block.
      if (length > to - at)
        return !last ? Plausibility.NeedsMore : count > 0 ? Plausibility.Yes : Plausibility.No;
      if (u32(bytes, at + length - 4, big) !== length) return Plausibility.No;
      at += length;
    }
    return Plausibility.Yes;
  }
}

function isKnown(type: number): boolean {
  return (
    (type >= BlockType.Interface && type <= BlockType.Secrets) ||
    type === BlockType.Section ||
    type === BlockType.Custom ||
    type === BlockType.CustomNotCopied
  );
}

export function u32(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return bigEndian ? u32be(bytes, at) : u32le(bytes, at);
}
