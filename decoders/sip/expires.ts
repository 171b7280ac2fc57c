import { Byte, isDigit } from './characters.ts';
import { headerValue } from './message-view.ts';
import type { SipMessage } from './sip-message.ts';

/** Digits of the longest delta-seconds (RFC 3261 25.1: up to 2^32 - 1). */
const MOST_DIGITS = 10;

/** Parses delta-seconds; undefined if it is none. */
export function deltaSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const digits = text.trim();
  if (digits === '' || digits.length > MOST_DIGITS) return undefined;
  let value = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(at);
    if (!isDigit(digit)) return undefined;
    value = value * 10 + digit - Byte.Zero;
  }
  return value;
}

/** The value of Expires in seconds; undefined if the message has none. */
export function expiresOf(sip: SipMessage): number | undefined {
  return deltaSeconds(headerValue(sip, 'expires'));
}
