import type { SourceId } from '../../ids.ts';
import type { CaptureDescription } from '../capture-description.ts';
import type { Advance, CaptureSource, Progress } from '../capture-source.ts';
import type { CaptureWarning } from '../capture-warnings.ts';
import type { Frame } from '../frame.ts';
import { observersIn } from './observer-comments.ts';

/** Of a capture in which the frames of several observers are together, those of one: a source of its own. */
export class ObserverPart implements CaptureSource {
  private readonly whole: CaptureSource;
  private readonly observer: number;
  /** By interface of the capture: whose it is. */
  private readonly owners: number[] = [];

  constructor(whole: CaptureSource, observer: number) {
    this.whole = whole;
    this.observer = observer;
  }

  get id(): SourceId {
    return this.whole.id;
  }

  get name(): string {
    return this.whole.name;
  }

  get path(): string {
    return this.whole.path;
  }

  get frame(): Frame {
    return this.whole.frame;
  }

  advance(): Advance {
    for (;;) {
      const found = this.whole.advance();
      if (found !== 'frame' || this.ownerOf(this.whole.frame.interfaceId) === this.observer) return found;
    }
  }

  whenReady(): Promise<void> {
    return this.whole.whenReady();
  }

  readBytes(offset: number, length: number, into: Uint8Array, at: number): number {
    return this.whole.readBytes(offset, length, into, at);
  }

  readRecord(recordOffset: number, frame: Frame): boolean {
    return this.whole.readRecord(recordOffset, frame);
  }

  readComments(recordOffset: number): string[] {
    return this.whole.readComments(recordOffset);
  }

  get progress(): Progress {
    return this.whole.progress;
  }

  get warnings(): readonly CaptureWarning[] {
    return this.whole.warnings;
  }

  get warningsOmitted(): number {
    return this.whole.warningsOmitted;
  }

  get lostBytes(): number {
    return this.whole.lostBytes;
  }

  get description(): CaptureDescription {
    return this.whole.description;
  }

  close(): void {
    this.whole.close();
  }

  private ownerOf(interfaceId: number): number | undefined {
    this.owners[interfaceId] ??=
      observersIn(this.whole.description.interfaces[interfaceId]?.comments ?? [])[0]?.id ?? -1;
    return this.owners[interfaceId];
  }
}
