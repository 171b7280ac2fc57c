import { cseqMethod, cseqNumber, tagKey, tagOf } from '../../../../decoders/sip/message-view.ts';
import { NO_KEY } from '../../../../decoders/sip/text-keys.ts';
import type { SourceId } from '../../../ids.ts';
import type { WantedEndpoints } from '../../../tables/wanted-endpoints.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import type { Membership } from '../../identity/node-directory.ts';
import { LONGEST_NAME } from '../../replication/kept-text.ts';
import type { SeenBin, SeenSip } from '../../seen-message.ts';
import { DialogState } from '../dialog-model.ts';
import type { DialogName } from '../dialog-version.ts';
import { Anycast } from './anycast.ts';
import { CANCELLED, type CallStep, concerns, isCalleesAnswer, isOutOfTurn, nameCallee } from './call-step.ts';
import { CallTable } from './call-table.ts';
import { DialogMarks, firstRoute } from './dialog-marks.ts';
import { advance, isAt, isHandledBy, type Place, type SipDialog, sentAgainFor, touch } from './sip-dialog.ts';

const NOBODY: readonly Membership[] = [];
const FOLLOWED: ReadonlySet<string> = new Set(['INVITE', 'ACK', 'BYE', 'CANCEL']);

/**
 * The dialogs of the calls that nodes handle themselves: created by the INVITE, early by a provisional
 * response, confirmed by 2xx and ACK, deleted by BYE or a final failure.
 */
export class SipDialogs {
  /** When SIP was last known to have passed without being captured. */
  missed = Number.NEGATIVE_INFINITY;
  private readonly context: AnalysisContext;
  private readonly anycast: Anycast;
  private readonly marks = new DialogMarks();
  private readonly calls: CallTable;
  private readonly onEnd: (call: SipDialog) => void;
  private sources: readonly SourceId[] = [];

  /** `onEnd` is called with each call that ends. */
  constructor(context: AnalysisContext, onEnd: (call: SipDialog) => void = () => {}) {
    this.context = context;
    this.calls = new CallTable(context.room);
    this.onEnd = onEnd;
    this.anycast = new Anycast(context);
  }

  push(message: SeenSip): void {
    const { sip, sentBy, receivedBy } = message;
    if (sentBy.length === 0 && receivedBy.length === 0 && !this.anycast.isPossible) return;
    const method = sip.kind === 'request' ? sip.method : cseqMethod(sip);
    if (method === undefined || !FOLLOWED.has(method)) return;
    const sharing = method === 'INVITE' ? this.anycast.sender(message) : NOBODY;
    const from = this.place(sentBy, message.sender);
    const to = this.place(receivedBy, message.receiver);
    if (!isSomewhere(from) && !isSomewhere(to)) return;
    const { callId } = sip;
    if (callId === undefined || callId.length > LONGEST_NAME) return;
    this.calls.dropOld(message.time);
    const isRequest = sip.kind === 'request';
    // Only an INVITE begins a call.
    if (!(isRequest && method === 'INVITE') && !this.calls.has(callId)) return;
    const step = {
      message,
      method,
      callId,
      fromTag: tagKey(sip, 'from'),
      toTag: tagKey(sip, 'to'),
      from,
      to,
    };
    if (isRequest) this.request(step, sharing);
    else this.response(step);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    this.anycast.wantEndpoints(wanted);
  }

  /** Packets show which nodes share listeners. */
  packet(message: SeenBin): void {
    this.anycast.packet(message);
  }

  /** A packet of the node reports the end of its dialog. */
  ended({ cluster, source, id, time }: SeenBin, name: DialogName): void {
    for (const call of this.at(cluster, source, name)) {
      touch(call, time);
      call.endedAlone ||= call.state !== DialogState.Deleted;
      this.end(call, { id, time });
    }
  }

  /** A packet of the node tells when its dialog will time out, in seconds since 1970. */
  willTimeOut({ cluster, source }: SeenBin, name: DialogName, timeout: number): void {
    const timesOut = (timeout - this.context.base.seconds) * 1e9;
    for (const call of this.at(cluster, source, name)) call.timesOut = timesOut;
  }

