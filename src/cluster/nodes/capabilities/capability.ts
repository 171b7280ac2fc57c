import type { MessageId } from '../../../ids.ts';

export type CapabilityState = 'ok' | 'not synced' | 'unknown';

/** A capability of one node. */
export interface Capability {
  state: CapabilityState;
  /** Since when this state is known; undefined while the state is unknown. */
  since: number | undefined;
  /** The message that showed it. */
  message: MessageId;
  /**
   * Known from the `node` itself, from `hearsay` of another node, or only from `traffic` of the capability.
   */
  by: 'node' | 'hearsay' | 'traffic';
  /** What other nodes last said of it, by their ids; they may have missed what the node itself announced. */
  readonly told: Map<number, CapabilityState>;
  /** The node to which the node itself announced it first; undefined if it did not. */
  toldTo: number | undefined;
  /** A sync was asked for and has not ended. */
  syncing: { readonly donor: number; readonly since: number } | undefined;
  /**
   * It announced 0 and then 1 in its first minutes without a SYNC_END in between (spec bin-core 12): it fell
   * back to being seed.
   */
  fellBack: Interval | undefined;
  /**
   * It announced 1 right from the start (2.4, 3.0: seed_fallback_interval is 0), counted from its first sign
   * of life.
   */
  okAtOnce: Interval | undefined;
  /** A SYNC_END has come since the state was 0. */
  synced: boolean;
  /**
   * It announced 1 before the end of the answer that it had requested: from the request to the announcement.
   */
  early: EarlyAnnouncement | undefined;
  /** In a report: the node has closed connections since then, and was not heard again. */
  readonly ended?: true;
}

export interface EarlyAnnouncement extends Interval {
  readonly donor: number;
  /** Something of the answer came afterwards. If not, it may be that the answer was not captured. */
  readonly isShown: boolean;
}

/** A period in which something was not seen that would have meant something else. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A capability of which nothing is known yet but that the node has it, by this message. */
export function newCapability(message: MessageId): Capability {
  return {
    state: 'unknown',
    since: undefined,
    message,
    by: 'traffic',
    told: new Map(),
    toldTo: undefined,
    syncing: undefined,
    fellBack: undefined,
    okAtOnce: undefined,
    synced: false,
    early: undefined,
  };
}
