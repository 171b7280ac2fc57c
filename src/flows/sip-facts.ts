import { headerValue, topVia } from '../../decoders/sip/message-view.ts';
import type { SipAddress } from '../../decoders/sip/parse-address.ts';
import type { SipMessage } from '../../decoders/sip/sip-message.ts';
import { aorOf, bounded } from './sip-names.ts';

/** What grouping asks of a SIP message. Texts are bounded; what is absent is empty, -1 or undefined. */
export interface SipFacts {
  readonly isRequest: boolean;
  /** Of a response, the method of its CSeq. */
  readonly method: string;
  /** 0 for requests. */
  readonly status: number;
  readonly callId: string;
  readonly cseq: number;
  /** Of the topmost Via: the transaction on this hop (RFC 3261 17.1.3). */
  readonly branch: string;
  /** The To header has a tag: the request belongs to a dialog. */
  readonly inDialog: boolean;
  readonly fromAor: string;
  readonly toAor: string;
  /** As people name them: the AOR, or the URI where that has no user. */
  readonly from: string;
  readonly to: string;
  readonly sip: SipMessage;
}

/** Undefined where a message cannot belong to a flow: no Call-ID, or nobody knows what it is. */
export function sipFacts(sip: SipMessage): SipFacts | undefined {
  const isRequest = sip.kind === 'request';
  const method = isRequest ? sip.method : sip.cseq?.method;
  if (sip.callId === undefined || sip.callId === '' || method === undefined || sip.kind === 'unknown') {
    return undefined;
  }
  if (!isRequest && sip.status === undefined) return undefined;
  const [from, to] = [bounded(sip.from?.uri ?? ''), bounded(sip.to?.uri ?? '')];
  const [fromAor, toAor] = [aorOf(from), aorOf(to)];
  return {
    isRequest,
    method: bounded(method),
    status: isRequest ? 0 : (sip.status ?? 0),
    callId: bounded(sip.callId),
    cseq: sip.cseq?.number ?? -1,
    branch: bounded(topVia(sip)?.branch ?? ''),
    inDialog: sip.to?.tag !== undefined && sip.to.tag !== '',
    fromAor,
    toAor,
    from: fromAor === '' ? from : fromAor,
    to: toAor === '' ? to : toAor,
    sip,
  };
}

/** Seconds; undefined where there are none. */
export function expiresOf(sip: SipMessage): number | undefined {
  return seconds(headerValue(sip, 'expires'));
}

export function parameterOf(address: Pick<SipAddress, 'params'>, name: string): string | undefined {
  return address.params.find((param) => param.name.toLowerCase() === name)?.value;
}

export function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;
}
