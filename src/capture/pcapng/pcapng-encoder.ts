import type { Frame } from '../frame.ts';
import type { TimeBase } from '../time-base.ts';
import { BlockType } from './pcapng-blocks.ts';
import { COMMENT, padded } from './pcapng-options.ts';

/** Size of a new buffer; larger blocks get a larger one. */
const PIECE = 256 * 1024;
/** Free buffers that are kept for reuse. */
const MOST_FREE = 8;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LENGTH_UNKNOWN = 0xffffffff;
const NANOSECONDS = 9;
const LONGEST_OPTION = 65_532;
const TWO_32 = 2 ** 32;
/** The last whole second whose nanoseconds fit into 64 bits, in 2554. */
const LAST_SECOND = 18_446_744_073;

const Option = {
  End: 0,
  SectionApplication: 4,
  InterfaceName: 2,
  InterfaceLabel: 3,
  InterfaceResolution: 9,
  InterfaceFilter: 11,
  StatisticsReceived: 4,
  StatisticsDroppedByOs: 7,
} as const;

/** Offset of the packet data in an enhanced packet block. */
export const PACKET_DATA = 28;

/** An interface as the file describes it. */
export interface EncodedInterface {
  readonly linkType: number;
  /** 0 if there is no limit. */
  readonly snapLength: number;
  readonly name: string;
  readonly label: string;
  /** In libpcap's language; empty if there is none. */
  readonly filter: string;
  readonly comment: string;
}

/** Counters of an interface; undefined if unknown. */
export interface EncodedCounts {
  readonly received: number | undefined;
  readonly droppedByOs: number | undefined;
}

/**
 * Appends blocks of a pcapng (draft-ietf-opsawg-pcapng) to a buffer: little-endian, time stamps in
 * nanoseconds. `take` hands out what has accumulated.
 */
