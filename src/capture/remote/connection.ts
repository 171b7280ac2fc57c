import type { Readable } from 'node:stream';
import type { LiveCounts } from '../live/live-capture.ts';

/** One connection to where frames come from. */
export interface Connection {
  /** A pcap or pcapng. */
  readonly output: Readable;
  /** Resolves when it stands, though nothing may have come yet; never, where only bytes tell. */
  readonly ready: Promise<void>;
  /** Resolves when it is over, and why; undefined where the other side has ended it in order. */
  readonly ended: Promise<string | undefined>;
  /** What was counted at the other end; undefined where nobody counts there. */
  readonly counts: LiveCounts | undefined;
  /** Asks it to end. */
  close(): void;
}

/** A connection that did not come about. */
export interface Refusal {
  readonly refusal: string;
}

/** Where connections go to. */
export interface Peer {
  /** As the user gave it. */
  readonly path: string;
  /** How frames come: ssh, tcp, or the program that captures here. */
  readonly backend: string;
  /** Somebody captures there, and may drop. */
  readonly fromKernel: boolean;
  /** What ends in order is over, as a file is; else it is lost, and tried again. */
  readonly mayEnd: boolean;
  /** Milliseconds before a lost connection is tried again for the first time. */
  readonly firstPause: number;
  /** `again`: somebody looks at the screen, which nobody may write to. */
  connect(again: boolean): Connection | Promise<Connection | Refusal>;
  /** May a failed first connection be tried again, where there is something else to look at? */
  mayRecover(reason: string): boolean;
  /** No more connections are wanted. */
  release?(): void;
}
