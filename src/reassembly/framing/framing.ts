import type { Plausible } from '../../../decoders/bin/frame.ts';
import type { Cut } from '../carried-message.ts';
import type { Counters } from '../counters.ts';
import type { MessageForm } from '../message-outlet.ts';
import type { Stretch } from './stretch.ts';

/** What a framing finds at a position of the stream. */
export const Look = {
  /** Nothing of this protocol. */
  No: 0,
  /** A whole message of `length` bytes. */
  Message: 1,
  /** The beginning of a message of `length` bytes. */
  Incomplete: 2,
  /** Possibly the beginning of a message; `length` bytes are needed to tell, 0 if any number may help. */
  NeedsMore: 3,
  /** `length` bytes that are allowed between messages and mean nothing, such as CRLF. */
  Filler: 4,
  /** A message beyond a limit: its first `length` bytes are taken, and `rest` more follow; -1 if unknown. */
  TooLong: 5,
} as const;
export type Look = (typeof Look)[keyof typeof Look];

/** The stream as its framing sees it. */
export interface FramedStream {
  readonly counters: Counters;
  /** Hands on the first `length` bytes, at least 1, of `stretch` as a message, and consumes them. */
  push(form: MessageForm, stretch: Stretch, length: number, cut: Cut): void;
  /** Bytes were skipped that may have contained messages. */
  unread(length: number): void;
  /** A BIN packet should begin at bytes[from..to), and does not. */
  outOfStep(bytes: Uint8Array, from: number, to: number): void;
  /**
   * The stream turns out to be TLS. Returns the framing that reads it; undefined inside TLS, where TLS makes
   * no sense.
   */
  openTls(): Framing | undefined;
  /** The first `length` bytes of `stretch` are the HTTP header that opens a WebSocket. */
  upgraded(stretch: Stretch, length: number): void;
}

/**
 * How one protocol delimits its messages in a stream. `look` and the methods after it speak of the same
 * beginning until `restart`; if `look` is called again with more bytes, it goes on where it stopped.
 */
export interface Framing {
  length: number;
  rest: number;
  /** After `look` has found a message: does it not tell in a way that can be read where it ends? */
  readonly isOpenEnded: boolean;

  /**
   * What stands at bytes[from]? `searching` is stricter: there is no reason to expect a message just here.
   */
  look(bytes: Uint8Array, from: number, to: number, searching: boolean): Look;
  /** The next `look` is at another position. */
  restart(): void;

  /**
   * While searching, at the beginning of a segment, where `look` found nothing: does a malformed message stand here?
   * Hardly ever does the middle of a message begin a segment and look like a start line.
   */
  lookMalformed(bytes: Uint8Array, from: number, to: number): Look;

  /** While searching: may a message begin right here? A cheap test before `look`. */
  mayBegin(stretch: Stretch): boolean;
  /**
   * While searching: how many bytes, at least one, to skip to where a message may begin. After a `look` in vain it
   * counts what that has seen.
   */
  distance(stretch: Stretch): number;
  /** May bytes[at..to) follow a message? `NeedsMore` if they are too few to tell. */
  follows(bytes: Uint8Array, at: number, to: number): Plausible;

  /** Hands on the message of `length` bytes and consumes it. */
  deliver(stretch: Stretch, cut: Cut, stream: FramedStream): void;
  /**
   * The message that begins here will not be completed: hands on what there is if that is of use, and
   * consumes it. Returns the number of missing bytes, -1 if unknown.
   */
  cutShort(stretch: Stretch, cut: Cut, stream: FramedStream): number;
  /** The stream goes on at an unknown position: hands on or drops what was collected so far. */
  abandon(cut: Cut, stream: FramedStream): void;

  /** Bytes of an incomplete message that the framing itself has collected. */
  readonly collectedBytes: number;
  /** They take too much memory: hands them on as a message that is cut. The stream goes on where it is. */
  shed(stream: FramedStream): void;
}
