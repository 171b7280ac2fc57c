import { join } from 'node:path';
import { u32le } from '../../../decoders/bytes/integers.ts';
import { CaptureWarnings } from '../capture-warnings.ts';
import type { Frame } from '../frame.ts';
import { InterfaceClock } from '../interface-clock.ts';
import { BlockType } from '../pcapng/pcapng-blocks.ts';
import { PACKET_DATA, PcapngEncoder } from '../pcapng/pcapng-encoder.ts';
import type { TimeBase } from '../time-base.ts';
import { type NamedObserver, observerComment } from './observer-comments.ts';
import { RingFile } from './ring-file.ts';
import { RingFiles } from './ring-files.ts';
import { RingInterfaces, type SpooledFrom } from './ring-interfaces.ts';
import { partName, ringStem } from './ring-names.ts';
import { SpoolFolder, spoolError } from './spool-folder.ts';
import type { SpoolOptions } from './spool-options.ts';
import { spoolRefusal } from './spool-refusal.ts';

/** Blocks are handed to the disk in pieces of this size, or after this many milliseconds. */
const PIECE = 256 * 1024;
const LINGER = 100;
/** Bytes that may wait to be written; beyond, the sources have to wait. */
const MOST_WAITING = 64 * 1024 * 1024;
/** Files begin at multiples of this, so that an aligned block never spans two of them. */
const ALIGNMENT = 1024 * 1024;
/** Milliseconds before a disk that took nothing is tried again. */
const PAUSE = 10_000;
const NANOSECONDS = 9;
const WARNINGS = 100;
const APPLICATION = 'syncgrep spool';

/**
 * The frames of all live captures, in a ring of pcapng files of bounded size. What was seen can be reread
 * until its file is removed, and other programs can open the files at any time. Positions of frames count
 * through all files.
 */
export class SpoolRing {
  warnings: CaptureWarnings;
  private readonly options: SpoolOptions;
  private readonly base: TimeBase;
  private readonly news: (text: string) => void;
  private readonly blocks: PcapngEncoder;
  private readonly clock: InterfaceClock;
  private readonly interfaces = new RingInterfaces();
  private readonly observers: NamedObserver[] = [];
  private readonly stem: string;
  private readonly header = new Uint8Array(PACKET_DATA);
  private readonly files = new RingFiles();
  private folder: SpoolFolder | undefined;
  private begun = 0;
  private lastTime = 0;
  private retryAt = 0;
  private lingering: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(options: SpoolOptions, base: TimeBase, news: (text: string) => void) {
    this.options = options;
    this.base = base;
    this.news = news;
    this.blocks = new PcapngEncoder(base);
    this.clock = new InterfaceClock(base, NANOSECONDS, 0);
    this.stem = ringStem(new Date(), process.pid);
    this.warnings = new CaptureWarnings(options.directory ?? '', WARNINGS);
  }

  /** Directory of its files; undefined while nothing is spooled. */
  get directory(): string | undefined {
    return this.folder?.path;
  }

  /** Will the files still exist when the program has ended? */
  get isKept(): boolean {
    return this.options.keep && this.folder !== undefined;
  }

  /** The position from which on frames can still be read. */
  get floor(): number {
    return this.files.floor;
  }

  /** What `floor` will be once the oldest file is removed. */
  get nextFloor(): number {
    return this.files.nextFloor;
  }

  /** The used share of the ring, from 0 to 1. */
  get fill(): number {
    return Math.min(1, this.size / (this.options.files * this.options.fileSize));
  }

  /** The oldest file has to be removed: whoever needs its frames reads them now, then calls `drop`. */
  get isOverfull(): boolean {
    const { files, options } = this;
    return files.count > 1 && this.size - files.lengthOfOldest >= (options.files - 1) * options.fileSize;
  }

  /** Bytes of frames that were passed on but not kept, because the disk took none. */
  get bytesNotKept(): number {
    return this.files.missing;
  }

  /** The disk is slower than the capture: sources have to wait. */
  get isCongested(): boolean {
    return (this.files.last?.waiting ?? 0) > MOST_WAITING;
  }

  whenDrained(): Promise<void> {
    return this.files.last?.whenWritten() ?? Promise.resolve();
  }

  /** Announces a source whose frames will be stored. Throws a CaptureError if the directory takes no file. */
  join(observer: NamedObserver): void {
    this.observers.push(observer);
    if (this.folder !== undefined) return;
    this.folder = new SpoolFolder(this.options.directory);
    this.warnings = new CaptureWarnings(this.folder.path, WARNINGS);
    process.once('exit', this.close);
  }

  /** Begins the first file, so that an unusable directory is noticed before anything is captured. */
  begin(): void {
    if (this.folder === undefined) return;
    try {
      this.turn();
    } catch (error) {
      throw spoolError(this.folder.path, error as NodeJS.ErrnoException);
    }
  }

  /** Stores a frame of a source that has joined, and sets its position in the frame. Never throws. */
  store(source: SpooledFrom, frame: Frame): void {
    const file = this.fileFor();
    let id = this.interfaces.find(source, frame);
    if (id === undefined) {
      id = this.interfaces.add(source, frame);
      if (!file.isLost) this.interfaces.describe(this.blocks, true);
    }
    this.lastTime = frame.time;
    frame.recordOffset = file.end + this.blocks.length;
    frame.dataDelta = PACKET_DATA;
    if (file.isLost) {
      file.skip(PACKET_DATA + frame.to - frame.from);
      return;
    }
    this.blocks.packet(id, frame);
    if (this.blocks.length >= PIECE) this.hand();
    else this.lingering ??= setTimeout(this.hand, LINGER).unref();
  }

