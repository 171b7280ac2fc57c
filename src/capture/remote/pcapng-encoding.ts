import { BLOCK_OVERHEAD, BlockType } from '../pcapng/pcapng-blocks.ts';
import { padded } from '../pcapng/pcapng-options.ts';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const RESOLUTION = 9;
/** Offset of the packet data in an enhanced packet block. */
const PACKET_HEADER = 28;

/** A section header block (draft-ietf-opsawg-pcapng), little-endian, of unspecified section length. */
export function sectionBlock(): Buffer {
  const block = newBlock(BlockType.Section, 16);
  block.writeUInt32LE(BYTE_ORDER_MAGIC, 8);
  block.writeUInt16LE(1, 12);
  block.writeUInt32LE(0xffffffff, 16);
  block.writeUInt32LE(0xffffffff, 20);
  return block;
}

/** An interface description block; its time stamps count 10^-`digits` seconds. */
export function interfaceBlock(linkType: number, snapLength: number, digits: 6 | 9): Buffer {
  const block = newBlock(BlockType.Interface, 20);
  block.writeUInt16LE(linkType, 8);
  block.writeUInt32LE(snapLength, 12);
  block.writeUInt16LE(RESOLUTION, 16);
  block.writeUInt16LE(1, 18);
  block.writeUInt8(digits, 20);
  return block;
}

/** A time stamp in two halves of 32 bits, as a packet block has it. */
export interface Ticks {
  readonly high: number;
  readonly low: number;
}

/** A packet block of the section's first interface; `ticks` count from 1970. */
export function packetBlock(ticks: bigint, originalLength: number, data: Uint8Array): Buffer {
  const block = Buffer.allocUnsafe(packetBlockLength(data.length));
  const halves = { high: Number((ticks >> 32n) & 0xffffffffn), low: Number(ticks & 0xffffffffn) };
  writePacketBlock(block, 0, halves, originalLength, data, 0, data.length);
  return block;
}

/** Length of the block of a packet with this many captured bytes. */
export function packetBlockLength(captured: number): number {
  return PACKET_HEADER + padded(captured) + 4;
}

/** Writes the block of the packet `from[start..end]` at `at`; returns where it ends. */
export function writePacketBlock(
  into: Buffer,
  at: number,
  ticks: Ticks,
  originalLength: number,
  from: Uint8Array,
  start: number,
  end: number,
): number {
  const captured = end - start;
  const length = packetBlockLength(captured);
  into.writeUInt32LE(BlockType.EnhancedPacket, at);
  into.writeUInt32LE(length, at + 4);
  into.writeUInt32LE(0, at + 8);
  into.writeUInt32LE(ticks.high, at + 12);
  into.writeUInt32LE(ticks.low, at + 16);
  into.writeUInt32LE(captured, at + 20);
  into.writeUInt32LE(originalLength, at + 24);
  into.set(from.subarray(start, end), at + PACKET_HEADER);
  into.fill(0, at + PACKET_HEADER + captured, at + length - 4);
  into.writeUInt32LE(length, at + length - 4);
  return at + length;
}

/** A block of zeros between its type and lengths. */
function newBlock(type: number, body: number): Buffer {
  const block = Buffer.alloc(BLOCK_OVERHEAD + body);
  block.writeUInt32LE(type, 0);
  block.writeUInt32LE(block.length, 4);
  block.writeUInt32LE(block.length, block.length - 4);
  return block;
}
