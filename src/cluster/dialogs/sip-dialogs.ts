import type { MessageId } from '../../ids.ts';
import type { Membership } from '../node-directory.ts';
import type { SeenSip } from '../seen-message.ts';
import { DialogState } from './dialog-model.ts';
import { LONGEST_NAME } from './dialog-version.ts';

const SECOND = 1e9;
/**
 * An ended dialog stays in memory for so long: transactions refer to it until tm frees them, 5 s
 * (wt_timer) after their last message, give or take a tick of its timer.
 */
export const LINGERING = 5 * SECOND;
/** An INVITE that nobody answers is given up by then: fr_inv_timeout is 120 s by default. */
const UNANSWERED = 180 * SECOND;
/** The longest that a dialog lives by default (default_timeout, 12 h). */
const LONGEST_CALL = 43_200 * SECOND;
/** Between two looks for old ones. */
const LOOK_EVERY = 10 * SECOND;
/** Calls that are followed at once. */
const MOST_CALLS = 100_000;

/** A call as one node handles it, from the SIP that passed it. */
export interface SipDialog {
  readonly callId: string;
  readonly fromTag: string;
  /** Of the callee; empty while nobody has answered. */
  toTag: string;
  /** The node, in each cluster where it is one. */
  readonly nodes: readonly Membership[];
  state: DialogState;
  readonly since: number;
  /** The message that brought the present state, and when. */
  message: MessageId;
  changed: number;
  /** When its last message was seen: its transactions last from then. */
  touched: number;
  readonly fromUri: string | undefined;
  readonly toUri: string | undefined;
}

/**
 * Dialogs of the calls that nodes handle themselves: created by the INVITE, early by a provisional
 * answer, confirmed by 2xx and ACK, deleted by BYE or a final failure.
 */
export class SipDialogs {
  /** Calls that were forgotten before their time. */
  forgotten = 0;
  /** By Call-ID; usually one call a node and hop. */
  private readonly calls = new Map<string, SipDialog[]>();
  private nextLook = 0;

  push(message: SeenSip): void {
    const { sip, receivedBy, sentBy } = message;
    if (receivedBy.length === 0 && sentBy.length === 0) return;
    const method = sip.kind === 'request' ? sip.method : sip.cseq?.method;
    if (method === undefined || !FOLLOWED.has(method)) return;
    const { callId } = sip;
    const fromTag = sip.from?.tag ?? '';
    if (callId === undefined || callId.length > LONGEST_NAME || fromTag.length > LONGEST_NAME) return;
    this.dropOld(message.time);
    if (sip.kind === 'request') this.request(message, method, callId, fromTag);
    else this.response(message, method, callId, fromTag);
  }

  /** The node's memory is gone. */
  restart(cluster: number, node: number): void {
    const gone = [{ cluster, node }];
    for (const [callId, calls] of this.calls) {
      const kept = calls.filter((call) => !isAt(call, gone));
      if (kept.length === 0) this.calls.delete(callId);
      else if (kept.length < calls.length) this.calls.set(callId, kept);
    }
  }

  all(): IterableIterator<readonly SipDialog[]> {
    return this.calls.values();
  }

  /** The calls with that Call-ID and caller's tag. */
  named(callId: string, fromTag: string): readonly SipDialog[] {
    return (this.calls.get(callId) ?? []).filter((call) => call.fromTag === fromTag);
  }

  private request(message: SeenSip, method: string, callId: string, fromTag: string): void {
    const { sip, receivedBy } = message;
    const toTag = sip.to?.tag ?? '';
    if (method === 'INVITE' && toTag === '' && receivedBy.length > 0) {
      if (this.callAt(callId, fromTag, receivedBy) === undefined) this.begin(message, callId, fromTag);
    }
    for (const call of this.concerned(callId, fromTag, toTag, message)) {
      call.touched = message.time;
      if (!isAt(call, receivedBy)) continue;
      if (method === 'ACK' && call.state === DialogState.ConfirmedNoAck && toTag !== '') {
        advance(call, DialogState.Confirmed, message);
      } else if (method === 'BYE') advance(call, DialogState.Deleted, message);
    }
  }

