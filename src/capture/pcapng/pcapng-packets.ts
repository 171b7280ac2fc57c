import { u16be, u16le } from '../../../decoders/bytes/integers.ts';
import type { Frame } from '../frame.ts';
import { BlockType, u32 } from './pcapng-blocks.ts';
import { COMMENT, PcapngOptions, padded } from './pcapng-options.ts';
import type { PcapngInterface, PcapngSection, PcapngSections } from './pcapng-sections.ts';

/** Offset of the packet data in enhanced (and the obsolete) packet blocks, and in simple ones. */
const ENHANCED_HEADER = 28;
const SIMPLE_HEADER = 12;
const TRAILER = 4;
const DROPS_UNKNOWN = 0xffff;
const OPTION_DROP_COUNT = 4;

/** Why a packet block yields no packet. */
export const Refusal = { None: 0, UnknownInterface: 1, Malformed: 2 } as const;
export type Refusal = (typeof Refusal)[keyof typeof Refusal];

/** Turns packet blocks into frames. The caller sets the time of simple packet blocks, which have none. */
export class PcapngPackets {
  private readonly sections: PcapngSections;
  private readonly options = new PcapngOptions();

  constructor(sections: PcapngSections) {
    this.sections = sections;
  }

  /**
   * Fills `frame` from a packet block at `at` of `length` bytes, of which `there` are present (fewer if the
   * capture was cut off).
   */
  fill(
    frame: Frame,
    section: PcapngSection,
    type: number,
    bytes: Uint8Array,
    at: number,
    length: number,
    there: number,
  ): Refusal {
    if (type === BlockType.SimplePacket) return this.fillSimple(frame, section, bytes, at, length, there);
    if (length < ENHANCED_HEADER + TRAILER || there < ENHANCED_HEADER) return Refusal.Malformed;
    const big = section.bigEndian;
    const id = interfaceOf(section, type, bytes, at);
    const seen = this.interfaceAt(section, id);
    if (seen === undefined) return Refusal.UnknownInterface;
    const captured = u32(bytes, at + 20, big);
    if (captured > length - ENHANCED_HEADER - TRAILER) return Refusal.Malformed;
    frame.bytes = bytes;
    frame.from = at + ENHANCED_HEADER;
    frame.to = frame.from + Math.min(captured, there - ENHANCED_HEADER);
    frame.originalLength = u32(bytes, at + 24, big);
    frame.time = seen.clock.sessionTime(u32(bytes, at + 12, big), u32(bytes, at + 16, big));
    frame.linkType = seen.linkType;
    frame.interfaceId = section.firstInterface + id;
    frame.dataDelta = ENHANCED_HEADER;
    return Refusal.None;
  }

  /** Do the first `there` bytes of a packet block include some of its packet? */
  hasData(type: number, there: number): boolean {
    return there > (type === BlockType.SimplePacket ? SIMPLE_HEADER : ENHANCED_HEADER);
  }

  /**
   * Adds the drops that a whole enhanced or obsolete packet block reports to its interface; `frame` is its
   * packet.
   */
  countDrops(
    { time, interfaceId }: Frame,
    section: PcapngSection,
    type: number,
    bytes: Uint8Array,
    at: number,
    length: number,
  ): void {
    if (type === BlockType.SimplePacket) return;
    const big = section.bigEndian;
    const end = at + length - TRAILER;
    const from = at + ENHANCED_HEADER + padded(u32(bytes, at + 20, big));
    let drops = 0;
    if (type === BlockType.Packet) {
      const before = big ? u16be(bytes, at + 10) : u16le(bytes, at + 10);
      if (before !== DROPS_UNKNOWN) drops = before;
    } else if (end - from >= 4) {
      const options = this.options.start(bytes, from, end, big);
      while (options.next()) if (options.code === OPTION_DROP_COUNT) drops += options.counter() ?? 0;
    }
    const seen = this.sections.interfaces[interfaceId];
    if (drops === 0 || seen === undefined) return;
    seen.description.droppedBetweenPackets += drops;
    const before = Number.isNaN(seen.lastTime) ? undefined : this.epoch(seen.lastTime);
    seen.droppedBefore(drops, before, this.epoch(time));
  }

  private epoch(time: number): bigint {
    return this.sections.base.epochNanoseconds(time);
  }

  /** The comments of the whole packet block in bytes[0..length). */
  comments(section: PcapngSection, type: number, bytes: Uint8Array, length: number): string[] {
    const found: string[] = [];
    if (type === BlockType.SimplePacket || length < ENHANCED_HEADER + TRAILER) return found;
    const from = ENHANCED_HEADER + padded(u32(bytes, 20, section.bigEndian));
    const options = this.options.start(bytes, from, length - TRAILER, section.bigEndian);
    while (options.next()) if (options.code === COMMENT) found.push(options.text());
    return found;
  }

  private fillSimple(
    frame: Frame,
    section: PcapngSection,
    bytes: Uint8Array,
    at: number,
    length: number,
    there: number,
  ): Refusal {
    if (length < SIMPLE_HEADER + TRAILER || there < SIMPLE_HEADER) return Refusal.Malformed;
    const seen = this.interfaceAt(section, 0);
    if (seen === undefined) return Refusal.UnknownInterface;
    const original = u32(bytes, at + 8, section.bigEndian);
    // A simple packet block does not say how much was captured: that follows from the snap length.
    const captured = seen.snapLength === 0 ? original : Math.min(original, seen.snapLength);
    if (captured > length - SIMPLE_HEADER - TRAILER) return Refusal.Malformed;
    frame.bytes = bytes;
    frame.from = at + SIMPLE_HEADER;
    frame.to = frame.from + Math.min(captured, there - SIMPLE_HEADER);
    frame.originalLength = original;
    frame.linkType = seen.linkType;
    frame.interfaceId = section.firstInterface;
    frame.dataDelta = SIMPLE_HEADER;
    return Refusal.None;
  }

  private interfaceAt(section: PcapngSection, id: number): PcapngInterface | undefined {
    return id < section.interfaceCount ? this.sections.interfaces[section.firstInterface + id] : undefined;
  }
}

export function isPacketBlock(type: number): boolean {
  return type === BlockType.EnhancedPacket || type === BlockType.SimplePacket || type === BlockType.Packet;
}

function interfaceOf(section: PcapngSection, type: number, bytes: Uint8Array, at: number): number {
  if (type === BlockType.EnhancedPacket) return u32(bytes, at + 8, section.bigEndian);
  return section.bigEndian ? u16be(bytes, at + 8) : u16le(bytes, at + 8);
}
