import { type FileOutput, openOutput } from './file-output.ts';

const CHUNK = 1 << 20;
/** Room for one record: a frame of the largest IP packet, with headers. */
const ROOM = 66_000;
const PCAP_MAGIC = 0xa1b2c3d4;
const SNAP_LENGTH = 262_144;
const PCAP_RECORD = 16;
const BLOCK_HEAD = 28;
const Block = { Section: 0x0a0d0d0a, Interface: 1, EnhancedPacket: 6 } as const;

export const LinkType = { Ethernet: 1, Cooked: 113 } as const;
export type LinkType = (typeof LinkType)[keyof typeof LinkType];

export interface CaptureFormat {
  readonly format: 'pcap' | 'pcapng';
  readonly gzip: boolean;
  readonly linkType: LinkType;
  /** Unix time of time 0, in seconds. */
  readonly start: number;
}

/**
 * A capture file that is written record by record: `open` says where the frame's bytes go, `close` puts
 * the record around them. Time stamps are in microseconds and never go back.
 */
export class CaptureFile {
  /** Frames are written straight into this; valid from `open` to `close`. */
  bytes = newChunk();
  /** Of the last record, in microseconds from the start. */
  time = 0;
  private used = 0;
  private readonly output: FileOutput;
  private readonly isPcapng: boolean;
  private readonly start: number;

  constructor(path: string, { format, gzip, linkType, start }: CaptureFormat) {
    this.output = openOutput(path, gzip);
    this.isPcapng = format === 'pcapng';
    this.start = start;
    if (this.isPcapng) this.writePcapngHeader(linkType);
    else this.writePcapHeader(linkType);
  }

  /** Bytes of the file; complete after `end`. */
  get size(): number {
    return this.output.size;
  }

  /** Position of the next frame in `bytes`. */
  open(): number {
    if (this.used + ROOM > CHUNK) this.flush();
    return this.used + (this.isPcapng ? BLOCK_HEAD : PCAP_RECORD);
  }

  /** Ends the frame of `length` bytes at `open()`. */
  close(time: number, length: number): void {
    this.time = Math.max(Math.round(time), this.time);
    if (this.isPcapng) this.closeBlock(length);
    else this.closeRecord(length);
  }

  settled(): Promise<void> {
    return this.output.settled();
  }

  async end(): Promise<void> {
    this.flush();
    await this.output.close();
  }

  private flush(): void {
    if (this.used > 0) this.output.write(this.bytes.subarray(0, this.used));
    this.bytes = newChunk();
    this.used = 0;
  }

  private closeRecord(length: number): void {
    const at = this.used;
    this.bytes.writeUInt32LE(this.start + Math.floor(this.time / 1e6), at);
    this.bytes.writeUInt32LE(this.time % 1e6, at + 4);
    this.bytes.writeUInt32LE(length, at + 8);
    this.bytes.writeUInt32LE(length, at + 12);
    this.used = at + PCAP_RECORD + length;
  }

  private closeBlock(length: number): void {
    const at = this.used;
    const padded = (length + 3) & ~3;
    const total = BLOCK_HEAD + padded + 4;
    const stamp = this.start * 1e6 + this.time;
    this.bytes.writeUInt32LE(Block.EnhancedPacket, at);
    this.bytes.writeUInt32LE(total, at + 4);
    this.bytes.writeUInt32LE(0, at + 8);
    this.bytes.writeUInt32LE(Math.floor(stamp / 2 ** 32), at + 12);
    this.bytes.writeUInt32LE(stamp % 2 ** 32, at + 16);
    this.bytes.writeUInt32LE(length, at + 20);
    this.bytes.writeUInt32LE(length, at + 24);
    this.bytes.fill(0, at + BLOCK_HEAD + length, at + BLOCK_HEAD + padded);
    this.bytes.writeUInt32LE(total, at + total - 4);
    this.used = at + total;
  }

  private writePcapHeader(linkType: LinkType): void {
    this.bytes.writeUInt32LE(PCAP_MAGIC, 0);
    this.bytes.writeUInt16LE(2, 4);
    this.bytes.writeUInt16LE(4, 6);
    this.bytes.fill(0, 8, 16);
    this.bytes.writeUInt32LE(SNAP_LENGTH, 16);
    this.bytes.writeUInt32LE(linkType, 20);
    this.used = 24;
  }

  private writePcapngHeader(linkType: LinkType): void {
    const { bytes } = this;
    bytes.writeUInt32LE(Block.Section, 0);
    bytes.writeUInt32LE(28, 4);
    bytes.writeUInt32LE(0x1a2b3c4d, 8);
    bytes.writeUInt16LE(1, 12);
    bytes.writeUInt16LE(0, 14);
    bytes.fill(0xff, 16, 24);
    bytes.writeUInt32LE(28, 24);
    bytes.writeUInt32LE(Block.Interface, 28);
    bytes.writeUInt32LE(20, 32);
    bytes.writeUInt16LE(linkType, 36);
    bytes.writeUInt16LE(0, 38);
    bytes.writeUInt32LE(SNAP_LENGTH, 40);
    bytes.writeUInt32LE(20, 44);
    this.used = 48;
  }
}

function newChunk(): Buffer {
  return Buffer.allocUnsafeSlow(CHUNK);
}
