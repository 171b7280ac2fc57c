import type { AddressId, MessageId, SourceId } from '../../../ids.ts';
import type { Membership } from '../../identity/node-directory.ts';
import type { SeenMessage } from '../../seen-message.ts';
import type { DialogId } from '../dialog-id.ts';
import { DialogState } from '../dialog-model.ts';

const SECOND = 1e9;
/**
 * An ended dialog stays in memory for this long: its transactions refer to it until tm frees them 5 s
 * (wt_timer) after their last message, give or take a timer tick.
 */
export const LINGERING = 5 * SECOND;
/**
 * tm's fr_timeout: for this long, a final failure is retransmitted to a caller that does not acknowledge it.
 */
const UNACKNOWLEDGED = 5 * SECOND;
/** T1 of RFC 3261 17.2.1. */
const FIRST_RETRANSMISSION = SECOND / 2;
/** Nanoseconds between a node's own end of a dialog and its BYEs, and between those and their responses. */
const BY_ITSELF = SECOND;
/** The dialog timer runs once a second and counts whole seconds, so the end may be this late. */
const TIMER = 2 * SECOND;
/** Twice T1. */
const OVERDUE = SECOND;
/** When an unanswered INVITE is surely given up: fr_inv_timeout is 120 s by default. */
const UNANSWERED = 180 * SECOND;
/** Default of default_timeout, 12 h: the longest life of a dialog. */
const LONGEST_CALL = 43_200 * SECOND;

/** What is known of one end of a SIP message. */
export interface Place {
  /** Nodes whose own address it is, by cluster; empty for phones and shared addresses. */
  readonly nodes: readonly Membership[];
  /** The address, if it is an anycast listener. */
  readonly anycast: AddressId | undefined;
}

/** A call as one node handles it, from the SIP messages that passed it. */
export interface SipDialog {
  readonly callId: string;
  readonly fromTag: string;
  /** Keys to compare messages with the call; see `tagKey`. */
  readonly fromKey: number;
  /** Tag of the callee; empty until the call is answered. */
  toTag: string;
  toKey: number;
  /** CSeq of the INVITE that began it. */
  readonly cseq: number | undefined;
  /** The node, by cluster. */
  readonly nodes: readonly Membership[];
  /** The listener shared with other nodes, if the call came to such a one. */
  readonly anycast: AddressId | undefined;
  /** First Record-Route of the INVITE as it was received. */
  readonly routeBefore: string | undefined;
  /** The node has forwarded the INVITE. */
  relayed: boolean;
  /** The node challenged the INVITE, or answered it without forwarding it, as a B2BUA does. */
  answeredAlone: boolean;
  /** The dialog's did in the INVITE that the node forwarded. */
  did: DialogId | undefined;
  /** A later INVITE with the same Call-ID and tag, such as one with credentials, replaced it. */
  replaced: boolean;
  /** Observers that saw it begin. */
  readonly seenBy: readonly SourceId[];
  /** The INVITE was answered, at least provisionally, or retransmitted; of a confirmed call, its 2xx was. */
  isAnswered: boolean;
  isSentAgain: boolean;
  /** When the node forwarded the INVITE, if neither a response nor a retransmission was captured. */
  unanswered: number | undefined;
  /** Failure responses of callees that the node has not acknowledged yet. */
  failures: number;
  /** To-tag of the callee that refused last. */
  refusal: number;
  /** When the call was cancelled, or a response acknowledged that was not captured. */
  shouldHaveEnded: number | undefined;
  /**
   * When its dialog times out, as its node told the others. Whether it then announces the end depends on who
   * holds the tag.
   */
  timesOut: number | undefined;
  /** The node announced the end before SIP showed it: by its timer, or by an MI command. */
  endedAlone: boolean;
  state: DialogState;
  readonly since: number;
  /** The message that caused the present state, and when. */
  message: MessageId;
  changed: number;
  /**
   * When its last message was seen, or its last transaction given up: tm keeps the dialog from then on for a
   * while.
   */
  touched: number;
  readonly fromUri: string | undefined;
  readonly toUri: string | undefined;
}

/** Has the node forgotten the call by this time? */
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
 * A lost datagram leaves no gap in sequence numbers: that the capture lacks one only shows if both sides
 * behave as if it had come. An INVITE without a response and a 2xx without an ACK are retransmitted after T1.
 */
export function isOverdue(call: SipDialog, now: number): boolean {
  const { state, since, changed, shouldHaveEnded, isAnswered, isSentAgain, unanswered } = call;
  if (state === DialogState.ConfirmedNoAck) return !isSentAgain && now - changed > OVERDUE;
  if (state > DialogState.ConfirmedNoAck) return false;
  if (shouldHaveEnded !== undefined) return now - shouldHaveEnded > OVERDUE;
  if (unanswered !== undefined && now - unanswered > OVERDUE) return true;
  if (isUnnoticed(call, now)) return true;
  // A node that has only sent 100 Trying forwards the INVITE, or sends another response, soon.
  const isTrying = isAnswered && !call.relayed && state === DialogState.Unconfirmed;
  return (isTrying || (!isAnswered && !isSentAgain)) && now - since > OVERDUE;
}

/** Nothing shows that the INVITE reached the node, which would answer or forward it at once. */
export function isUnnoticed({ state, relayed, isAnswered, since }: SipDialog, now: number): boolean {
  return state === DialogState.Unconfirmed && !relayed && !isAnswered && now - since > OVERDUE;
}

/** What comes later finds no dialog any more; BYEs of the node itself are sent at once. */
export function touch(call: SipDialog, time: number): void {
  if (call.endedAlone && time - call.touched > BY_ITSELF) return;
  call.touched = Math.max(call.touched, time);
}

export function isAt(call: SipDialog, place: Place): boolean {
  if (call.anycast !== undefined) return call.anycast === place.anycast;
  return isHandledBy(call, place.nodes);
}

export function isHandledBy(call: SipDialog, nodes: readonly Membership[]): boolean {
  return nodes.some(({ cluster, node }) =>
    call.nodes.some((one) => one.cluster === cluster && one.node === node),
  );
}

/** The number in this cluster of the node that handles the call; undefined if it is not a member. */
export function nodeIn({ nodes }: Pick<SipDialog, 'nodes'>, cluster: number): number | undefined {
  return nodes.find((one) => one.cluster === cluster)?.node;
}

/** States only increase. */
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
 * For how long the node retransmitted a failure: after 0.5 s, then at doubled intervals (RFC 3261 17.2.1).
 * The fourth time would be after fr_timeout. An ACK that does not stop it has reached another node.
 */
export function sentAgainFor(retransmissions: number): number {
  const last = (2 ** Math.min(retransmissions, 3) - 1) * FIRST_RETRANSMISSION;
  return retransmissions >= 3 ? UNACKNOWLEDGED : last;
}