  /**
   * Another node, through which the BYE went, tells the node that handles the call. That one's dialog ends,
   * and is kept as long as its own transactions.
   */
  endedElsewhere({ cluster, destination, id, time }: SeenBin, name: DialogName): void {
    for (const call of this.at(cluster, destination, name)) {
      this.end(call, { id, time });
    }
  }

  private end(call: SipDialog, message: Pick<SeenSip, 'id' | 'time'>): void {
    if (call.state === DialogState.Deleted) return;
    advance(call, DialogState.Deleted, message);
    this.onEnd(call);
  }

  private at(cluster: number, node: number, { callId, fromTag }: DialogName): readonly SipDialog[] {
    const where = [{ cluster, node }];
    return this.named(callId, fromTag).filter((call) => !call.replaced && isHandledBy(call, where));
  }

  /** The node has restarted, and its memory is empty. */
  restart(cluster: number, node: number): void {
    const gone = [{ cluster, node }];
    this.calls.retain((call) => !isHandledBy(call, gone));
  }

  all(): IterableIterator<readonly SipDialog[]> {
    return this.calls.all();
  }

  /** Calls that were dropped early for lack of room. */
  get forgotten(): number {
    return this.calls.forgotten;
  }

  /** The calls with this Call-ID and caller's tag, in the order in which they began. */
  named(callId: string, fromTag: string): readonly SipDialog[] {
    return this.calls.of(callId).filter((call) => call.fromTag === fromTag);
  }

  /** Does the node of the call keep a dialog of it, as far as SIP shows? */
  hasDialog(call: SipDialog): boolean {
    return this.marks.hasDialog(call);
  }

  private place(nodes: readonly Membership[], endpoint: SeenSip['sender']): Place {
    if (nodes.length > 0 || this.anycast.size === 0) return { nodes, anycast: undefined };
    const address = this.context.endpoints.addressOf(endpoint);
    return { nodes, anycast: this.anycast.has(address) ? address : undefined };
  }

  private request(step: CallStep, sharing: readonly Membership[]): void {
    const { message, method, toTag, from, to } = step;
    const isInitial = method === 'INVITE' && toTag === NO_KEY;
    if (isInitial && to.nodes.length > 0) this.begin(step, to.nodes, to);
    // Which of the nodes took it shows when the request is forwarded.
    if (isInitial && sharing.length > 0) this.begin(step, sharing, from);
    for (const call of this.calls.of(step.callId)) {
      if (!concerns(call, step)) continue;
      touch(call, message.time);
      if (isInitial && isAt(call, from)) this.relayed(call, message);
      if (isInitial && message.retransmissions > 0) call.isSentAgain = true;
      // Both prove that there was a final response.
      if (method === 'BYE' && call.state < DialogState.ConfirmedNoAck) this.missed = message.time;
      if (method === 'ACK') this.acknowledged(call, step);
      else if (method === 'BYE') this.end(call, message);
      // The call is about to end.
      if (method === 'CANCEL' && isAt(call, to)) call.shouldHaveEnded ??= message.time;
    }
  }

  private relayed(call: SipDialog, { sip, time, retransmissions }: SeenSip): void {
    this.marks.relayed(call, sip);
    if (retransmissions === 0) call.unanswered ??= time;
  }

  /**
   * A node acknowledges a callee's failure itself (RFC 3261 17.1.1.3), also where another callee has answered. Any other
   * ACK is for a 2xx: the node has received what it forwards, even if only the latter was captured. Without one, there
   * was a response that was not captured.
   */
  private acknowledged(call: SipDialog, { message, toTag, from }: CallStep): void {
    if (isAt(call, from) && call.failures > 0) call.failures--;
    else if (call.state === DialogState.ConfirmedNoAck) {
      if (toTag !== NO_KEY) advance(call, DialogState.Confirmed, message);
    } else if (call.state < DialogState.ConfirmedNoAck) {
      call.shouldHaveEnded ??= message.time;
      this.missed = message.time;
    }
  }

