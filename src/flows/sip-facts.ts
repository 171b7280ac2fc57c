import { cseqMethod, cseqNumber, hasToTag, knownAor, topBranch } from '../../decoders/sip/message-view.ts';
import type { SipMessage } from '../../decoders/sip/sip-message.ts';
import { aorOf, bounded } from './sip-names.ts';

/**
 * What is needed of a SIP message to find its flow. Texts are bounded; values that the message does not have are
 * empty, -1 or undefined. Most messages belong to a flow that is known by its Call-ID, so everything else is read on
 * demand.
 */
export class SipFacts {
  readonly sip: SipMessage;
  readonly isRequest: boolean;
  /** For a response, the method in its CSeq. */
  readonly method: string;
  /** 0 for requests. */
  readonly status: number;
  readonly callId: string;

  constructor(sip: SipMessage, method: string, callId: string) {
    this.sip = sip;
    this.isRequest = sip.kind === 'request';
    this.method = bounded(method);
    this.status = this.isRequest ? 0 : (sip.status ?? 0);
    this.callId = bounded(callId);
  }

  get cseq(): number {
    return cseqNumber(this.sip) ?? -1;
  }

  /** Branch of the topmost Via: the transaction on this hop (RFC 3261 17.1.3). */
  get branch(): number {
    return topBranch(this.sip);
  }

  /** The To header has a tag: the request belongs to a dialog. */
  get inDialog(): boolean {
    return hasToTag(this.sip);
  }

  get fromAor(): string {
    return knownAor(this.sip, 'from') ?? aorOf(bounded(this.sip.from?.uri ?? ''));
  }

  get toAor(): string {
    return knownAor(this.sip, 'to') ?? aorOf(bounded(this.sip.to?.uri ?? ''));
  }

  /** As people name them: the AOR, or the URI where that has no user. */
  get from(): string {
    return this.fromAor || bounded(this.sip.from?.uri ?? '');
  }

  get to(): string {
    return this.toAor || bounded(this.sip.to?.uri ?? '');
  }
}

/** Undefined if the message cannot belong to a flow: it has no Call-ID, or is neither request nor response. */
export function sipFacts(sip: SipMessage): SipFacts | undefined {
  const { kind, callId } = sip;
  const method = kind === 'request' ? sip.method : cseqMethod(sip);
  if (callId === undefined || callId === '' || method === undefined || kind === 'unknown') return undefined;
  return kind === 'response' && sip.status === undefined ? undefined : new SipFacts(sip, method, callId);
}
