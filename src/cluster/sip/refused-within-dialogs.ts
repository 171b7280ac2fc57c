import { cseqMethod, cseqNumber, hasToTag } from '../../../decoders/sip/message-view.ts';
import type { MessageId } from '../../ids.ts';
import { RecentMap } from '../../tables/recent-map.ts';
import type { SeenSip } from '../seen-message.ts';

/** An in-dialog request that a node rejected itself, without forwarding it. */
export interface RefusedRequest {
  readonly cluster: number;
  readonly node: number;
  readonly callId: string;
  readonly method: string;
  readonly status: number;
  /** The request, and its response. */
  readonly messages: readonly [MessageId, MessageId];
}

interface Asked {
  readonly message: MessageId;
  readonly method: string;
  isSentOn: boolean;
}

/** Nanoseconds until a response is no longer expected: 64 * T1 (RFC 3261 17.1.2.2), doubled. */
const TRANSACTION = 64e9;
const MOST = 50_000;
const MOST_REFUSED = 1000;
const LONGEST_ID = 256;
/**
 * Other codes, as for "not found", loops and authentication, are about the request, not about connections.
 */
const STATUSES: ReadonlySet<number> = new Set([408, 430, 477, 478, 480, 500, 503, 504]);

/** Requests with a To tag to which a node responded that it cannot forward them. */
export class RefusedWithinDialogs {
  private readonly asked = new RecentMap<Asked>(TRANSACTION, MOST);
  private readonly refused: RefusedRequest[] = [];

  push(message: SeenSip): void {
    const { sip, sentBy, receivedBy, time, id } = message;
    if (sentBy.length === 0 && receivedBy.length === 0) return;
    const isRequest = sip.kind === 'request';
    const { callId } = sip;
    if (isRequest && !hasToTag(sip)) return;
    if (!isRequest && !STATUSES.has(sip.status ?? 0)) return;
    if (callId === undefined || callId.length > LONGEST_ID) return;
    const method = isRequest ? sip.method : cseqMethod(sip);
    if (method === undefined || method === 'ACK') return;
    const number = cseqNumber(sip);
    // Joined, as keys of flows are.
    const keyAt = (cluster: number, node: number) => [cluster, node, method, number, callId].join(' ');
    for (const { cluster, node } of isRequest ? receivedBy : []) {
      const key = keyAt(cluster, node);
      if (this.asked.get(key, time) === undefined) {
        this.asked.set(key, { message: id, method, isSentOn: false }, time);
      }
    }
    for (const { cluster, node } of sentBy) {
      const asked = this.asked.get(keyAt(cluster, node), time);
      if (asked === undefined) continue;
      if (isRequest) asked.isSentOn = true;
      else if (!asked.isSentOn && this.refused.length < MOST_REFUSED) {
        const { status = 0 } = sip;
        this.refused.push({ cluster, node, callId, method, status, messages: [asked.message, id] });
      }
    }
  }

  all(): readonly RefusedRequest[] {
    return this.refused;
  }
}
