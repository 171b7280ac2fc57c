/** How much of a message is looked at. Whatever is beyond a limit is counted. */
export interface SipLimits {
  /** Header fields that are indexed. */
  readonly headers: number;
  /** Values of one header field, parameters of one value, and addresses of record of one message. */
  readonly values: number;
  /** Parts of one multipart body. */
  readonly parts: number;
  /** Nesting of multipart bodies. */
  readonly depth: number;
  /** Lines of a body that are shown or parsed as SDP. */
  readonly bodyLines: number;
  /** Bytes of a line of SDP; longer lines are left out. */
  readonly sdpLine: number;
}

export const DEFAULT_SIP_LIMITS: SipLimits = {
  headers: 512,
  values: 256,
  parts: 64,
  depth: 4,
  bodyLines: 2048,
  sdpLine: 4096,
};
