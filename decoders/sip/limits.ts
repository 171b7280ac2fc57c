/** How much of a message is looked at. What is beyond a limit is counted where it is left out. */
export interface SipLimits {
  /** Header fields that are indexed. */
  readonly headers: number;
  /** Values of one header field, parameters of one value, and addresses of record of one message. */
  readonly values: number;
  /** Parts of one multipart body. */
  readonly parts: number;
  /** Multipart bodies inside each other. */
  readonly depth: number;
  /** Lines of a body that are shown or given to the SDP parser. */
  readonly bodyLines: number;
  /** Bytes of a line of SDP; longer ones are left out. */
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
