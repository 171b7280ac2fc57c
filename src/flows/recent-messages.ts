import type { Membership } from '../cluster/node-directory.ts';
import { nodeAmong, type SeenSip } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import type { SipFacts } from './sip-facts.ts';

/** What is asked of a SIP message when something is said to be caused by it. */
export interface RecentMessage {
  readonly id: MessageId;
  readonly time: number;
  readonly isRequest: boolean;
  readonly method: string;
  readonly status: number;
  readonly callId: string;
  readonly cseq: number;
  readonly branch: string;
  readonly inDialog: boolean;
  readonly sentBy: readonly Membership[];
  readonly receivedBy: readonly Membership[];
}

/** Messages of one flow that may still cause something. */
const MOST = 32;

/** The last SIP messages of a flow, without their texts. */
export class RecentMessages {
  private readonly messages: RecentMessage[] = [];

  push(message: SeenSip, facts: SipFacts): void {
    const { isRequest, method, status, callId, cseq, branch, inDialog } = facts;
    const { id, time, sentBy, receivedBy } = message;
    if (this.messages.length === MOST) this.messages.shift();
    this.messages.push({
      id,
      time,
      isRequest,
      method,
      status,
      callId,
      cseq,
      branch,
      inDialog,
      sentBy,
      receivedBy,
    });
  }

  absorb(others: RecentMessages): void {
    this.messages.push(...others.messages);
    this.messages.sort((a, b) => a.time - b.time);
    this.messages.splice(0, Math.max(0, this.messages.length - MOST));
  }

  /**
   * Of those between two times, the last one that the node received and that `causes` holds for; else one between addresses of
   * nobody known, as an address that several nodes share is; else one that the node itself sent.
   */
  lastAt(
    cluster: number,
    node: number,
    since: number,
    until: number,
    causes: (message: RecentMessage) => boolean,
  ): RecentMessage | undefined {
    let [shared, sent]: (RecentMessage | undefined)[] = [];
    for (let at = this.messages.length - 1; at >= 0; at--) {
      const one = this.messages[at] as RecentMessage;
      if (one.time < since || one.time > until || !causes(one)) continue;
      if (nodeAmong(one.receivedBy, cluster) === node) return one;
      if (nodeAmong(one.sentBy, cluster) === node) sent ??= one;
      else if (one.receivedBy.length === 0 && one.sentBy.length === 0) shared ??= one;
    }
    return shared ?? sent;
  }
}
