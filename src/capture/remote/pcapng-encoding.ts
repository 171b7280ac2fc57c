import { BLOCK_OVERHEAD, BlockType } from '../pcapng-blocks.ts';
import { padded } from '../pcapng-options.ts';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const RESOLUTION = 9;
/** Bytes of an enhanced packet block before the packet. */
const PACKET_HEADER = 28;

/** The beginning of a section of a pcapng (draft-ietf-opsawg-pcapng), little-endian, of unknown length. */
export function sectionBlock(): Buffer {
  const block = newBlock(BlockType.Section, 16);
  block.writeUInt32LE(BYTE_ORDER_MAGIC, 8);
  block.writeUInt16LE(1, 12);
  block.writeUInt32LE(0xffffffff, 16);
  block.writeUInt32LE(0xffffffff, 20);
  return block;
}

/** An interface; time stamps of its packets count 10^-`digits` seconds. */
export function interfaceBlock(linkType: number, snapLength: number, digits: 6 | 9): Buffer {
  const block = newBlock(BlockType.Interface, 20);
  block.writeUInt16LE(linkType, 8);
  block.writeUInt32LE(snapLength, 12);
  block.writeUInt16LE(RESOLUTION, 16);
  block.writeUInt16LE(1, 18);
  block.writeUInt8(digits, 20);
  return block;
}

/** A packet of the section's first interface; `ticks` since 1970. */
export function packetBlock(ticks: bigint, originalLength: number, data: Uint8Array): Buffer {
  const block = newBlock(BlockType.EnhancedPacket, PACKET_HEADER - 8 + padded(data.length));
  block.writeUInt32LE(Number((ticks >> 32n) & 0xffffffffn), 12);
  block.writeUInt32LE(Number(ticks & 0xffffffffn), 16);
  block.writeUInt32LE(data.length, 20);
  block.writeUInt32LE(originalLength, 24);
  block.set(data, PACKET_HEADER);
  return block;
}

/** Zeros between type and lengths. */
function newBlock(type: number, body: number): Buffer {
  const block = Buffer.alloc(BLOCK_OVERHEAD + body);
  block.writeUInt32LE(type, 0);
  block.writeUInt32LE(block.length, 4);
  block.writeUInt32LE(block.length, block.length - 4);
  return block;
}
