import type { SipStatusName } from './message-status.ts';
import type { SipAddress } from './parse-address.ts';
import type { SipBody } from './parse-body.ts';
import type { SipVia } from './parse-via.ts';

/**
 * A SIP message as a value. What is absent could not be read, or is not there. Texts are as
 * `losslessText` gives them; offsets count from the first byte given.
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
  /** Header fields, and values of one field, beyond the limits. */
  readonly leftOut: number;
  /** Absent where the header section has no end, or nothing follows it. */
  readonly body?: SipBody | undefined;
  /** Bytes beyond Content-Length, which belong to no message; absent where there are none. */
  readonly afterBody?: number | undefined;
  readonly state: SipStatusName;
  /** Where and why the message is malformed; of a partial one, where its bytes end. */
  readonly error?: SipError | undefined;
  /** All that was found wrong, the error included, by offset. */
  readonly problems: readonly SipError[];
}

export interface SipHeader {
  /** As it stands in the message, compact form included. */
  readonly name: string;
  /** Unfolded, without the blanks around it. */
  readonly value: string;
  /** From the name to the end of the value. */
  readonly from: number;
  readonly to: number;
}

export interface SipError {
  readonly offset: number;
  readonly reason: string;
}
