import type { Advance, CaptureSource } from './capture-source.ts';
import { DerivedSource } from './derived-source.ts';
import { Frame } from './frame.ts';

/**
 * Positions in the first file are below this, those in the next one below twice as much, and so on: no file
 * is larger.
 */
const PLACES = 2 ** 42;
/** Positions in that many files are still exact as doubles (below 2^53). */
const MOST_PARTS = 1000;

interface Link {
  readonly part: FilePart;
  /** Number of frames in the files before it. */
  readonly framesBefore: number;
}

/**
 * A capture file that may be the first of several that a capturing program wrote in a row. Once another file
 * is known to continue this one, its frames are handed out as further frames of this one.
 */
export class FilePart extends DerivedSource {
  /** The current frame: the file's own, or a copy that was read ahead. */
  private current: Frame;
  /** Frames that were read ahead, the next one first. */
  private ahead: Frame[] = [];
  private fileEnded = false;
  /** The files that continue this one. */
  private readonly links: Link[] = [];
  private frames = 0;

  constructor(file: CaptureSource) {
    super(file);
    this.current = file.frame;
  }

  override get frame(): Frame {
    return this.current;
  }

  override advance(): Advance {
    if (this.ahead.length === 0) {
      this.current = this.from.frame;
      return this.fileEnded ? 'end' : this.from.advance();
    }
    this.current = this.ahead.shift() as Frame;
    return 'frame';
  }

  /** The current frame and those after it, `wanted` in all; undefined while they have not come. */
  lookAhead(wanted: number): readonly Frame[] | undefined {
    const { from: file, ahead } = this;
    if (ahead.length === 0) this.current = copyOf(this.current);
    while (ahead.length + 1 < wanted && !this.fileEnded) {
      const found = file.advance();
      if (found === 'wait') return undefined;
      if (found === 'end') this.fileEnded = true;
      else ahead.push(copyOf(file.frame));
    }
    return [this.current, ...ahead];
  }

  /** Was the other file written by the same program in the same way? */
  isLike(other: FilePart): boolean {
    const [own, others] = [this.description.interfaces, other.description.interfaces];
    return others.every(({ linkType, name }, at) => own[at]?.linkType === linkType && own[at]?.name === name);
  }

  /**
   * From now on, `part` continues this file: its frames are passed to `take`. False if there are too many
   * parts.
   */
  append(part: FilePart): boolean {
    if (this.links.length === MOST_PARTS) return false;
    this.links.push({ part, framesBefore: this.frames });
    return true;
  }

  /** Takes a frame of this file, or of the last one that continues it, as a frame of this source. */
  take(frame: Frame): void {
    const { links } = this;
    const last = links.at(-1);
    if (last !== undefined) {
      frame.source = this.id;
      frame.number += last.framesBefore;
      frame.recordOffset += PLACES * links.length;
    }
    this.frames = frame.number;
  }

  /** Which file a frame of this source is in, and its number there. */
  placeOf(number: number): { readonly name: string; readonly number: number } {
    let found: Link = { part: this, framesBefore: 0 };
    for (const link of this.links) if (link.framesBefore < number) found = link;
    return { name: found.part.name, number: number - found.framesBefore };
  }

  override readBytes(offset: number, length: number, into: Uint8Array, at: number): number {
    return this.fileAt(offset).readBytes(offset % PLACES, length, into, at);
  }

  override readRecord(recordOffset: number, frame: Frame): boolean {
    if (!this.fileAt(recordOffset).readRecord(recordOffset % PLACES, frame)) return false;
    frame.source = this.id;
    frame.recordOffset = recordOffset;
    return true;
  }

  override readComments(recordOffset: number): string[] {
    return this.fileAt(recordOffset).readComments(recordOffset % PLACES);
  }

  private fileAt(offset: number): CaptureSource {
    const link = Math.floor(offset / PLACES);
    return link === 0 ? this.from : (this.links[link - 1]?.part.from ?? this.from);
  }
}

function copyOf(frame: Frame): Frame {
  const copy = Object.assign(new Frame(), frame);
  copy.bytes = frame.bytes.slice(frame.from, frame.to);
  copy.from = 0;
  copy.to = copy.bytes.length;
  return copy;
}
