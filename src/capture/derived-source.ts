import type { SourceId } from '../ids.ts';
import type { CaptureDescription } from './capture-description.ts';
import type { Advance, CaptureSource, Progress } from './capture-source.ts';
import type { CaptureWarning } from './capture-warnings.ts';
import type { Frame } from './frame.ts';

/** A source made from another one, `from`. What a subclass does not override is the same as there. */
export abstract class DerivedSource implements CaptureSource {
  protected readonly from: CaptureSource;

  constructor(from: CaptureSource) {
    this.from = from;
  }

  get id(): SourceId {
    return this.from.id;
  }

  get name(): string {
    return this.from.name;
  }

  get path(): string {
    return this.from.path;
  }

  get identity(): string | undefined {
    return this.from.identity;
  }

  get frame(): Frame {
    return this.from.frame;
  }

  advance(): Advance {
    return this.from.advance();
  }

  whenReady(): Promise<void> {
    return this.from.whenReady();
  }

  readBytes(offset: number, length: number, into: Uint8Array, at: number): number {
    return this.from.readBytes(offset, length, into, at);
  }

  readRecord(recordOffset: number, frame: Frame): boolean {
    return this.from.readRecord(recordOffset, frame);
  }

  readComments(recordOffset: number): string[] {
    return this.from.readComments(recordOffset);
  }

  get progress(): Progress {
    return this.from.progress;
  }

  get warnings(): readonly CaptureWarning[] {
    return this.from.warnings;
  }

  get warningsOmitted(): number {
    return this.from.warningsOmitted;
  }

  get lostBytes(): number {
    return this.from.lostBytes;
  }

  get description(): CaptureDescription {
    return this.from.description;
  }

  close(): void {
    this.from.close();
  }
}
