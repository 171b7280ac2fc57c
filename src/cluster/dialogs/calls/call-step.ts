import { tagOf } from '../../../../decoders/sip/message-view.ts';
import { NO_KEY } from '../../../../decoders/sip/text-keys.ts';
import { LONGEST_NAME } from '../../replication/kept-text.ts';
import type { SeenSip } from '../../seen-message.ts';
import { isAt, type Place, type SipDialog } from './sip-dialog.ts';

/** Request Terminated (RFC 3261 21.4.25). */
export const CANCELLED = 487;

/** A SIP message of a call, with what is known of its two ends. */
export interface CallStep {
  readonly message: SeenSip;
  readonly method: string;
  readonly callId: string;
  /** Keys of the tags, see `tagKey`; their texts are only read when they are new. */
  readonly fromTag: number;
  readonly toTag: number;
  readonly from: Place;
  readonly to: Place;
}

/** A script that rejects a call may have created its dialog before; one that challenges it has not. */
export function isCalleesAnswer(status: number): boolean {
  return (status > 100 && status < 300) || status === 401 || status === 407;
}

/**
 * Does the node forward a response that it was not seen to receive, or receive one to a request that it was
 * not seen to send?
 */
export function isOutOfTurn(
  { relayed, unanswered, anycast }: SipDialog,
  fromCallee: boolean,
  status: number,
): boolean {
  if (fromCallee) return !relayed && anycast === undefined;
  return relayed && unanswered !== undefined && status > 100;
}

/** Does the message belong to this call, in either direction, at the node that handles it? */
export function concerns(call: SipDialog, { fromTag, toTag, from, to }: CallStep): boolean {
  if (call.replaced) return false;
  const isNamed = call.fromKey === fromTag || (call.fromKey === toTag && toTag !== NO_KEY);
  return isNamed && (isAt(call, from) || isAt(call, to));
}

/** Completes the name of the call with the callee's tag in the message. */
export function nameCallee(call: SipDialog, { message, toTag }: CallStep): void {
  if (call.toKey === toTag) return;
  const tag = tagOf(message.sip, 'to');
  if (tag.length > LONGEST_NAME) return;
  call.toTag = tag;
  call.toKey = toTag;
}