export class PcapngEncoder {
  private readonly base: TimeBase;
  private readonly encoder = new TextEncoder();
  private buffer: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.buffer.buffer);
  private used = 0;
  private blockStart = 0;
  private readonly free: Uint8Array[] = [];

  /** Session times of packets are relative to `base`. */
  constructor(base: TimeBase) {
    this.base = base;
  }

  /** Number of bytes that can be taken. */
  get length(): number {
    return this.used;
  }

  /** What was encoded since the last `take`. The memory is not touched again before `giveBack`. */
  take(): Uint8Array {
    const taken = this.buffer.subarray(0, this.used);
    this.buffer = this.free.pop() ?? new Uint8Array(0);
    this.view = new DataView(this.buffer.buffer);
    this.used = 0;
    return taken;
  }

  /** What was taken is no longer needed: its memory is reused. */
  giveBack({ buffer }: Uint8Array): void {
    if (this.free.length < MOST_FREE) this.free.push(new Uint8Array(buffer));
  }

  /** Copies bytes that have not been taken yet. */
  copy(from: number, to: number, into: Uint8Array, at: number): void {
    into.set(this.buffer.subarray(from, to), at);
  }

  /** Begins a section: interfaces are numbered anew from here. */
  section(application: string, comments: readonly string[] = []): void {
    const texts = [application, ...comments];
    this.begin(BlockType.Section, 64 + texts.reduce((sum, text) => sum + sizeOf(text), 0));
    this.u32(BYTE_ORDER_MAGIC);
    this.u16(1);
    this.u16(0);
    this.u32(LENGTH_UNKNOWN);
    this.u32(LENGTH_UNKNOWN);
    this.text(Option.SectionApplication, application);
    for (const comment of comments) this.text(COMMENT, comment);
    this.endOptions();
    this.end();
  }

  interface({ linkType, snapLength, name, label, filter, comment }: EncodedInterface): void {
    const texts = [name, label, filter, comment];
    this.begin(BlockType.Interface, 96 + texts.reduce((sum, text) => sum + sizeOf(text), 0));
    this.u16(linkType);
    this.u16(0);
    this.u32(snapLength);
    this.text(Option.InterfaceName, name);
    if (label !== '') this.text(Option.InterfaceLabel, label);
    if (comment !== '') this.text(COMMENT, comment);
    this.u16(Option.InterfaceResolution);
    this.u16(1);
    this.buffer[this.used] = NANOSECONDS;
    this.pad(1);
    // A first byte of 0 says that the filter is text, not a BPF program.
    if (filter !== '') this.text(Option.InterfaceFilter, `\0${filter}`);
    this.endOptions();
    this.end();
  }

  /** A packet of this interface. Times before 1970 and after 2554 are clamped to what can be written. */
  packet(interfaceId: number, frame: Frame, comment = ''): void {
    const captured = frame.to - frame.from;
    this.begin(BlockType.EnhancedPacket, 64 + captured + sizeOf(comment));
    this.u32(interfaceId);
    this.time(frame.time);
    this.u32(captured);
    this.u32(frame.originalLength);
    this.buffer.set(frame.bytes.subarray(frame.from, frame.to), this.used);
    this.pad(captured);
    if (comment !== '') {
      this.text(COMMENT, comment);
      this.endOptions();
    }
    this.end();
  }

  /** Counters of an interface since its capture began. */
  statistics(interfaceId: number, time: number, { received, droppedByOs }: EncodedCounts): void {
    this.begin(BlockType.InterfaceStatistics, 64);
    this.u32(interfaceId);
    this.time(time);
    if (received !== undefined) this.counter(Option.StatisticsReceived, received);
    if (droppedByOs !== undefined) this.counter(Option.StatisticsDroppedByOs, droppedByOs);
    this.endOptions();
    this.end();
  }

  /** A key log that decrypts the packets after it; `kind` is its `secrets_type`. */
  secrets(kind: number, text: string): void {
    const bytes = this.encoder.encode(text);
    this.begin(BlockType.Secrets, 32 + bytes.length);
    this.u32(kind);
    this.u32(bytes.length);
    this.buffer.set(bytes, this.used);
    this.pad(bytes.length);
    this.end();
  }

  /** Nanoseconds since 1970 as two 32-bit words, computed in doubles without rounding. */
  private time(time: number): void {
    const whole = Math.round(time);
    const seconds = this.base.secondsOf(whole);
    if (seconds < 0 || seconds > LAST_SECOND) {
      const word = seconds < 0 ? 0 : TWO_32 - 1;
      this.u32(word);
      this.u32(word);
      return;
    }
    const upper = Math.floor(seconds / 65_536) * 1e9;
    const lower = (seconds % 65_536) * 1e9 + this.base.nanosecondsOf(whole) + (upper % 65_536) * 65_536;
    this.u32(Math.floor(upper / 65_536) + Math.floor(lower / TWO_32));
    this.u32(lower % TWO_32);
  }

  /** Begins a block of at most `size` bytes. */
  private begin(type: number, size: number): void {
    if (this.used + size > this.buffer.length) {
      const larger = new Uint8Array(Math.max(this.used * 2, PIECE + 4096, this.used + size));
      larger.set(this.buffer.subarray(0, this.used));
      this.buffer = larger;
      this.view = new DataView(larger.buffer);
    }
    this.blockStart = this.used;
    this.u32(type);
    this.u32(0);
  }

  private end(): void {
    const length = this.used + 4 - this.blockStart;
    this.u32(length);
    this.view.setUint32(this.blockStart + 4, length, true);
  }

  private text(code: number, text: string): void {
    const at = this.used + 4;
    const room = this.buffer.subarray(at, at + LONGEST_OPTION);
    const { written } = this.encoder.encodeInto(text, room);
    this.u16(code);
    this.u16(written);
    this.pad(written);
  }

  private counter(code: number, value: number): void {
    this.u16(code);
    this.u16(8);
    this.u32(value % TWO_32);
    this.u32(Math.floor(value / TWO_32));
  }

  private endOptions(): void {
    this.u32(Option.End);
  }

  /** Skips `length` bytes that were just written, and pads with zeros to 32 bits. */
  private pad(length: number): void {
    this.buffer.fill(0, this.used + length, this.used + padded(length));
    this.used += padded(length);
  }

  private u16(value: number): void {
    this.view.setUint16(this.used, value, true);
    this.used += 2;
  }

  private u32(value: number): void {
    this.view.setUint32(this.used, value, true);
    this.used += 4;
  }
}

/** Most bytes that an option with this text can take. */
function sizeOf(text: string): number {
  return Math.min(3 * text.length, LONGEST_OPTION) + 8;
}

/** Name of a source's interface in a file with frames of several sources. */
export function interfaceName(source: string, seen: string | undefined): string {
  return seen === undefined ? source : `${source} ${seen}`;
}
