import type { MessageId } from '../../ids.ts';

/** States of the dialog module (spec bin-capabilities 5.1.1). */
export const DialogState = {
  Unconfirmed: 1,
  Early: 2,
  ConfirmedNoAck: 3,
  Confirmed: 4,
  Deleted: 5,
} as const;
export type DialogState = (typeof DialogState)[keyof typeof DialogState];

export type DialogOrigin = 'sip' | 'replicated' | 'sync';

/** What a packet says about a dialog. Members that its layout does not have are absent. */
export interface DialogVersion {
  readonly fromUri: string | undefined;
  readonly toUri: string | undefined;
  /** Id within the hash bucket. */
  readonly hashId: number | undefined;
  /** Seconds since 1970; 0 if it was never confirmed. */
  readonly start: number | undefined;
  /** When the dialog times out, in seconds since 1970. */
  readonly timeout: number | undefined;
  readonly callerSocket: string | undefined;
  readonly calleeSocket: string | undefined;
  readonly callerCSeq: string | undefined;
  readonly calleeCSeq: string | undefined;
  readonly flags: number | undefined;
  /** Name of the script route for its timeout; empty if there is none. */
  readonly timeoutRoute: string | undefined;
  /** Dialog values by name, as text; binary ones as they are on the wire. */
  readonly values: ReadonlyMap<string, string>;
  readonly profiles: readonly string[];
}

/** A node's copy of a dialog. */
export interface HeldDialog {
  readonly state: DialogState;
  /** Session time from which on the node has held it. */
  readonly since: number;
  readonly origin: DialogOrigin;
  /** The node that sent it; undefined if the node handles the call itself. */
  readonly from: number | undefined;
  /** The message that caused the present state, and when. */
  readonly message: MessageId;
  readonly changed: number;
  /** The node whose packet it was; undefined where that is not known to be another one. */
  readonly by?: number | undefined;
  readonly version: DialogVersion | undefined;
}

export type DialogDiscardReason =
  /** caller_sock or callee_sock is a listener of another node. */
  | 'socket'
  /** The receiver's release does not read this version. */
  | 'version'
  /** A value or CSeq for a dialog that the node does not hold. */
  | 'no dialog';

/** A packet that a receiver discarded. */
export interface DialogDiscard {
  readonly node: number;
  readonly from: number;
  readonly reason: DialogDiscardReason;
  readonly time: number;
  readonly message: MessageId;
  /** The listener that the receiver lacks. */
  readonly socket: string | undefined;
}
