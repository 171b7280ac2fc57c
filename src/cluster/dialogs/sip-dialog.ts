import type { AddressId, MessageId, SourceId } from '../../ids.ts';
import type { Membership } from '../node-directory.ts';
import type { SeenMessage } from '../seen-message.ts';
import type { DialogId } from './dialog-id.ts';
import { DialogState } from './dialog-model.ts';

const SECOND = 1e9;
/**
 * An ended dialog stays in memory for so long: transactions refer to it until tm frees them, 5 s
 * (wt_timer) after their last message, give or take a tick of its timer.
 */
export const LINGERING = 5 * SECOND;
/** fr_timeout of tm: for so long a failure is sent again to a caller who does not acknowledge it. */
const UNACKNOWLEDGED = 5 * SECOND;
/** T1 of RFC 3261 17.2.1. */
const FIRST_RETRANSMISSION = SECOND / 2;
/** Between the end of a dialog by its node and the BYEs that the node sends, and between those and their answers. */
const BY_ITSELF = SECOND;
/** The timer of dialogs looks once a second, and counts whole seconds: so late may be the end. */
const TIMER = 2 * SECOND;
/** Twice T1. */
const OVERDUE = SECOND;
/** An INVITE that nobody answers is given up by then: fr_inv_timeout is 120 s by default. */
const UNANSWERED = 180 * SECOND;
/** The longest that a dialog lives by default (default_timeout, 12 h). */
const LONGEST_CALL = 43_200 * SECOND;

/** Who is at one end of a SIP message. */
export interface Place {
  /** Whose own address it is, in each cluster; empty for phones and for addresses of many. */
  readonly nodes: readonly Membership[];
  /** The address, where it is an anycast listener. */
  readonly anycast: AddressId | undefined;
}

/** A call as one node handles it, from the SIP that passed it. */
export interface SipDialog {
  readonly callId: string;
  readonly fromTag: string;
  /** By which messages are compared with the call, see `tagKey`. */
  readonly fromKey: number;
  /** Of the callee; empty while nobody has answered. */
  toTag: string;
  toKey: number;
  /** CSeq of the INVITE that began it. */
  readonly cseq: number | undefined;
  /** The node, in each cluster where it is one. */
  readonly nodes: readonly Membership[];
  /** The listener that the node shares with others, where the call came to such a one. */
  readonly anycast: AddressId | undefined;
  /** First Record-Route of the INVITE as it came. */
  readonly routeBefore: string | undefined;
  /** The node has sent the INVITE on. */
  relayed: boolean;
  /** The node challenged the INVITE or answered it as a callee does, without sending it on: a B2BUA. */
  answeredAlone: boolean;
  /** What the node calls its dialog in the INVITE that it sent on. */
  did: DialogId | undefined;
  /** A later INVITE with the same Call-ID and tag, such as one with credentials, began anew. */
  replaced: boolean;
  /** Who of the observers saw it begin. */
  readonly seenBy: readonly SourceId[];
  /** The INVITE was answered, if only provisionally, or sent again; of a confirmed call, its 2xx was. */
  isAnswered: boolean;
  isSentAgain: boolean;
  /** When the node sent the INVITE on, where neither an answer to it nor a second one was captured. */
  unanswered: number | undefined;
  /** Failures from callees that the node has not acknowledged yet. */
  failures: number;
  /** When somebody cancelled it, or acknowledged an answer that was not captured. */
  shouldHaveEnded: number | undefined;
  /** When its dialog times out, as its node told the others; with or without a word, by whether it holds the tag. */
  timesOut: number | undefined;
  /** The node told of its end before SIP did: by its timer, or by command. */
  endedAlone: boolean;
  state: DialogState;
  readonly since: number;
  /** The message that brought the present state, and when. */
  message: MessageId;
  changed: number;
  /** When its last message was seen, or its last transaction given up: tm keeps it from then. */
  touched: number;
  readonly fromUri: string | undefined;
  readonly toUri: string | undefined;
}

/** Has the node forgotten the call by then? */
export function isOver(call: SipDialog, now: number): boolean {
  const age = now - call.touched;
  if (call.state === DialogState.Deleted) {
    const hasTransactions = !call.endedAlone || call.touched > call.changed;
    return age > (hasTransactions ? LINGERING : BY_ITSELF);
  }
  if (call.timesOut !== undefined && now > call.timesOut + TIMER) return true;
  return age > (call.state < DialogState.ConfirmedNoAck ? UNANSWERED : LONGEST_CALL);
}

/**
 * UDP has no sequence numbers: that a datagram was not captured shows only in that nobody behaves as if it
 * had not come. An INVITE without an answer, and a 2xx without an ACK, are sent again after T1.
 */
export function isOverdue(call: SipDialog, now: number): boolean {
  const { state, since, changed, shouldHaveEnded, isAnswered, isSentAgain, unanswered } = call;
  if (state === DialogState.ConfirmedNoAck) return !isSentAgain && now - changed > OVERDUE;
  if (state > DialogState.ConfirmedNoAck) return false;
  if (shouldHaveEnded !== undefined) return now - shouldHaveEnded > OVERDUE;
  if (unanswered !== undefined && now - unanswered > OVERDUE) return true;
  // Who only says that it is trying sends the INVITE on, or answers more, in a moment.
  const isTrying = isAnswered && !call.relayed && state === DialogState.Unconfirmed;
  return (isTrying || (!isAnswered && !isSentAgain)) && now - since > OVERDUE;
}

/** What comes later finds no dialog any more; the BYEs that the node itself sends go out at once. */
export function touch(call: SipDialog, time: number): void {
  if (call.endedAlone && time - call.touched > BY_ITSELF) return;
  call.touched = Math.max(call.touched, time);
}

export function isAt(call: SipDialog, place: Place): boolean {
  if (call.anycast !== undefined) return call.anycast === place.anycast;
  return isOf(call, place.nodes);
}

export function isOf(call: SipDialog, nodes: readonly Membership[]): boolean {
  return nodes.some(({ cluster, node }) =>
    call.nodes.some((one) => one.cluster === cluster && one.node === node),
  );
}

/** The number of the node that handles the call, in that cluster; undefined where it is none of it. */
export function nodeIn({ nodes }: Pick<SipDialog, 'nodes'>, cluster: number): number | undefined {
  return nodes.find((one) => one.cluster === cluster)?.node;
}

/** States only go up. */
export function advance(
  call: SipDialog,
  state: DialogState,
  message: Pick<SeenMessage, 'id' | 'time'>,
): void {
  if (state <= call.state) return;
  call.state = state;
  call.message = message.id;
  call.changed = message.time;
}

/**
 * For how long the node sent a failure again: after 0.5 s, then after twice as long each time (RFC 3261
 * 17.2.1). The fourth time would be after fr_timeout. An ACK that stops nothing has reached another node.
 */
export function sentAgainFor(retransmissions: number): number {
  const last = (2 ** Math.min(retransmissions, 3) - 1) * FIRST_RETRANSMISSION;
  return retransmissions >= 3 ? UNACKNOWLEDGED : last;
}