  /** Copies stored bytes from a position on; returns how many there are. */
  read(place: number, length: number, into: Uint8Array, at: number): number {
    const file = this.files.at(place);
    if (file === undefined) return 0;
    const done = file.read(place - file.start, length, into, at);
    if (file !== this.files.last || done === length || place + done < file.end) return done;
    const from = place + done - file.end;
    const to = Math.min(from + length - done, this.blocks.length);
    if (to <= from) return done;
    this.blocks.copy(from, to, into, at + done);
    return done + to - from;
  }

  /**
   * Reads the frame that is stored at a position, into a buffer of its own. False if it is not there (any
   * more).
   */
  readFrame(place: number, frame: Frame): boolean {
    const { header, clock } = this;
    if (this.read(place, PACKET_DATA, header, 0) < PACKET_DATA) return false;
    const seen = this.interfaces.get(u32le(header, 8));
    const length = u32le(header, 20);
    const isPacket = u32le(header, 0) === BlockType.EnhancedPacket && u32le(header, 4) > length;
    if (!isPacket || seen === undefined) return false;
    frame.bytes = new Uint8Array(length);
    frame.from = 0;
    frame.to = this.read(place + PACKET_DATA, length, frame.bytes, 0);
    frame.time = clock.sessionTime(u32le(header, 12), u32le(header, 16));
    frame.originalLength = u32le(header, 24);
    frame.source = seen.source.id;
    frame.interfaceId = seen.id;
    frame.linkType = seen.linkType;
    frame.recordOffset = place;
    frame.dataDelta = PACKET_DATA;
    return true;
  }

  /** Removes the oldest file. */
  drop(): void {
    this.files.drop();
  }

  /** Makes this user the owner of the files. */
  giveTo(user: number, group: number): void {
    this.folder?.giveTo(user, group);
    for (const file of this.files.all) file.giveTo(user, group);
  }

  /** Removes the files. If they are to be kept, everything has been written when this returns. */
  readonly close = (): void => {
    if (this.isClosed) return;
    this.isClosed = true;
    process.off('exit', this.close);
    if (this.options.keep) this.finishFile();
    for (const file of this.files.all) {
      if (this.options.keep) {
        file.flush();
        file.close();
      } else file.remove();
    }
    clearTimeout(this.lingering);
    if (!this.options.keep) this.folder?.remove();
  };

  private get size(): number {
    return this.files.length + this.blocks.length;
  }

  /** The file for the next frame. */
  private fileFor(): RingFile {
    const file = this.files.last;
    if (file === undefined) return this.nextFile();
    if (file.isLost && performance.now() < this.retryAt) return this.stretchFrom(file);
    if (file.isLost) return this.nextFile();
    return file.length + this.blocks.length < this.options.fileSize ? file : this.nextFile();
  }

  /** Begins a new file; if that is impossible, the previous one goes on without bytes. */
  private nextFile(): RingFile {
    const before = this.files.last;
    this.finishFile();
    try {
      this.turn();
      if (before?.isLost === true) this.recovered();
    } catch (error) {
      this.retryAt = performance.now() + PAUSE;
      if (before?.isLost === false) {
        before.giveUp();
        this.failed(error as NodeJS.ErrnoException);
      }
    }
    return this.files.last as RingFile;
  }

  /**
   * Even if nothing is stored, positions go on in ranges of a file's size, so that old ones are forgotten all
   * the same.
   */
  private stretchFrom(lost: RingFile): RingFile {
    if (lost.length < this.options.fileSize) return lost;
    return this.files.add(this.newFile(lost.path, this.nextStart, undefined));
  }

  private get nextStart(): number {
    return Math.ceil(this.files.end / ALIGNMENT) * ALIGNMENT;
  }

  private turn(): void {
    const start = this.nextStart;
    const path = join(this.folder?.path ?? '', partName(this.stem, ++this.begun));
    const head = new PcapngEncoder(this.base);
    head.section(APPLICATION, this.observers.map(observerComment));
    this.interfaces.describe(head);
    this.files.add(this.newFile(path, start, head.take()));
  }

  private newFile(path: string, start: number, head: Uint8Array | undefined): RingFile {
    const failed = (error: NodeJS.ErrnoException): void => this.failed(error);
    return new RingFile(path, start, head, failed, (bytes) => this.blocks.giveBack(bytes));
  }

  /** Writes the counters, and hands over the rest. */
  private finishFile(): void {
    const file = this.files.last;
    if (file === undefined || file.isLost) return;
    this.interfaces.count(this.blocks, this.lastTime);
    this.hand();
  }

  private readonly hand = (): void => {
    clearTimeout(this.lingering);
    this.lingering = undefined;
    if (this.blocks.length > 0) this.files.last?.append(this.blocks.take());
  };

  private failed(error: NodeJS.ErrnoException): void {
    this.retryAt = performance.now() + PAUSE;
    // What has not been handed over yet is lost as well.
    this.hand();
    const text = `frames are not kept for now: ${spoolRefusal(error)}. What comes is shown all the same`;
    this.warnings.add('spool-full', this.files.end, text);
    this.news(`${this.folder?.path}: ${text}`);
  }

  private recovered(): void {
    const text = `frames are kept again; ${this.bytesNotKept} bytes of those in between are not there`;
    this.warnings.add('spool-full', this.files.end, text);
    this.news(`${this.folder?.path}: ${text}`);
  }
}
