import type { Payload } from '../payload.ts';

const SLOTS = 4096;
/** Stream, sequence number, length, identification. */
const WORDS = 4;

/**
 * Recent segments, to tell copies (the same packet captured at two places) from retransmissions (the same
 * bytes sent again). A hash table of one slot per stream and sequence number, without chains: an overwritten
 * segment is forgotten, and a copy of it counts as a retransmission.
 */
export class SeenSegments {
  private readonly words = new Int32Array(SLOTS * WORDS);
  private readonly times = new Float64Array(SLOTS);
  private readonly copyAge: number;
  private readonly identifiedCopyAge: number;

  constructor(options: { readonly copyAge: number; readonly identifiedCopyAge: number }) {
    this.copyAge = options.copyAge;
    this.identifiedCopyAge = options.identifiedCopyAge;
  }

  /** `stream` must not be 0, which marks an empty slot. */
  note(stream: number, sequence: number, length: number, payload: Payload): void {
    const slot = slotOf(stream, sequence);
    const { words } = this;
    words[slot * WORDS] = stream;
    words[slot * WORDS + 1] = sequence;
    words[slot * WORDS + 2] = length;
    words[slot * WORDS + 3] = payload.identification;
    this.times[slot] = payload.time;
  }

  /** Was the segment noted before, so that this is a copy of the same packet? */
  isCopy(stream: number, sequence: number, length: number, payload: Payload): boolean {
    const slot = slotOf(stream, sequence);
    const { words } = this;
    if (words[slot * WORDS] !== stream || words[slot * WORDS + 1] !== sequence) return false;
    if (words[slot * WORDS + 2] !== length) return false;
    if (words[slot * WORDS + 3] !== (payload.identification | 0)) return false;
    const age = Math.abs(payload.time - (this.times[slot] as number));
    return age <= (payload.identification === 0 ? this.copyAge : this.identifiedCopyAge);
  }
}

function slotOf(stream: number, sequence: number): number {
  return (Math.imul(sequence ^ Math.imul(stream, 0x9e3779b1), 0x85ebca6b) >>> 20) & (SLOTS - 1);
}
