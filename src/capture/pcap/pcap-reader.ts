import { u32be, u32le } from '../../../decoders/bytes/integers.ts';
import type { CaptureDescription } from '../capture-description.ts';
import type { Advance } from '../capture-source.ts';
import type { CaptureWarnings } from '../capture-warnings.ts';
import type { Frame } from '../frame.ts';
import type { TimeBase } from '../time-base.ts';
import { DamageSearch, Plausibility } from './damage-search.ts';
import { PCAP_HEADER_LENGTH, type PcapHeader } from './pcap-header.ts';
import { PcapRecords } from './pcap-records.ts';
import {
  atHeader,
  COPY_AGAIN,
  FIRST_READ,
  type ReadingContext,
  RecordBuffer,
  type RecordReader,
} from './record-reader.ts';
import type { RecordWindow } from './record-window.ts';

/** Reads the records of a pcap (draft-ietf-opsawg-pcap, section 5). */
export class PcapReader implements RecordReader {
  readonly description: CaptureDescription;
  private readonly window: RecordWindow;
  private readonly frame: Frame;
  private readonly base: TimeBase;
  private readonly warnings: CaptureWarnings;
  private readonly records: PcapRecords;
  private readonly damage: DamageSearch;
  private readonly buffer: RecordBuffer;
  private readonly bigEndian: boolean;
  private readonly recordHeader: number;
  private readonly ticksPerSecond: number;
  private readonly nanosecondsPerTick: number;
  private readonly linkType: number;
  private number = 0;

  /** The window must be at the start of the file header. */
  constructor(context: ReadingContext, header: PcapHeader) {
    this.window = context.window;
    this.frame = context.frame;
    this.base = context.base;
    this.warnings = context.warnings;
    this.records = new PcapRecords(header, context.limits.record);
    const { window, warnings, limits } = context;
    this.damage = new DamageSearch(window, warnings, this.records, limits.damage);
    this.buffer = new RecordBuffer(context.bytes);
    this.bigEndian = header.bigEndian;
    this.recordHeader = header.recordHeader;
    this.ticksPerSecond = header.ticksPerSecond;
    this.nanosecondsPerTick = 1e9 / header.ticksPerSecond;
    this.linkType = header.linkType;
    this.description = describe(header, context.compression);
    this.window.at += PCAP_HEADER_LENGTH;
  }

  advance(): Advance {
    if (this.damage.isActive) return this.search();
    const { window, frame } = this;
    const header = this.recordHeader;
    if (window.to - window.at < header && !window.fill(header))
      return atHeader('packet', window, this.warnings);
    const captured = this.u32(window.bytes, window.at + 8);
    if (this.isOdd(captured)) {
      const found = this.judge(captured);
      if (found === Plausibility.NeedsMore) return 'wait';
      if (found === Plausibility.No) return this.damaged(captured);
    }
    const length = header + captured;
    if (window.to - window.at < length && !window.fill(length)) return this.cutOff(captured);
    const at = window.at;
    this.fillFrame(frame, window.bytes, at, captured, window.position);
    frame.number = ++this.number;
    this.records.lastSeconds = this.u32(window.bytes, at);
    window.at = at + length;
    return 'frame';
  }

  readRecord(recordOffset: number, frame: Frame): boolean {
    const header = this.recordHeader;
    let got = this.buffer.load(recordOffset, FIRST_READ);
    if (got < header) return false;
    const captured = this.u32(this.buffer.bytes, 8);
    if (captured > this.records.largest) return false;
    if (header + captured > got) got = this.buffer.load(recordOffset, header + captured);
    this.fillFrame(frame, this.buffer.bytes, 0, Math.min(captured, got - header), recordOffset);
    frame.source = this.frame.source;
    return true;
  }

  readComments(): string[] {
    return [];
  }

  private fillFrame(frame: Frame, bytes: Uint8Array, at: number, length: number, offset: number): void {
    frame.bytes = bytes;
    frame.from = at + this.recordHeader;
    frame.to = frame.from + length;
    frame.originalLength = this.u32(bytes, at + 12);
    frame.cutByEnd = false;
    const nanoseconds = this.u32(bytes, at + 4) * this.nanosecondsPerTick;
    frame.time = this.base.sessionTime(this.u32(bytes, at), nanoseconds);
    frame.linkType = this.linkType;
    frame.interfaceId = 0;
    frame.recordOffset = offset;
    frame.dataDelta = this.recordHeader;
  }

  /** Is the header at the window's position unusual enough to be checked against what follows? */
  private isOdd(captured: number): boolean {
    const { bytes, at } = this.window;
    const original = this.u32(bytes, at + 12);
    return (
      captured > original ||
      captured > this.records.largest ||
      original === 0 ||
      this.u32(bytes, at + 4) >= this.ticksPerSecond
    );
  }

  private judge(captured: number): Plausibility {
    const { window, records } = this;
    const needed = this.recordHeader + captured + this.recordHeader;
    const last = captured <= records.largest && !window.fill(needed) && window.complete;
    return records.judge(window.bytes, window.at, window.to, last);
  }

  /** The last record is incomplete: the captured part of its packet counts as a packet cut short. */
  private cutOff(captured: number): Advance {
    const { window, frame, warnings } = this;
    if (!window.complete) return 'wait';
    if (this.damage.findsMore()) return this.damaged(captured);
    const there = window.to - window.at - this.recordHeader;
    const text = `the capture ends inside a packet, ${there} of ${captured} bytes are there; ${COPY_AGAIN}`;
    warnings.add('cut-off', window.position, text);
    this.fillFrame(frame, window.bytes, window.at, there, window.position);
    frame.cutByEnd = true;
    window.at = window.to;
    if (there === 0) return 'end';
    frame.number = ++this.number;
    return 'frame';
  }

  private damaged(captured: number): Advance {
    this.damage.start(`damaged packet header (length ${captured})`);
    return this.search();
  }

  private search(): Advance {
    const outcome = this.damage.run();
    return outcome === 'found' ? this.advance() : outcome;
  }

  private u32(bytes: Uint8Array, at: number): number {
    return this.bigEndian ? u32be(bytes, at) : u32le(bytes, at);
  }
}

function describe(header: PcapHeader, compression: 'gzip' | undefined): CaptureDescription {
  const { linkType, snapLength, ticksPerSecond } = header;
  const byteOrder = header.bigEndian ? 'big-endian' : 'little-endian';
  return {
    format: header.format,
    compression,
    sections: [{ offset: 0, byteOrder, comments: [] }],
    interfaces: [
      { section: 0, linkType, snapLength, ticksPerSecond, comments: [], droppedBetweenPackets: 0 },
    ],
    secrets: [],
  };
}
