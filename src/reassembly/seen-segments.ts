import type { Payload } from './payload.ts';

const SLOTS = 4096;
/** Stream, sequence number, length, identification. */
const WORDS = 4;

/**
 * The segments seen last, to tell a copy of a segment (the same packet captured at two places) from
 * a retransmission (the same bytes sent again). A slot per stream and sequence number; what is
 * overwritten is forgotten, and a copy of it would count as a retransmission.
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

  /** `stream` is not 0. */
  note(stream: number, sequence: number, length: number, payload: Payload): void {
    const slot = slotOf(stream, sequence);
    const { words } = this;
    words[slot * WORDS] = stream;
    words[slot * WORDS + 1] = sequence;
    words[slot * WORDS + 2] = length;
    words[slot * WORDS + 3] = payload.identification;
    this.times[slot] = payload.time;
  }

  /** Is the segment one that was noted, captured once more? */
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
