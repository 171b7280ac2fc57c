import { i64le, u16be, u16le, u32be } from '../../../decoders/bytes/integers.ts';
import type {
  CaptureDescription,
  InterfaceDescription,
  InterfaceStatistics,
  SecretsReference,
  SectionDescription,
} from '../capture-description.ts';
import { DroppedPackets } from '../dropped-packets.ts';
import { DEFAULT_RESOLUTION, InterfaceClock } from '../interface-clock.ts';
import type { ReadingContext } from '../pcap/record-reader.ts';
import type { TimeBase } from '../time-base.ts';
import { u32 } from './pcapng-blocks.ts';
import { COMMENT, PcapngOptions, TextAllowance } from './pcapng-options.ts';

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const SectionOption = { Hardware: 2, Os: 3, Application: 4 } as const;
const InterfaceOption = {
  Name: 2,
  Label: 3,
  Resolution: 9,
  Filter: 11,
  Os: 12,
  TimeOffset: 14,
  Hardware: 15,
} as const;
const StatisticsOption = {
  Start: 2,
  End: 3,
  Received: 4,
  DroppedByInterface: 5,
  AcceptedByFilter: 6,
  DroppedByOs: 7,
  Delivered: 8,
} as const;
const FILTER_IS_TEXT = 0;

/** One section: its byte order, and the index of its first interface in the capture. */
export class PcapngSection {
  readonly offset: number;
  readonly bigEndian: boolean;
  readonly firstInterface: number;
  interfaceCount = 0;

  constructor(offset: number, bigEndian: boolean, firstInterface: number) {
    this.offset = offset;
    this.bigEndian = bigEndian;
    this.firstInterface = firstInterface;
  }
}

/** What is needed to read packets of one interface. */
export class PcapngInterface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly clock: InterfaceClock;
  readonly description: Writable<InterfaceDescription>;
  /** Session time of its last packet; NaN before the first. */
  lastTime = Number.NaN;
  /** Set once drops were reported, even a count of 0. */
  private dropped: DroppedPackets | undefined;

  constructor(
    linkType: number,
    snapLength: number,
    clock: InterfaceClock,
    description: InterfaceDescription,
  ) {
    this.linkType = linkType;
    this.snapLength = snapLength;
    this.clock = clock;
    this.description = description;
  }

  droppedBefore(packets: number, from: bigint | undefined, to: bigint): void {
    this.dropped ??= new DroppedPackets();
    this.dropped.before(packets, from, to);
    this.description.drops = this.dropped.spans;
  }

  droppedInAll(total: number, begun: bigint | undefined, now: bigint): void {
    this.dropped ??= new DroppedPackets();
    this.dropped.counted(total, begun, now);
    if (this.dropped.spans.length > 0) this.description.drops = this.dropped.spans;
  }
}

/** Sections, interfaces and secrets of a pcapng, as its blocks describe them one by one. */
export class PcapngSections {
  readonly description: CaptureDescription;
  readonly interfaces: PcapngInterface[] = [];
  private readonly sections: PcapngSection[] = [];
  private readonly described: Writable<SectionDescription>[] = [];
  private readonly interfaceDescriptions: InterfaceDescription[] = [];
  private readonly secrets: SecretsReference[] = [];
  private readonly context: ReadingContext;
  private readonly options = new PcapngOptions();
  private readonly texts: TextAllowance;

  constructor(context: ReadingContext) {
    this.context = context;
    this.texts = new TextAllowance(context.limits.text);
    this.description = {
      format: 'pcapng',
      compression: context.compression,
      sections: this.described,
      interfaces: this.interfaceDescriptions,
      secrets: this.secrets,
    };
  }

  get base(): TimeBase {
    return this.context.base;
  }