  private response(step: CallStep): void {
    const { message, method } = step;
    const { status = 0 } = message.sip;
    for (const call of this.calls.of(step.callId)) {
      if (!concerns(call, step)) continue;
      touch(call, message.time);
      if (method === 'BYE' && status >= 200 && status < 300) this.end(call, message);
      // A node that reports the call as cancelled was told so.
      const isCancelled = method === 'CANCEL' || status === CANCELLED;
      if (isCancelled && call.state < DialogState.ConfirmedNoAck) call.shouldHaveEnded ??= message.time;
      if (method === 'INVITE') this.answered(call, step, status);
    }
  }

  private answered(call: SipDialog, step: CallStep, status: number): void {
    const { message, to } = step;
    call.isAnswered = true;
    if (call.state > DialogState.ConfirmedNoAck) return;
    // A late response to a previous INVITE.
    if ((cseqNumber(message.sip) ?? 0) < (call.cseq ?? 0)) return;
    const fromCallee = isAt(call, to);
    if (fromCallee && status >= 300) call.failures++;
    if (call.state === DialogState.ConfirmedNoAck) return;
    if (isOutOfTurn(call, fromCallee, status)) this.missed = message.time;
    if (fromCallee) {
      call.unanswered = undefined;
      if (status >= 300) call.refusal = step.toTag;
    }
    // The callee's response may have come by another way: forwarded by tm-repl, or on a leg that was not
    // captured. Of several that refuse, it is the one whose answer is passed on.
    const isPassedOn = !fromCallee && call.toTag === '' && (status < 300 || call.refusal === step.toTag);
    const names = isPassedOn || (fromCallee && status < 300);
    if (status > 100 && names && step.toTag !== NO_KEY) nameCallee(call, step);
    if (!fromCallee && !call.relayed && isCalleesAnswer(status)) call.answeredAlone = true;
    if (status >= 300 && !fromCallee) {
      this.end(call, message);
      touch(call, message.time + sentAgainFor(message.retransmissions));
    } else if (status >= 200 && status < 300) {
      advance(call, DialogState.ConfirmedNoAck, message);
      call.isSentAgain = message.retransmissions > 0;
    } else if (status > 100 && status < 200) advance(call, DialogState.Early, message);
  }

  /** A new call at this place, unless it is a known one that was retransmitted, forked, or looped. */
  private begin({ message, callId, fromTag }: CallStep, nodes: readonly Membership[], place: Place): void {
    const { id, time, sip } = message;
    const cseq = cseqNumber(sip);
    const known = this.calls
      .of(callId)
      .find((call) => call.fromKey === fromTag && !call.replaced && isAt(call, place));
    if (known !== undefined) {
      const isNext = known.state === DialogState.Deleted && (cseq ?? 0) > (known.cseq ?? 0);
      if (!isNext) return;
    }
    const tag = tagOf(sip, 'from');
    if (tag.length > LONGEST_NAME || !this.calls.hasRoom(callId)) return;
    if (known !== undefined) known.replaced = true;
    // Every property by itself: this runs for every call, and spreading is slow.
    this.calls.add({
      callId,
      fromTag: tag,
      fromKey: fromTag,
      toTag: '',
      toKey: NO_KEY,
      cseq,
      nodes,
      anycast: place.anycast,
      routeBefore: place.anycast === undefined ? firstRoute(sip) : undefined,
      relayed: false,
      answeredAlone: false,
      did: undefined,
      replaced: false,
      seenBy: this.sourcesOf(message),
      isAnswered: false,
      isSentAgain: message.retransmissions > 0,
      unanswered: undefined,
      failures: 0,
      refusal: NO_KEY,
      shouldHaveEnded: undefined,
      timesOut: undefined,
      endedAlone: false,
      state: DialogState.Unconfirmed,
      since: time,
      message: id,
      changed: time,
      touched: time,
      fromUri: sip.from?.uri,
      toUri: sip.to?.uri,
    });
  }

  /** The list is usually the same, and then shared by all calls. */
  private sourcesOf({ sights }: SeenSip): readonly SourceId[] {
    const { sources } = this;
    if (sights.length !== sources.length || sights.some(({ source }, at) => source !== sources[at])) {
      this.sources = sights.map(({ source }) => source);
    }
    return this.sources;
  }
}

function isSomewhere({ nodes, anycast }: Place): boolean {
  return nodes.length > 0 || anycast !== undefined;
}
