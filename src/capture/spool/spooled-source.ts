import type { Advance, CaptureSource } from '../capture-source.ts';
import { DerivedSource } from '../derived-source.ts';
import type { Frame } from '../frame.ts';
import type { SpoolRing } from './spool-ring.ts';

/**
 * A stream that cannot be read twice: its frames are stored in the ring as they are read, and can be reread
 * as long as the ring reaches back. Comments of packets are not kept.
 */
export class SpooledSource extends DerivedSource {
  private readonly ring: SpoolRing;

  constructor(stream: CaptureSource, ring: SpoolRing) {
    super(stream);
    this.ring = ring;
  }

  override advance(): Advance {
    if (this.ring.isCongested) return 'wait';
    const found = super.advance();
    if (found === 'frame') this.ring.store(this, this.frame);
    return found;
  }

  override whenReady(): Promise<void> {
    return this.ring.isCongested ? this.ring.whenDrained() : super.whenReady();
  }

  get floor(): number {
    return this.ring.floor;
  }

  override readBytes(place: number, length: number, into: Uint8Array, at: number): number {
    return this.ring.read(place, Math.min(length, into.length - at), into, at);
  }

  override readRecord(place: number, frame: Frame): boolean {
    return this.ring.readFrame(place, frame);
  }

  override readComments(): string[] {
    return [];
  }
}
