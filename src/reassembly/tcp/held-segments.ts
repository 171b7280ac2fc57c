import { copyBytes } from '../../../decoders/bytes/copy.ts';
import { Extents } from '../carried-message.ts';
import type { StreamMemory } from '../framing/stream-memory.ts';
import { differ, type KeptPart, type SegmentStretch } from '../framing/stretch.ts';

/** The part of a segment that no earlier segment had brought. */
export interface HeldSegment extends KeptPart {
  /** Length of this part on the wire; `bytes` are fewer if the snap length cut it. */
  readonly length: number;
}

/** Approximate memory of a segment beyond its bytes: its extents and a few objects. */
const OVERHEAD = 640;

/** Out-of-order segments of one stream that wait for the bytes in front of them. Sorted, without overlap. */
export class HeldSegments {
  /** Memory in use. */
  held = 0;
  private readonly memory: StreamMemory;
  private readonly segments: HeldSegment[] = [];

  constructor(memory: StreamMemory) {
    this.memory = memory;
  }

  get count(): number {
    return this.segments.length;
  }

  get first(): HeldSegment | undefined {
    return this.segments[0];
  }

  /**
   * Keeps what is new in a segment; where segments overlap, the first bytes are kept. The snap length cut off
   * `missing` bytes behind the stretch. Returns the number of new bytes.
   */
  add(stretch: SegmentStretch, missing: number): number {
    const { segments } = this;
    const start = stretch.sequence;
    const end = (start + stretch.to - stretch.from + missing) | 0;
    let added = 0;
    let at = start;
    for (let i = this.firstBehind(start); at !== end; i++) {
      const next = segments[i];
      const until = next === undefined || isAfter(next.sequence, end) ? end : next.sequence;
      if (isAfter(until, at)) {
        this.keep(stretch, at, until, end, i++);
        added += (until - at) | 0;
      }
      if (next === undefined || until === end) break;
      at = (next.sequence + next.length) | 0;
      if (!isAfter(end, at)) break;
    }
    return added;
  }

  /** Do the bytes of a segment differ from those held for the same sequence numbers? */
  contradicts(stretch: SegmentStretch): boolean {
    const { segments } = this;
    const end = (stretch.sequence + stretch.to - stretch.from) | 0;
    for (let i = this.firstBehind(stretch.sequence); i < segments.length; i++) {
      const held = segments[i] as HeldSegment;
      if (!isAfter(end, held.sequence)) return false;
      const { bytes, sequence: from } = held;
      if (differ({ bytes, from: 0, to: bytes.length, sequence: from }, stretch)) return true;
    }
    return false;
  }

  /** Removes the first segment. */
  shift(): void {
    const first = this.segments.shift();
    if (first !== undefined) this.charge(-first.bytes.length - OVERHEAD);
  }

  private keep(stretch: SegmentStretch, from: number, to: number, end: number, place: number): void {
    const captured = stretch.to - stretch.from;
    const skip = (from - stretch.sequence) | 0;
    const length = (to - from) | 0;
    const there = Math.max(0, Math.min(length, captured - skip));
    const bytes = copyBytes(stretch.bytes, stretch.from + skip, stretch.from + skip + there);
    const beginsSegment = skip === 0 && stretch.beginsSegment;
    const endsSegment = to === end && stretch.endsSegment;
    const extents = new Extents();
    stretch.locatePart(skip, there, extents);
    const { time } = stretch;
    const segment = { bytes, extents, sequence: from, length, time, beginsSegment, endsSegment };
    this.segments.splice(place, 0, segment);
    this.charge(bytes.length + OVERHEAD);
  }

  /** Index of the first segment that ends behind `sequence`. */
  private firstBehind(sequence: number): number {
    const { segments } = this;
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { sequence: start, length } = segments[middle] as HeldSegment;
      if (isAfter((start + length) | 0, sequence)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private charge(bytes: number): void {
    this.held += bytes;
    this.memory.held += bytes;
  }
}

/** Of two sequence numbers, which may wrap around (RFC 9293 3.4). */
export function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}
