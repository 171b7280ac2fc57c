import type { CaptureSource } from '../../../capture/capture-source.ts';
import type { SourceId } from '../../../ids.ts';
import type { CarriedMessage } from '../../../reassembly/carried-message.ts';
import type { PortOptions } from '../../../reassembly/options.ts';
import type { BinDigest } from '../bin-digest.ts';
import type { SipDigest } from '../sip-digest.ts';
import { DigestReader } from './digest-reader.ts';
import { type RingMemory, ringMemory } from './digest-ring.ts';

/** A file that is to be read ahead, and where its digests go. */
export interface RequestedFile {
  readonly path: string;
  /** Of the file that the session has opened: `CaptureSource.identity`. */
  readonly identity: string | undefined;
  readonly ring: RingMemory;
}

/** What a thread that reads ahead is started with. */
export interface AheadRequest {
  readonly files: readonly RequestedFile[];
  readonly ports: AheadPorts;
}

/** Ports of the messages that are read ahead. */
export type AheadPorts = Pick<PortOptions, 'sipPorts' | 'binPorts'>;

/** How to read ahead, and when. */
export interface ReadingAhead {
  /** Starts the thread; the result stops it. */
  readonly start: (request: AheadRequest) => () => void;
  /** Files with fewer bytes together are read without. */
  readonly leastBytes: number;
  /** Frames that the session reads before. */
  readonly firstFrames: number;
}

/** Bytes of all rings together, of one ring at least, and at most. */
const MEMORY = 16 * 1024 * 1024;
const SMALLEST = 256 * 1024;
const LARGEST = 4 * 1024 * 1024;
/** More files than that are read without: the smaller ones. */
const MOST_FILES = MEMORY / SMALLEST;

/**
 * Digests of messages that a second thread has made from the same files, ahead of the session. They are the same that
 * the session would make, and it makes those itself that are not there yet: the result does not depend on them.
 */
export class DigestsAhead {
  /** Digests that were there in time. */
  used = 0;
  private readonly rings: readonly (DigestReader | undefined)[];
  private readonly startThread: () => () => void;
  private stopThread: (() => void) | undefined;
  private ring: DigestReader | undefined;
  private frame = 0;
  private shift = 0;
  /** Frames until the thread is started; negative if it never is, or has been. */
  private left: number;

  private constructor(
    rings: readonly (DigestReader | undefined)[],
    startThread: () => () => void,
    firstFrames: number,
  ) {
    this.rings = rings;
    this.startThread = startThread;
    this.left = firstFrames;
    if (firstFrames === 0) this.stopThread = startThread();
  }

  /** Reads ahead if that is wanted and the files are large enough. */
  static of(
    sources: readonly CaptureSource[],
    { sipPorts, binPorts }: AheadPorts,
    reading: ReadingAhead | undefined,
  ): DigestsAhead {
    const files = largestFiles(sources);
    const bytes = files.reduce((sum, file) => sum + sizeOf(file), 0);
    if (reading === undefined || bytes < reading.leastBytes) return new DigestsAhead([], () => () => {}, -1);
    const rings: (DigestReader | undefined)[] = sources.map(() => undefined);
    const requested = files.map(({ id, path, identity }) => {
      const ring = ringMemory(ringBytes(files.length));
      rings[id] = new DigestReader(ring);
      return { path, identity, ring };
    });
    return new DigestsAhead(
      rings,
      () => reading.start({ files: requested, ports: { sipPorts, binPorts } }),
      reading.firstFrames,
    );
  }

  /** The session now reads a frame of this file, with its number there, as a frame with another number. */
  moveTo(file: SourceId, frame: number, number: number): void {
    this.ring = this.rings[file];
    this.frame = frame;
    this.shift = number - frame;
    if (--this.left === 0) this.stopThread = this.startThread();
  }

  /** The digest of a SIP message that the present frame completes, good until the next call. */
  sipOf(message: CarriedMessage): SipDigest | undefined {
    if (this.ring === undefined || !this.mayBeThere(message)) return undefined;
    const found = this.ring.sip(message.extents, this.frame, this.shift);
    if (found !== undefined) this.used++;
    return found;
  }

  /** The same of a BIN packet. */
  binOf(message: CarriedMessage): BinDigest | undefined {
    if (this.ring === undefined || !this.mayBeThere(message)) return undefined;
    const found = this.ring.bin(message.extents, this.frame, this.shift);
    if (found !== undefined) this.used++;
    return found;
  }

  /** Not what has waited for bytes in front of it, or is masked or encrypted. */
  private mayBeThere({ coded, extents }: CarriedMessage): boolean {
    return !coded && extents.count > 0 && extents.frame[extents.count - 1] === this.frame + this.shift;
  }

  /** No more will be asked for. */
  stop(): void {
    this.ring = undefined;
    this.left = -1;
    this.stopThread?.();
  }
}

/**
 * Files at rest, read in place, that have their frames as they are: what is compressed would have to be unpacked a
 * second time.
 */
function largestFiles(sources: readonly CaptureSource[]): readonly CaptureSource[] {
  return sources
    .filter((source) => sizeOf(source) > 0 && source.floor === undefined && source.live === undefined)
    .filter(({ identity, description }) => identity !== undefined && description.compression === undefined)
    .sort((one, other) => sizeOf(other) - sizeOf(one))
    .slice(0, MOST_FILES);
}

function sizeOf({ progress }: CaptureSource): number {
  return progress.bytesTotal ?? 0;
}

/** A power of two. */
function ringBytes(files: number): number {
  let bytes = LARGEST;
  while (bytes > SMALLEST && bytes * files > MEMORY) bytes /= 2;
  return bytes;
}
