import type { MessageId } from '../../ids.ts';

/**
 * What became of a request for the data of a capability (spec bin-core 9).
 *
 * - `complete`: the end of the answer was seen, and all that it announces, and no more. Up to 3.2 it announces
 *   nothing: then the request was seen, too, and from then to the end nothing was missed.
 * - `short`: the end announces more chunks than were seen until 15 s after the last packet, although
 *   nothing was missed.
 * - `unanswered`: no packet of an answer within 15 s, or until one of both nodes restarted, although
 *   nothing was missed.
 * - `aborted`: data, but no end within 15 s after the last of them, or until one of both nodes
 *   restarted, although nothing was missed.
 * - `not captured`: all else. `SyncReason` tells what was missed.
 *
 * Something was missed where the request or a part of a packet was not captured (other than of one in which its
 * connection ended), where the receiver announced that it has everything without any end seen, where neither the
 * donor nor the receiver was captured whole, where each observer of it lacks bytes of a connection of
 * the answer's way, or where the last of them ended too early. Verdicts are about what was sent: a
 * receiver may refuse a complete answer, or have ceased to wait for a late one.
 */
export type SyncVerdict = 'complete' | 'short' | 'unanswered' | 'aborted' | 'not captured';

/** Why it is not `complete`. */
export type SyncReason =
  | 'fewer chunks than announced'
  | 'more chunks than announced'
  | 'no packet for 15 s'
  | 'donor restarted'
  | 'receiver restarted'
  | 'request not captured'
  | 'packets cut or damaged'
  | 'bytes missing in the capture'
  | 'nodes captured in part'
  | 'capture ends before';

/** A request for the data of a capability, and its answer. Times are session nanoseconds. */
export interface SyncReport {
  readonly cluster: number;
  readonly capability: string;
  readonly donor: number;
  readonly receiver: number;
  /** When the request was first seen; undefined if it was not captured. */
  readonly requested: number | undefined;
  /** First packet of the answer; its end if there was no data. */
  readonly started: number | undefined;
  /** The end of the answer, or the last of the announced data if that came later. */
  readonly ended: number | undefined;
  /** From the request, or else from the first data, to the end; nanoseconds. */
  readonly duration: number | undefined;
  /** Number of packets with data. */
  readonly packets: number;
  /** Total length of these packets in bytes. */
  readonly bytes: number;
  /** Number announced by the end, since 3.3. */
  readonly chunksSent: number | undefined;
  readonly chunksSeen: number;
  /** Number of decoded records of each kind: contacts, dialogs, ... */
  readonly records: ReadonlyMap<string, number>;
  /** Other packets of the capability that reached the receiver during the sync: it defers them. */
  readonly queued: number;
  /** Requests that it answers; more than 1 if some were repeated, and answered once. */
  readonly requests: number;
  /** Further ends of it, without data. */
  readonly repeatedEnds: number;
  /** Packets of the answer that no possible release of the receiver reads. */
  readonly refused: number;
  readonly verdict: SyncVerdict;
  /** Undefined if it is complete. */
  readonly reason: SyncReason | undefined;
  /** The first of its messages, in order. */
  readonly messages: readonly MessageId[];
}
