import { equalBytes } from '../../../decoders/bytes/text.ts';
import type { Extents } from '../carried-message.ts';
import type { Payload } from '../payload.ts';

/** Where bytes lie in their file, and when and in which frame the last of them was captured. */
export interface Location {
  readonly extents: Extents;
  time: number;
  frame: number;
}

/**
 * Contiguous bytes of a stream, bytes[from..to), that are part of no message yet: those of one segment, in
 * place, or those that a stream has buffered.
 */
export interface Stretch {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** TCP sequence number of bytes[from], as a signed 32-bit number. */
  readonly sequence: number;
  /** Is bytes[from] the first byte of a segment? */
  readonly beginsSegment: boolean;
  /** Is bytes[to - 1] the last byte of a segment? */
  readonly endsSegment: boolean;
  /** Adds to `into` where the first `length` bytes lie. */
  locate(length: number, into: Location): void;
  /** Skips the first `length` bytes. */
  consume(length: number): void;
}

/** The captured bytes of one segment, in place. Reused. */
export class SegmentStretch implements Stretch {
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  sequence = 0;
  endsSegment = false;
  time = 0;
  private start = 0;
  private begins = false;
  private extents: Extents | undefined;

  get beginsSegment(): boolean {
    return this.begins && this.from === this.start;
  }

  /** The payload of a packet without its first `skip` bytes; `sequence` is that of the whole payload. */
  ofPayload(payload: Payload, sequence: number, skip: number): void {
    this.bytes = payload.bytes;
    this.start = payload.from;
    this.from = payload.from + skip;
    this.to = payload.to;
    this.sequence = (sequence + skip) | 0;
    this.begins = true;
    this.endsSegment = payload.to === payload.end;
    this.time = payload.time;
    this.extents = payload.extents;
  }

  /** A segment that was kept, without its first `skip` bytes; `extents` cover bytes[from..to). */
  ofPart(part: KeptPart, skip: number): void {
    this.bytes = part.bytes;
    this.start = 0;
    this.from = skip;
    this.to = part.bytes.length;
    this.sequence = (part.sequence + skip) | 0;
    this.begins = part.beginsSegment;
    this.endsSegment = part.endsSegment;
    this.time = part.time;
    this.extents = part.extents;
  }

  locate(length: number, into: Location): void {
    const { extents } = into;
    if (this.extents !== undefined) extents.addPart(this.extents, this.from - this.start, length);
    into.time = this.time;
    into.frame = extents.frame[extents.count - 1] as number;
  }

  /** Adds where `length` bytes lie that begin `skip` bytes further on. */
  locatePart(skip: number, length: number, into: Extents): void {
    if (this.extents !== undefined) into.addPart(this.extents, this.from - this.start + skip, length);
  }

  consume(length: number): void {
    this.from += length;
    this.sequence = (this.sequence + length) | 0;
  }
}

/** Copied bytes of a segment, or of a part of one. */
export interface KeptPart {
  readonly bytes: Uint8Array;
  readonly extents: Extents;
  readonly sequence: number;
  readonly beginsSegment: boolean;
  readonly endsSegment: boolean;
  readonly time: number;
}

/** Bytes of a stream and where they belong: bytes[from] has that sequence number. */
type Placed = Pick<Stretch, 'bytes' | 'from' | 'to' | 'sequence'>;

/** Of the bytes that both have of one stream: are there any that differ? */
export function differ(one: Placed, other: Placed): boolean {
  const skip = (other.sequence - one.sequence) | 0;
  const start = Math.max(0, skip);
  const end = Math.min(one.to - one.from, skip + other.to - other.from);
  if (end <= start) return false;
  return !equalBytes(one.bytes, one.from + start, other.bytes, other.from + start - skip, end - start);
}
