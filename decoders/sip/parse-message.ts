import { DEFAULT_SIP_LIMITS, type SipLimits } from './limits.ts';
import type { SipMessage } from './sip-message.ts';
import { SipParser } from './sip-parser.ts';

/** Reads the whole message in bytes[from..to), which may be anything. */
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
