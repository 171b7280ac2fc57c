import type { Readable } from 'node:stream';
import type { LiveCounts } from '../live/live-capture.ts';

/** One connection to where frames come from. */
export interface Connection {
  /** The capture, as pcap or pcapng. */
  readonly output: Readable;
  /**
   * Resolves when the connection stands, even if nothing has come yet; never resolves if only incoming bytes
   * can tell.
   */
  readonly ready: Promise<void>;
  /**
   * Resolves when the connection has ended, with the reason; undefined if the other side closed it in order.
   */
  readonly ended: Promise<string | undefined>;
  /** Counters of the other end; undefined if it has none. */
  readonly counts: LiveCounts | undefined;
  /** Asks the connection to end. */
  close(): void;
}

/** Why a connection could not be established. */
export interface Refusal {
  readonly refusal: string;
}

/** The other end, to which connections are made. */
export interface Peer {
  /** As the user gave it. */
  readonly path: string;
  /** How frames come: ssh, tcp, or the program that captures here. */
  readonly backend: string;
  /** Frames come from a kernel that may drop some. */
  readonly fromKernel: boolean;
  /**
   * True if an orderly end is the end of the capture, as of a file; otherwise it counts as lost, and is tried
   * again.
   */
  readonly mayEnd: boolean;
  /** Milliseconds before the first attempt to reconnect. */
  readonly firstPause: number;
  /** `again`: the screen is open by now, so nothing may be written to the terminal. */
  connect(again: boolean): Connection | Promise<Connection | Refusal>;
  /** May a failed first connection be tried again if there are other sources to look at meanwhile? */
  mayRecover(reason: string): boolean;
  /** No more connections will be made. */
  release?(): void;
}
