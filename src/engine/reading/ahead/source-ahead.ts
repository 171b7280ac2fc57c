import type { CaptureSource } from '../../../capture/capture-source.ts';
import type { DigestWriter } from './digest-writer.ts';
import type { FrameDigester } from './frame-digester.ts';

/**
 * If the session has overtaken the reading ahead, or begun before it, that goes on so many frames further: close to the
 * session it would only do again what is being done there.
 */
const LEAD = 512;

/** Reads a capture file for the digests of its datagrams, ahead of the session that reads the same file. */
export class SourceAhead {
  readonly ring: DigestWriter;
  private readonly source: CaptureSource;
  private readonly digester: FrameDigester;
  /** The next frame of which a digest is made. */
  private next = 1;

  constructor(source: CaptureSource, ring: DigestWriter, digester: FrameDigester) {
    this.source = source;
    this.ring = ring;
    this.digester = digester;
  }

  /** Reads at most so many frames. `full`: the session has to take out digests first. */
  read(frames: number): 'more' | 'full' | 'end' {
    const { source, ring, digester } = this;
    const { frame } = source;
    for (let count = 0; count < frames; count++) {
      if (!ring.hasRoom) return 'full';
      if (source.advance() !== 'frame') return 'end';
      const { position } = ring;
      if (frame.number <= position) this.next = position + LEAD;
      if (frame.number >= this.next) digester.push(frame, ring);
    }
    return 'more';
  }

  close(): void {
    this.source.close();
  }
}
