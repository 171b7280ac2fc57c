import type { CaptureDescription } from '../capture-description.ts';
import type { Advance } from '../capture-source.ts';
import { bytesText, type CaptureWarnings } from '../capture-warnings.ts';
import type { Frame } from '../frame.ts';
import { DamageSearch } from '../pcap/damage-search.ts';
import {
  atHeader,
  COPY_AGAIN,
  FIRST_READ,
  type ReadingContext,
  RecordBuffer,
  type RecordReader,
} from '../pcap/record-reader.ts';
import type { RecordWindow } from '../pcap/record-window.ts';
import { UntimedPackets } from '../untimed-packets.ts';
import {
  BLOCK_OVERHEAD,
  BlockMinimum,
  BlockType,
  isBlockLength,
  PcapngBlocks,
  SECTION_HEADER_LENGTH,
  sectionIsBigEndian,
  u32,
} from './pcapng-blocks.ts';
import { isPacketBlock, PcapngPackets, Refusal } from './pcapng-packets.ts';
import { type PcapngSection, PcapngSections } from './pcapng-sections.ts';

/** Reads the blocks of a pcapng (draft-ietf-opsawg-pcapng). */
export class PcapngReader implements RecordReader {
  readonly description: CaptureDescription;
  private readonly window: RecordWindow;
  private readonly frame: Frame;
  private readonly warnings: CaptureWarnings;
  private readonly limit: number;
  private readonly blocks: PcapngBlocks;
  private readonly damage: DamageSearch;
  private readonly sections: PcapngSections;
  private readonly packets: PcapngPackets;
  private readonly untimed = new UntimedPackets();
  private readonly buffer: RecordBuffer;

  private section: PcapngSection | undefined;
  private number = 0;
  private lastTime = 0;
  private ended = false;

  /** The window must be at the start of the first section header. */
  constructor(context: ReadingContext) {
    this.window = context.window;
    this.frame = context.frame;
    this.warnings = context.warnings;
    this.limit = context.limits.record;
    this.blocks = new PcapngBlocks(this.limit);
    const { window, warnings, limits } = context;
    this.damage = new DamageSearch(window, warnings, this.blocks, limits.damage);
    this.sections = new PcapngSections(context);
    this.description = this.sections.description;
    this.packets = new PcapngPackets(this.sections);
    this.buffer = new RecordBuffer(context.bytes);
  }

  advance(): Advance {
    const { window, damage } = this;
    while (!this.ended) {
      if (damage.isActive) {
        const outcome = damage.run();
        if (outcome !== 'found') return outcome;
      }
      if (window.to - window.at < BLOCK_OVERHEAD && !window.fill(BLOCK_OVERHEAD))
        return atHeader('block', window, this.warnings);
      const big = this.byteOrder();
      const length = u32(window.bytes, window.at + 4, big);
      if (!isBlockLength(length, this.limit)) {
        damage.start(`block of impossible length ${length}`);
        continue;
      }
      if (window.to - window.at < length && !window.fill(length)) {
        if (!window.complete) return 'wait';
        if (!damage.findsMore()) return this.cutOff(length, big);
        damage.start(`block of impossible length ${length}`);
        continue;
      }
      const at = window.at;
      if (u32(window.bytes, at + length - 4, big) !== length) {
        damage.start('block whose two lengths differ');
        continue;
      }
      const isFrame = this.block(length, big);
      window.at = at + length;
      if (isFrame) return 'frame';
    }
    return 'end';
  }

  readRecord(recordOffset: number, frame: Frame): boolean {
    const section = this.sections.sectionAt(recordOffset);
    const there = this.load(section, recordOffset);
    if (section === undefined || there === 0) return false;
    const { bytes } = this.buffer;
    const type = u32(bytes, 0, section.bigEndian);
    const length = u32(bytes, 4, section.bigEndian);
    if (!isPacketBlock(type)) return false;
    if (this.packets.fill(frame, section, type, bytes, 0, length, there) !== Refusal.None) return false;
    if (type === BlockType.SimplePacket) frame.time = this.untimed.timeAt(recordOffset);
    frame.recordOffset = recordOffset;
    frame.source = this.frame.source;
    return true;
  }

  readComments(recordOffset: number): string[] {
    const section = this.sections.sectionAt(recordOffset);
    const there = this.load(section, recordOffset);
    if (section === undefined || there === 0) return [];
    const { bytes } = this.buffer;
    const type = u32(bytes, 0, section.bigEndian);
    const whole = u32(bytes, 4, section.bigEndian) === there;
    return whole && isPacketBlock(type) ? this.packets.comments(section, type, bytes, there) : [];
  }

