/** What a SIP message of written traffic says; what is not given is usual. */
export interface SipGiven {
  readonly callId: string;
  /** `1 INVITE` */
  readonly cseq: string;
  readonly from?: string;
  readonly fromTag?: string;
  readonly to?: string;
  readonly toTag?: string;
  /** Header fields. */
  readonly more?: readonly string[];
}

/** Of a phone at 192.0.2.200; one Call-ID and CSeq are one transaction. */
export function sipText(first: string, given: SipGiven): string {
  const { callId, cseq, toTag, more = [] } = given;
  const { from = 'sip:caller@example.com', fromTag = 'a', to = 'sip:callee@example.com' } = given;
  return [
    first,
    `Via: SIP/2.0/UDP 192.0.2.200;branch=z9hG4bK${callId}${cseq.replace(' ', '')}`,
    `From: <${from}>;tag=${fromTag}`,
    `To: <${to}>${toTag === undefined ? '' : `;tag=${toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    ...more,
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
}
