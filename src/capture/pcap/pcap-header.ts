import { u16be, u16le, u32be, u32le } from '../../../decoders/bytes/integers.ts';

/** The file header of a pcap (draft-ietf-opsawg-pcap, section 4). */
export interface PcapHeader {
  readonly bigEndian: boolean;
  /** Units per second of the second time field: 1e6 or 1e9. */
  readonly ticksPerSecond: number;
  /** Length of a record header: 16 bytes, or 24 in the modified format. */
  readonly recordHeader: number;
  readonly snapLength: number;
  readonly linkType: number;
  readonly format: string;
}

export const PCAP_HEADER_LENGTH = 24;

interface Variant {
  readonly ticksPerSecond: number;
  readonly recordHeader: number;
  readonly name: string;
}

/** By magic number, read in the file's own byte order. */
const VARIANTS: ReadonlyMap<number, Variant> = new Map([
  [0xa1b2c3d4, { ticksPerSecond: 1e6, recordHeader: 16, name: 'pcap µs' }],
  [0xa1b23c4d, { ticksPerSecond: 1e9, recordHeader: 16, name: 'pcap ns' }],
  // Kuznetzov's patch of libpcap 0.4 adds interface index, protocol and packet type to each record header.
  [0xa1b2cd34, { ticksPerSecond: 1e6, recordHeader: 24, name: 'modified pcap µs' }],
]);

/** Are these the first four bytes of a pcap? */
export function isPcap(bytes: Uint8Array): boolean {
  return VARIANTS.has(u32be(bytes, 0)) || VARIANTS.has(u32le(bytes, 0));
}

/** The header in the first 24 bytes; undefined if the magic number is not one of pcap. */
export function parsePcapHeader(bytes: Uint8Array): PcapHeader | undefined {
  const bigEndian = VARIANTS.has(u32be(bytes, 0));
  const variant = VARIANTS.get(bigEndian ? u32be(bytes, 0) : u32le(bytes, 0));
  if (variant === undefined) return undefined;
  return {
    bigEndian,
    ticksPerSecond: variant.ticksPerSecond,
    recordHeader: variant.recordHeader,
    snapLength: bigEndian ? u32be(bytes, 16) : u32le(bytes, 16),
    // Only the lower half: the upper one holds the length of the frame check sequence and reserved bits.
    linkType: bigEndian ? u16be(bytes, 22) : u16le(bytes, 20),
    format: `${variant.name} ${bigEndian ? 'big-endian' : 'little-endian'}`,
  };
}
