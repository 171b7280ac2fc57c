import type { SourceId } from '../../ids.ts';
import type { CaptureDescription } from '../capture-description.ts';
import type { Advance, CaptureSource, Progress } from '../capture-source.ts';
import type { CaptureWarning } from '../capture-warnings.ts';
import type { Frame } from '../frame.ts';
import type { SpoolRing } from './spool-ring.ts';

/**
 * A stream that cannot be read twice: its frames go into the ring as they are read, and are found there
 * as long as it reaches back. Comments of packets are not kept.
 */
export class SpooledSource implements CaptureSource {
  private readonly stream: CaptureSource;
  private readonly ring: SpoolRing;

  constructor(stream: CaptureSource, ring: SpoolRing) {
    this.stream = stream;
    this.ring = ring;
  }

  get id(): SourceId {
    return this.stream.id;
  }

  get name(): string {
    return this.stream.name;
  }

  get path(): string {
    return this.stream.path;
  }

  get frame(): Frame {
    return this.stream.frame;
  }

  advance(): Advance {
    if (this.ring.isCongested) return 'wait';
    const found = this.stream.advance();
    if (found === 'frame') this.ring.store(this, this.stream.frame);
    return found;
  }

  whenReady(): Promise<void> {
    return this.ring.isCongested ? this.ring.whenDrained() : this.stream.whenReady();
  }

  get floor(): number {
    return this.ring.floor;
  }

  readBytes(place: number, length: number, into: Uint8Array, at: number): number {
    return this.ring.read(place, Math.min(length, into.length - at), into, at);
  }

  readRecord(place: number, frame: Frame): boolean {
    return this.ring.readFrame(place, frame);
  }

  readComments(): string[] {
    return [];
  }

  get progress(): Progress {
    return this.stream.progress;
  }

  get warnings(): readonly CaptureWarning[] {
    return this.stream.warnings;
  }

  get warningsOmitted(): number {
    return this.stream.warningsOmitted;
  }

  get lostBytes(): number {
    return this.stream.lostBytes;
  }

  get description(): CaptureDescription {
    return this.stream.description;
  }

  close(): void {
    this.stream.close();
  }
}
