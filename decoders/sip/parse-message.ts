import { DEFAULT_SIP_LIMITS, type SipLimits } from './limits.ts';
import type { SipMessage } from './sip-message.ts';
import { SipParser } from './sip-parser.ts';

/** Reads all of the message in bytes[from..to); any bytes will do. */
export function parseSip(
  bytes: Uint8Array,
  from: number,
  to: number,
  limits: SipLimits = DEFAULT_SIP_LIMITS,
): SipMessage {
  const parser = new SipParser(limits);
  parser.begin(bytes, from, to);
  return parser.parse();
}
