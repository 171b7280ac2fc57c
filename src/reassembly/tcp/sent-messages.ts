import type { MessageId } from '../../ids.ts';
import type { MessageSink } from '../carried-message.ts';
import { isAfter } from './held-segments.ts';

const MESSAGES = 2 ** 16;
/** Room to begin with, in messages: many an observer, such as one of a hundred interfaces, sees few. */
const FEW = 2 ** 10;
/** Sequence numbers of begin and end, message id, how many messages back the previous one of the same stream is. */
const WORDS = 4;
/** At most this many messages are searched for one retransmission. */
const LOOKED_AT = 512;
/** Retransmitted ranges that are remembered while their message is incomplete. */
const MOST_REPEATS = 16;
const NO_REPEATS: readonly number[] = [];

/** What a stream keeps about its retransmissions. */
export interface SentBy {
  /** Number of the stream's last message, counted over all streams; -1 if it has none. */
  lastSent: number;
  /** Ranges, as pairs of sequence numbers, that were retransmitted before their message was complete. */
  repeats: readonly number[];
  /** Bytes were retransmitted without having been acknowledged, and still are not. */
  isWaiting: boolean;
}

/**
 * The positions, in their streams, of the last messages of one observer. Sequence numbers are signed 32-bit
 * integers throughout.
 */
export class SentMessages {
  private words = new Int32Array(FEW * WORDS);
  private count = 0;
  private readonly sink: MessageSink;

  constructor(sink: MessageSink) {
    this.sink = sink;
  }

  /** Adds the message that follows those added for the stream before. */
  add(stream: SentBy, sequence: number, end: number, id: MessageId): void {
    const at = (this.count & (MESSAGES - 1)) * WORDS;
    if (at >= this.words.length) this.makeRoom();
    const { words } = this;
    words[at] = sequence;
    words[at + 1] = end;
    words[at + 2] = id;
    // A number itself would not fit in a capture of weeks. What is further back than this is not here any more.
    words[at + 3] = stream.lastSent < 0 ? MESSAGES : Math.min(this.count - stream.lastSent, MESSAGES);
    stream.lastSent = this.count++;
    if (stream.repeats.length > 0) this.tellRepeats(stream, sequence, end, id);
    if (stream.isWaiting) this.sink.unacknowledged?.(id);
  }

  /** Few places or all: what sends this much soon fills them. */
  private makeRoom(): void {
    const few = this.words;
    this.words = new Int32Array(MESSAGES * WORDS);
    this.words.set(few);
  }

  /** What the stream carried from sequence number `acknowledged` on is not acknowledged yet. */
  unacknowledged(stream: SentBy, acknowledged: number): void {
    if (this.sink.unacknowledged === undefined) return;
    for (const at of this.backFrom(stream, acknowledged)) {
      this.sink.unacknowledged(this.words[at + 2] as MessageId);
    }
  }

  /** The acknowledgement moved from `from` to `to`. */
  acknowledged(stream: SentBy, from: number, to: number, time: number): void {
    if (this.sink.acknowledged === undefined) return;
    for (const at of this.backFrom(stream, from)) {
      const isWhole = !isAfter(this.words[at + 1] as number, to);
      if (isWhole) this.sink.acknowledged(this.words[at + 2] as MessageId, time);
    }
  }

  /** Messages of the stream that end after `from`, the last first. */
  private *backFrom({ lastSent }: SentBy, from: number): Generator<number> {
    const { words } = this;
    let number = lastSent;
    for (let looks = 0; looks < LOOKED_AT && number >= 0 && number >= this.count - MESSAGES; looks++) {
      const at = (number & (MESSAGES - 1)) * WORDS;
      if (!isAfter(words[at + 1] as number, from)) return;
      yield at;
      number -= words[at + 3] as number;
    }
  }

  /** The last message of the stream; -1 if it has none, or if too many of other streams came since. */
  lastOf({ lastSent }: SentBy): MessageId | -1 {
    const isKnown = lastSent >= 0 && lastSent >= this.count - MESSAGES;
    return isKnown ? (this.words[(lastSent & (MESSAGES - 1)) * WORDS + 2] as MessageId) : -1;
  }

  /**
   * Bytes [from, to) of the stream were retransmitted; those from `taken` on are part of no complete message
   * yet.
   */
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
