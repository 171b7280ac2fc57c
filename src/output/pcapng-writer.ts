import { TLS_KEY_LOG } from '../capture/capture-secrets.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import type { Frame } from '../capture/frame.ts';
import { BlockType } from '../capture/pcapng-blocks.ts';
import { padded } from '../capture/pcapng-options.ts';
import type { TimeBase } from '../capture/time-base.ts';
import type { ByteSink } from './byte-sink.ts';

/** Blocks are handed on in pieces of at least this size. */
const PIECE = 256 * 1024;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LENGTH_UNKNOWN = 0xffffffff;
const NANOSECONDS = 9;
const LONGEST_OPTION = 65_532;
const LATEST = 2n ** 64n - 1n;

const Option = {
  End: 0,
  Comment: 1,
  SectionApplication: 4,
  InterfaceName: 2,
  InterfaceLabel: 3,
  InterfaceResolution: 9,
  InterfaceFilter: 11,
} as const;

/** What of a capture source stands in the file. */
export type WrittenSource = Pick<CaptureSource, 'id' | 'name' | 'description'>;

/**
 * Writes frames of any sources and link types to a pcapng (draft-ietf-opsawg-pcapng) of one section:
 * an interface for each interface of each source, named after both, with time stamps in nanoseconds.
 * Methods throw, or reject with, an OutputError.
 */
export class PcapngWriter {
  /** Packets written. */
  count = 0;
  private readonly sink: ByteSink;
  private readonly base: TimeBase;
  private readonly encoder = new TextEncoder();
  /** Number of the interface in the file, by source id and interface of the source. */
  private readonly interfaces = new Map<number, Map<number, number>>();
  private interfaceCount = 0;
  private buffer: Uint8Array = new Uint8Array(PIECE);
  private view = new DataView(this.buffer.buffer);
  private used = 0;
  private blockStart = 0;
  private flowing = true;

  /** `version` is syncgrep's own. */
  constructor(sink: ByteSink, base: TimeBase, version: string) {
    this.sink = sink;
    this.base = base;
    this.writeSection(`syncgrep ${version}`);
  }

  /**
   * Appends a packet. `frame.time` counts from the base that was given, before 1970 and after 2554 it
   * is cut to what the format can say. False: await `drained` before going on.
   */
  write(source: WrittenSource, frame: Frame, comment = ''): boolean {
    const id = this.interfaceOf(source, frame);
    const captured = frame.to - frame.from;
    const time = clamped(this.base.epochNanoseconds(frame.time));
    this.begin(BlockType.EnhancedPacket, 64 + captured + sizeOf(comment));
    this.u32(id);
    this.u32(Number(time >> 32n));
    this.u32(Number(time & 0xffffffffn));
    this.u32(captured);
    this.u32(frame.originalLength);
    this.buffer.set(frame.bytes.subarray(frame.from, frame.to), this.used);
    this.pad(captured);
    if (comment !== '') {
      this.text(Option.Comment, comment);
      this.endOptions();
    }
    this.end();
    this.count++;
    return this.flowing;
  }

  /** Appends a TLS key log, for the packets that follow. */
  writeKeyLog(text: string): void {
    const length = this.encoder.encode(text).length;
    this.begin(BlockType.Secrets, 32 + length);
    this.u32(TLS_KEY_LOG);
    this.u32(length);
    this.encoder.encodeInto(text, this.buffer.subarray(this.used));
    this.pad(length);
    this.end();
  }

  /** Resolves when the sink takes more. */
  async drained(): Promise<void> {
    await this.sink.drained();
    this.flowing = true;
  }

  /** Writes what is left and closes the sink. */
  async close(): Promise<void> {
    this.flush();
    await this.sink.close();
  }

  private writeSection(application: string): void {
    this.begin(BlockType.Section, 64 + sizeOf(application));
    this.u32(BYTE_ORDER_MAGIC);
    this.u16(1);
    this.u16(0);
    this.u32(LENGTH_UNKNOWN);
    this.u32(LENGTH_UNKNOWN);
    this.text(Option.SectionApplication, application);
    this.endOptions();
    this.end();
  }

  private interfaceOf(source: WrittenSource, frame: Frame): number {
    let known = this.interfaces.get(source.id);
    if (known === undefined) {
      known = new Map();
      this.interfaces.set(source.id, known);
    }
    let id = known.get(frame.interfaceId);
    if (id === undefined) {
      id = this.interfaceCount++;
      known.set(frame.interfaceId, id);
      this.writeInterface(source, frame);
    }
    return id;
  }

  private writeInterface(source: WrittenSource, frame: Frame): void {
    const seen = source.description.interfaces[frame.interfaceId];
    const name = seen?.name === undefined ? source.name : `${source.name} ${seen.name}`;
    const label = seen?.label ?? '';
    const filter = seen?.filter ?? '';
    this.begin(BlockType.Interface, 96 + sizeOf(name) + sizeOf(label) + sizeOf(filter));
    this.u16(frame.linkType);
    this.u16(0);
    this.u32(seen?.snapLength ?? 0);
    this.text(Option.InterfaceName, name);
    if (label !== '') this.text(Option.InterfaceLabel, label);
    this.u16(Option.InterfaceResolution);
    this.u16(1);
    this.buffer[this.used] = NANOSECONDS;
    this.pad(1);
    // The first byte says that the filter is text, no program.
    if (filter !== '') this.text(Option.InterfaceFilter, `\0${filter}`);
    this.endOptions();
    this.end();
  }

  /** Starts a block that needs at most `size` bytes. */
  private begin(type: number, size: number): void {
    if (this.used >= PIECE) this.flush();
    if (this.used + size > this.buffer.length) {
      const larger = new Uint8Array(this.used + size);
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

  /** Gives what is written so far to the sink, which keeps the buffer. */
  flush(): void {
    if (this.used === 0) return;
    this.flowing = this.sink.write(this.buffer.subarray(0, this.used));
    this.buffer = new Uint8Array(PIECE + 4096);
    this.view = new DataView(this.buffer.buffer);
    this.used = 0;
  }

  private text(code: number, text: string): void {
    const at = this.used + 4;
    const room = this.buffer.subarray(at, at + LONGEST_OPTION);
    const { written } = this.encoder.encodeInto(text, room);
    this.u16(code);
    this.u16(written);
    this.pad(written);
  }

  private endOptions(): void {
    this.u32(Option.End);
  }

  /** Steps over `length` bytes that were written, and fills up to 32 bits with zeros. */
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

/** Bytes that the text of an option takes at most. */
function sizeOf(text: string): number {
  return Math.min(3 * text.length, LONGEST_OPTION) + 8;
}

function clamped(time: bigint): bigint {
  return time < 0n ? 0n : time > LATEST ? LATEST : time;
}
