import type { SourceId } from '../ids.ts';
import type { CaptureDescription } from './capture-description.ts';
import type { Advance, CaptureSource, Progress } from './capture-source.ts';
import type { CaptureWarning, CaptureWarnings } from './capture-warnings.ts';
import { Frame } from './frame.ts';
import type { CaptureBytes } from './input/capture-bytes.ts';
import type { ReadingContext, RecordReader } from './pcap/record-reader.ts';
import type { RecordWindow } from './pcap/record-window.ts';

/** A capture of a known format: a file, or a stream that is spooled. */
export class RecordedSource implements CaptureSource {
  readonly id: SourceId;
  readonly name: string;
  readonly path: string;
  readonly frame: Frame;
  private readonly reader: RecordReader;
  private readonly bytes: CaptureBytes;
  private readonly window: RecordWindow;
  private readonly kept: CaptureWarnings;
  private ended = false;

  constructor(id: SourceId, name: string, path: string, context: ReadingContext, reader: RecordReader) {
    this.id = id;
    this.name = name;
    this.path = path;
    this.frame = context.frame;
    this.reader = reader;
    this.bytes = context.bytes;
    this.window = context.window;
    this.kept = context.warnings;
  }

  advance(): Advance {
    if (this.ended) return 'end';
    const outcome = this.reader.advance();
    if (outcome === 'end') this.finish();
    return outcome;
  }

  whenReady(): Promise<void> {
    return this.ended ? Promise.resolve() : this.window.whenMore();
  }

  readBytes(offset: number, length: number, into: Uint8Array, at: number): number {
    return this.bytes.read(offset, Math.min(length, into.length - at), into, at);
  }

  readRecord(recordOffset: number, frame: Frame): boolean {
    return this.reader.readRecord(recordOffset, frame);
  }

  readComments(recordOffset: number): string[] {
    return this.reader.readComments(recordOffset);
  }

  get identity(): string | undefined {
    return this.bytes.identity;
  }

  get progress(): Progress {
    return this.bytes.progress;
  }

  get warnings(): readonly CaptureWarning[] {
    return this.kept.list;
  }

  get warningsOmitted(): number {
    return this.kept.omitted;
  }

  get lostBytes(): number {
    return this.kept.lostBytes;
  }

  get description(): CaptureDescription {
    return this.reader.description;
  }

  close(): void {
    if (!this.ended) this.finish();
    this.bytes.close();
  }

  /**
   * Nothing more is read in order: the window's memory is freed. Records can still be reread from the file.
   */
  private finish(): void {
    this.ended = true;
    this.window.release();
    this.frame.bytes = new Uint8Array(0);
    this.frame.from = 0;
    this.frame.to = 0;
  }
}

/** A frame that belongs to this source. */
export function frameOf(id: SourceId): Frame {
  const frame = new Frame();
  frame.source = id;
  return frame;
}