  /** The section that a block at `offset` belongs to. */
  sectionAt(offset: number): PcapngSection | undefined {
    let low = 0;
    let high = this.sections.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sections[middle] as PcapngSection).offset <= offset) low = middle + 1;
      else high = middle;
    }
    return this.sections[low - 1];
  }

  /**
   * Takes a section header block of `length` bytes at `at`, which begins at `offset` of the capture.
   * Undefined if there are too many sections.
   */
  addSection(
    bytes: Uint8Array,
    at: number,
    length: number,
    bigEndian: boolean,
    offset: number,
  ): PcapngSection | undefined {
    if (this.sections.length >= this.context.limits.sections) return this.tooMany(offset, 'sections');
    const comments: string[] = [];
    const section: Writable<SectionDescription> = {
      offset,
      byteOrder: bigEndian ? 'big-endian' : 'little-endian',
      comments,
    };
    const options = this.options.start(bytes, at + 24, at + length - 4, bigEndian);
    while (options.next()) {
      if (options.code === COMMENT) this.addTo(comments);
      else if (options.code === SectionOption.Hardware) this.set(section, 'hardware');
      else if (options.code === SectionOption.Os) this.set(section, 'os');
      else if (options.code === SectionOption.Application) this.set(section, 'application');
    }
    this.described.push(section);
    const added = new PcapngSection(offset, bigEndian, this.interfaces.length);
    this.sections.push(added);
    return added;
  }

  /** Takes an interface description block. */
  addInterface(section: PcapngSection, bytes: Uint8Array, at: number, length: number, offset: number): void {
    if (this.interfaces.length >= this.context.limits.sections) {
      this.tooMany(offset, 'interfaces');
      return;
    }
    const linkType = section.bigEndian ? u16be(bytes, at + 8) : u16le(bytes, at + 8);
    const snapLength = u32(bytes, at + 12, section.bigEndian);
    const comments: string[] = [];
    const described: Writable<InterfaceDescription> = {
      section: this.sections.length - 1,
      linkType,
      snapLength,
      ticksPerSecond: 0,
      comments,
      droppedBetweenPackets: 0,
    };
    let resolution = DEFAULT_RESOLUTION;
    let offsetSeconds = 0;
    const options = this.options.start(bytes, at + 16, at + length - 4, section.bigEndian);
    while (options.next()) {
      if (options.code === COMMENT) this.addTo(comments);
      else if (options.code === InterfaceOption.Name) this.set(described, 'name');
      else if (options.code === InterfaceOption.Label) this.set(described, 'label');
      else if (options.code === InterfaceOption.Os) this.set(described, 'os');
      else if (options.code === InterfaceOption.Hardware) this.set(described, 'hardware');
      else if (options.code === InterfaceOption.Filter) this.takeFilter(described);
      else if (options.code === InterfaceOption.Resolution && options.length > 0) {
        resolution = bytes[options.from] as number;
      } else if (options.code === InterfaceOption.TimeOffset && options.length >= 8) {
        offsetSeconds = signed64(bytes, options.from, section.bigEndian);
      }
    }
    const clock = new InterfaceClock(this.context.base, resolution, offsetSeconds);
    described.ticksPerSecond = clock.ticksPerSecond;
    this.interfaceDescriptions.push(described);
    this.interfaces.push(new PcapngInterface(linkType, snapLength, clock, described));
    section.interfaceCount++;
  }

  /** Takes an interface statistics block. Its counters are cumulative, so the last one counts. */
  addStatistics(section: PcapngSection, bytes: Uint8Array, at: number, length: number): void {
    const options = this.options.start(bytes, at + 20, at + length - 4, section.bigEndian);
    const id = options.u32(at + 8);
    const seen = this.interfaces[section.firstInterface + id];
    if (seen === undefined || id >= section.interfaceCount) return;
    const statistics: Writable<InterfaceStatistics> = {};
    while (options.next()) {
      const value = options.counter();
      if (value === undefined) continue;
      const time = () =>
        seen.clock.epochNanoseconds(options.u32(options.from), options.u32(options.from + 4));
      if (options.code === StatisticsOption.Start) statistics.startTime = time();
      else if (options.code === StatisticsOption.End) statistics.endTime = time();
      else if (options.code === StatisticsOption.Received) statistics.received = value;
      else if (options.code === StatisticsOption.DroppedByInterface) statistics.droppedByInterface = value;
      else if (options.code === StatisticsOption.AcceptedByFilter) statistics.acceptedByFilter = value;
      else if (options.code === StatisticsOption.DroppedByOs) statistics.droppedByOs = value;
      else if (options.code === StatisticsOption.Delivered) statistics.delivered = value;
    }
    seen.description.statistics = statistics;
    const { droppedByInterface = 0, droppedByOs = 0, startTime } = statistics;
    const written = seen.clock.epochNanoseconds(options.u32(at + 12), options.u32(at + 16));
    seen.droppedInAll(
      droppedByInterface + droppedByOs,
      startTime,
      written > 0n ? written : (statistics.endTime ?? 0n),
    );
  }

  /** Takes a decryption secrets block. Only its position is kept; the bytes stay in the file. */
  addSecrets(section: PcapngSection, bytes: Uint8Array, at: number, length: number, offset: number): void {
    if (this.secrets.length >= this.context.limits.sections) {
      this.tooMany(offset, 'secrets');
      return;
    }
    const options = this.options.start(bytes, at, at, section.bigEndian);
    const type = options.u32(at + 8);
    const size = Math.min(options.u32(at + 12), length - 20);
    this.secrets.push({ offset: offset + 16, type, length: size });
  }

  private takeFilter(described: Writable<InterfaceDescription>): void {
    const options = this.options;
    if (options.length === 0 || options.bytes[options.from] !== FILTER_IS_TEXT) return;
    options.from++;
    this.set(described, 'filter');
  }

  /** Sets a text of a description to the value of the current option. */
  private set<Key extends string>(description: { [Name in Key]?: string }, key: Key): void {
    const text = this.texts.take(this.options.text());
    if (text !== undefined) description[key] = text;
  }

  private addTo(comments: string[]): void {
    const text = this.texts.take(this.options.text());
    if (text !== undefined) comments.push(text);
  }

  private tooMany(offset: number, what: string): undefined {
    const limit = this.context.limits.sections;
    const text = `more than ${limit} ${what}; those beyond are not read: split the capture`;
    this.context.warnings.addOnce('limit', offset, text);
  }
}

function signed64(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  if (!bigEndian) return Number(i64le(bytes, at));
  return Number(BigInt.asIntN(64, (BigInt(u32be(bytes, at)) << 32n) | BigInt(u32be(bytes, at + 4))));
}