  /** Bytes of the block at `offset` that are in the buffer now; 0 if there is no sensible block. */
  private load(section: PcapngSection | undefined, offset: number): number {
    if (section === undefined) return 0;
    const got = this.buffer.load(offset, FIRST_READ);
    if (got < BLOCK_OVERHEAD) return 0;
    const length = u32(this.buffer.bytes, 4, section.bigEndian);
    if (!isBlockLength(length, this.limit)) return 0;
    return length <= got ? length : this.buffer.load(offset, length);
  }

  /** Byte order of the block at the window's position; a section header brings its own. */
  private byteOrder(): boolean {
    const { bytes, at } = this.window;
    const big = this.blocks.bigEndian;
    if (u32(bytes, at, big) !== BlockType.Section) return big;
    return sectionIsBigEndian(bytes, at) ?? big;
  }

  /** Handles a whole block at the window's position. True if it yields a frame. */
  private block(length: number, big: boolean): boolean {
    const { window, section, sections } = this;
    const { bytes, at, position } = window;
    const type = u32(bytes, at, big);
    if (isPacketBlock(type)) return this.packet(type, length, length);
    if (type === BlockType.Section) {
      this.startSection(length, big);
    } else if (section === undefined) {
      return false;
    } else if (type === BlockType.Interface && length >= BlockMinimum.Interface) {
      sections.addInterface(section, bytes, at, length, position);
    } else if (type === BlockType.InterfaceStatistics && length >= BlockMinimum.InterfaceStatistics) {
      sections.addStatistics(section, bytes, at, length);
    } else if (type === BlockType.Secrets && length >= BlockMinimum.Secrets) {
      sections.addSecrets(section, bytes, at, length, position);
    } else if (isNumbered(type)) {
      this.number++;
    }
    return false;
  }

  private startSection(length: number, big: boolean): void {
    const { bytes, at, position } = this.window;
    if (length < SECTION_HEADER_LENGTH || sectionIsBigEndian(bytes, at) === undefined) {
      this.skipped(length, 'section header that makes no sense');
      return;
    }
    this.blocks.bigEndian = big;
    this.section = this.sections.addSection(bytes, at, length, big, position);
    this.ended = this.section === undefined;
  }

  /** Handles a packet block of which `there` bytes are in the window. True if it yields a frame. */
  private packet(type: number, length: number, there: number): boolean {
    const { section, window, frame } = this;
    const { bytes, at } = window;
    const refusal =
      section === undefined
        ? Refusal.UnknownInterface
        : this.packets.fill(frame, section, type, bytes, at, length, there);
    if (section === undefined || refusal === Refusal.UnknownInterface) return this.unknownInterface(length);
    if (refusal === Refusal.Malformed) return this.skipped(length, 'packet block whose lengths do not fit');
    frame.recordOffset = window.position;
    frame.cutByEnd = there < length;
    if (type === BlockType.SimplePacket) this.giveTime(frame);
    if (there === length) this.packets.countDrops(frame, section, type, bytes, at, length);
    frame.number = ++this.number;
    this.lastTime = frame.time;
    const seen = this.sections.interfaces[frame.interfaceId];
    if (seen !== undefined) seen.lastTime = frame.time;
    return true;
  }

  private giveTime(frame: Frame): void {
    const text =
      'packets without time stamps (simple packet blocks); each takes the time of the one before it';
    if (this.untimed.isEmpty) this.warnings.add('no-time', frame.recordOffset, text);
    frame.time = this.lastTime;
    this.untimed.add(frame.recordOffset, this.lastTime);
  }

  private skipped(length: number, what: string): false {
    this.warnings.lost(this.window.position, length, `${what}; ${bytesText(length)} skipped`);
    return false;
  }

  private unknownInterface(length: number): false {
    const text = 'packets of an interface that the capture does not describe are skipped';
    this.warnings.lostBytes += length;
    this.warnings.addOnce('unknown-interface', this.window.position, text);
    return false;
  }

  /** The last block is incomplete: the captured part of its packet counts as a packet cut short. */
  private cutOff(length: number, big: boolean): Advance {
    const { window, warnings } = this;
    const there = window.to - window.at;
    const type = u32(window.bytes, window.at, big);
    const text = `the capture ends inside a block, ${there} of ${length} bytes are there; ${COPY_AGAIN}`;
    warnings.add('cut-off', window.position, text);
    this.ended = true;
    const hasData = isPacketBlock(type) && this.packets.hasData(type, there);
    const isFrame = hasData && this.packet(type, length, there);
    window.at = window.to;
    return isFrame ? 'frame' : 'end';
  }
}

/** Does Wireshark give blocks of this type a frame number, though they are no packets? */
function isNumbered(type: number): boolean {
  return type === BlockType.SystemdJournal || type === BlockType.Custom || type === BlockType.CustomNotCopied;
}