  private response(message: SeenSip, method: string, callId: string, fromTag: string): void {
    const status = message.sip.status ?? 0;
    const toTag = message.sip.to?.tag ?? '';
    for (const call of this.concerned(callId, fromTag, toTag, message)) {
      call.touched = message.time;
      if (method !== 'INVITE' || call.state >= DialogState.ConfirmedNoAck) continue;
      const fromCallee = isAt(call, message.receivedBy);
      if (fromCallee && toTag !== '' && toTag.length <= LONGEST_NAME && status > 100) call.toTag = toTag;
      if (status >= 300 && !fromCallee) advance(call, DialogState.Deleted, message);
      else if (status >= 200 && status < 300) advance(call, DialogState.ConfirmedNoAck, message);
      else if (status > 100 && status < 200) advance(call, DialogState.Early, message);
    }
  }

  private begin(message: SeenSip, callId: string, fromTag: string): void {
    const { id, time, sip, receivedBy } = message;
    const calls = this.calls.get(callId) ?? [];
    if (calls.length === 0) {
      if (this.calls.size >= MOST_CALLS) this.forgetOldest();
      this.calls.set(callId, calls);
    }
    if (calls.length >= MOST_PER_CALL_ID) return;
    calls.push({
      callId,
      fromTag,
      toTag: '',
      nodes: receivedBy,
      state: DialogState.Unconfirmed,
      since: time,
      message: id,
      changed: time,
      touched: time,
      fromUri: sip.from?.uri,
      toUri: sip.to?.uri,
    });
  }

  private callAt(callId: string, fromTag: string, nodes: readonly Membership[]): SipDialog | undefined {
    return this.calls.get(callId)?.find((call) => call.fromTag === fromTag && isAt(call, nodes));
  }

  /** Calls at one of the ends of the message, of which it is a message in either direction. */
  private concerned(
    callId: string,
    fromTag: string,
    toTag: string,
    { sentBy, receivedBy }: SeenSip,
  ): readonly SipDialog[] {
    const calls = this.calls.get(callId);
    if (calls === undefined) return [];
    return calls.filter(
      (call) =>
        (call.fromTag === fromTag || (call.fromTag === toTag && toTag !== '')) &&
        (isAt(call, sentBy) || isAt(call, receivedBy)),
    );
  }

  private forgetOldest(): void {
    const [oldest] = this.calls.keys();
    if (oldest === undefined) return;
    this.calls.delete(oldest);
    this.forgotten++;
  }

  private dropOld(now: number): void {
    if (now < this.nextLook) return;
    this.nextLook = now + LOOK_EVERY;
    for (const [callId, calls] of this.calls) {
      const kept = calls.filter((call) => !isOver(call, now));
      if (kept.length === 0) this.calls.delete(callId);
      else if (kept.length < calls.length) this.calls.set(callId, kept);
    }
  }
}

const FOLLOWED: ReadonlySet<string> = new Set(['INVITE', 'ACK', 'BYE', 'CANCEL']);
/** Hops, forks and spirals of one Call-ID. */
const MOST_PER_CALL_ID = 64;

/** Has the node forgotten the call by then? */
export function isOver(call: SipDialog, now: number): boolean {
  const age = now - call.touched;
  if (call.state === DialogState.Deleted) return age > LINGERING;
  return age > (call.state < DialogState.ConfirmedNoAck ? UNANSWERED : LONGEST_CALL);
}

function isAt(call: SipDialog, nodes: readonly Membership[]): boolean {
  return nodes.some(({ cluster, node }) =>
    call.nodes.some((one) => one.cluster === cluster && one.node === node),
  );
}

function advance(call: SipDialog, state: DialogState, message: SeenSip): void {
  if (state <= call.state) return;
  call.state = state;
  call.message = message.id;
  call.changed = message.time;
}
