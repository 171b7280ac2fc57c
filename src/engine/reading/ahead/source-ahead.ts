import type { CaptureSource } from '../../../capture/capture-source.ts';
import { openCapture } from '../../../capture/open-capture.ts';
import { TimeBase } from '../../../capture/time-base.ts';
import type { SourceId } from '../../../ids.ts';
import { DigestWriter } from './digest-writer.ts';
import type { RequestedFile } from './digests-ahead.ts';
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

  /**
   * Opens a file for the second time. Undefined if that is refused, or if the path is now that of another file, as
   * where captures are rotated: its digests would be taken for those of the first one.
   */
  static async open(
    { path, identity, ring }: RequestedFile,
    digester: FrameDigester,
  ): Promise<SourceAhead | undefined> {
    try {
      const source = await openCapture(path, 0 as SourceId, new TimeBase());
      if (source.identity === identity) return new SourceAhead(source, new DigestWriter(ring), digester);
      source.close();
    } catch {
      // The session, which has the file open, reads it without.
    }
    return undefined;
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
