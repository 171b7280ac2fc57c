import type { MessageId } from '../ids.ts';
import type { MessageSink } from './carried-message.ts';

const MESSAGES = 2 ** 16;
/** Sequence number, end, id, number of the stream's message before. */
const WORDS = 4;
/** Messages that are looked at for one retransmission, at most. */
const LOOKED_AT = 512;
/** Stretches that are remembered of what was sent again before its message was complete. */
const MOST_REPEATS = 16;
const NO_REPEATS: readonly number[] = [];

/** A stream, as far as its retransmissions go. */
export interface SentBy {
  /** Number of the stream's last message, counted over all streams; -1 where there is none. */
  lastSent: number;
  /** Pairs of sequence numbers, begin and end: bytes that were sent again before their message was complete. */
  repeats: readonly number[];
  /** Bytes were sent again though nobody had acknowledged them, and still nobody has. */
  isWaiting: boolean;
}

/**
 * Where in their streams the messages of one observer stood that were handed on last. Sequence
 * numbers are signed 32-bit numbers, here as elsewhere.
 */
export class SentMessages {
  private readonly words = new Int32Array(MESSAGES * WORDS);
  private count = 0;
  private readonly sink: MessageSink;

  constructor(sink: MessageSink) {
    this.sink = sink;
  }

  /** The message that follows those of the stream that were added before. */
  add(stream: SentBy, sequence: number, end: number, id: MessageId): void {
    const { words } = this;
    const at = (this.count & (MESSAGES - 1)) * WORDS;
    words[at] = sequence;
    words[at + 1] = end;
    words[at + 2] = id;
    words[at + 3] = stream.lastSent;
    stream.lastSent = this.count++;
    if (stream.repeats.length > 0) this.tellRepeats(stream, sequence, end, id);
    if (stream.isWaiting) this.sink.unacknowledged?.(id);
  }

  /** What the stream carried from `acknowledged` on has not been acknowledged. */
  unacknowledged(stream: SentBy, acknowledged: number): void {
    if (this.sink.unacknowledged === undefined) return;
    for (const at of this.backFrom(stream, acknowledged)) {
      this.sink.unacknowledged(this.words[at + 2] as MessageId);
    }
  }

  /** All up to `to` has been; before, all up to `from` had. */
  acknowledged(stream: SentBy, from: number, to: number, time: number): void {
    if (this.sink.acknowledged === undefined) return;
    for (const at of this.backFrom(stream, from)) {
      const isWhole = !isAfter(this.words[at + 1] as number, to);
      if (isWhole) this.sink.acknowledged(this.words[at + 2] as MessageId, time);
    }
  }

  /** Where the stream's messages stand that end behind `from`, the last first: rarely asked for. */
  private *backFrom({ lastSent }: SentBy, from: number): Generator<number> {
    const { words } = this;
    let number = lastSent;
    for (let looks = 0; looks < LOOKED_AT && number >= 0 && number >= this.count - MESSAGES; looks++) {
      const at = (number & (MESSAGES - 1)) * WORDS;
      if (!isAfter(words[at + 1] as number, from)) return;
      yield at;
      number = words[at + 3] as number;
    }
  }

  /** The last message of the stream; -1 where it has none, or too many others came since. */
  lastOf({ lastSent }: SentBy): MessageId | -1 {
    const isKnown = lastSent >= 0 && lastSent >= this.count - MESSAGES;
    return isKnown ? (this.words[(lastSent & (MESSAGES - 1)) * WORDS + 2] as MessageId) : -1;
  }

  /** Bytes [from, to) of the stream were sent once more; those from `taken` on are of no message yet. */
  repeated(stream: SentBy, from: number, to: number, taken: number): void {
    const { words } = this;
    for (const at of this.backFrom(stream, from)) {
      if (isAfter(to, words[at] as number)) this.sink.retransmitted(words[at + 2] as MessageId);
    }
    if (isAfter(to, taken) && stream.repeats.length < 2 * MOST_REPEATS) {
      stream.repeats = [...stream.repeats, isAfter(taken, from) ? taken : from, to];
    }
  }

  private tellRepeats(stream: SentBy, sequence: number, end: number, id: MessageId): void {
    const { repeats } = stream;
    const rest: number[] = [];
    for (let at = 0; at < repeats.length; at += 2) {
      const from = repeats[at] as number;
      const to = repeats[at + 1] as number;
      if (isAfter(end, from) && isAfter(to, sequence)) this.sink.retransmitted(id);
      if (isAfter(to, end)) rest.push(from, to);
    }
    stream.repeats = rest.length > 0 ? rest : NO_REPEATS;
  }
}

function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}
