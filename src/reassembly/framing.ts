import type { Believable } from '../../decoders/bin/frame.ts';
import type { Cut } from './carried-message.ts';
import type { Counters } from './counters.ts';
import type { MessageForm } from './message-outlet.ts';
import type { Stretch } from './stretch.ts';

/** What stands at a place of a stream. */
export const Look = {
  /** Nothing that the protocol knows. */
  No: 0,
  /** A whole message of `length` bytes. */
  Message: 1,
  /** The beginning of a message that takes `length` bytes. */
  Incomplete: 2,
  /** Perhaps the beginning of a message. To know more, `length` bytes are needed; 0 if any may help. */
  NeedsMore: 3,
  /** `length` bytes that may stand between messages and mean nothing. */
  Filler: 4,
  /** A message beyond a limit: the `length` bytes that are taken of it. `rest` more follow, -1 unknown. */
  TooLong: 5,
} as const;
export type Look = (typeof Look)[keyof typeof Look];

/** The stream whose messages are looked for. */
export interface FramedStream {
  readonly counters: Counters;
  /** Hands on the first `length` bytes, at least 1, of `stretch` as a message, and passes over them. */
  push(form: MessageForm, stretch: Stretch, length: number, cut: Cut): void;
  /** Bytes that are passed over: nobody can tell what they say. */
  unread(length: number): void;
  /** Where a packet of BIN had to begin, bytes[from..to) are none. */
  outOfStep(bytes: Uint8Array, from: number, to: number): void;
  /** The stream turns out to be TLS: who reads that; undefined inside TLS, where it makes no sense. */
  openTls(): Framing | undefined;
}

/**
 * How one protocol finds its messages in a stream. `look` and the methods that follow it speak of
 * the same beginning until `restart`; called again with more bytes, `look` goes on where it stopped.
 */
export interface Framing {
  length: number;
  rest: number;

  /** What begins at bytes[from]? `searching` is stricter: nobody promised that something does. */
  look(bytes: Uint8Array, from: number, to: number, searching: boolean): Look;
  /** The next look is at another place. */
  restart(): void;

  /** While searching: may a message begin right here? */
  mayBegin(stretch: Stretch): boolean;
  /** While searching: how many bytes to pass over, at least one, to where a message may begin. */
  distance(stretch: Stretch): number;
  /** What stands at bytes[at..to): may it follow a message? `NeedsMore` where it is too little. */
  follows(bytes: Uint8Array, at: number, to: number): Believable;

  /** Hands on the message of `length` bytes and passes over it. */
  deliver(stretch: Stretch, cut: Cut, stream: FramedStream): void;
  /**
   * No more bytes of what begins here will come: hands on what there is, if that is worth it, and
   * passes over all of it. Returns how many bytes it would have had more, -1 if that is unknown.
   */
  cutShort(stretch: Stretch, cut: Cut, stream: FramedStream): number;
  /** The stream goes on at an unknown place: hands on or forgets what was collected so far. */
  abandon(cut: Cut, stream: FramedStream): void;
}
