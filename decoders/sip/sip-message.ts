import type { SipStatusName } from './message-status.ts';
import type { SipAddress } from './parse-address.ts';
import type { SipBody } from './parse-body.ts';
import type { SipVia } from './parse-via.ts';

/**
 * A SIP message as a value. Members are absent if they are missing in the message, or not readable. Texts are
 * those of `losslessText`; offsets count from the first of the given bytes.
 */
export interface SipMessage {
  readonly kind: 'request' | 'response' | 'unknown';
  readonly method?: string | undefined;
  readonly uri?: string | undefined;
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly callId?: string | undefined;
  readonly cseq?: { readonly number?: number; readonly method: string } | undefined;
  readonly from?: SipAddress | undefined;
  readonly to?: SipAddress | undefined;
  /** `uri` is `*` for all contacts. */
  readonly contacts: readonly SipAddress[];
  readonly vias: readonly SipVia[];
  /** In the order of the message. */
  readonly headers: readonly SipHeader[];
  /** Number of header fields, and of values of single fields, beyond the limits. */
  readonly leftOut: number;
  /** Absent if the header has no end, or nothing follows it. */
  readonly body?: SipBody | undefined;
  /** Number of bytes beyond Content-Length, which belong to no message; absent if there are none. */
  readonly afterBody?: number | undefined;
  readonly state: SipStatusName;
  /** Where and why the message is malformed; of a partial one, where its bytes end. */
  readonly error?: SipError | undefined;
  /** All problems, `error` included, by offset. */
  readonly problems: readonly SipError[];
}

export interface SipHeader {
  /** As in the message; may be a compact form. */
  readonly name: string;
  /** Unfolded and trimmed. */
  readonly value: string;
  /** From the name to the end of the value. */
  readonly from: number;
  readonly to: number;
}

export interface SipError {
  readonly offset: number;
  readonly reason: string;
}
