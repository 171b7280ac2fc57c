import { Byte, isPlainUser } from './characters.ts';
import { isIpv4 } from './uri.ts';

/**
 * Reads the form that nearly all addresses have, in one pass: `sip:user@host`, with or without display name,
 * brackets, port and parameters, but without escapes, passwords, IPv6 or capitals in the host. Everything
 * else is left to `AddressReader` and `UriParts`; what this accepts, they read in the same way.
 */
export class PlainAddress {
  userFrom = 0;
  userTo = 0;
  hostFrom = 0;
  hostTo = 0;
  /** The host is an IPv4 address. */
  hostIsIpv4 = false;

  /**
   * Reads bytes[from..to): one header value or, with `several`, possibly more. False if it is not of the
   * plain form, or has no user.
   */
  read(bytes: Uint8Array, from: number, to: number, several: boolean): boolean {
    const bracket = findBracket(bytes, from, to);
    if (bracket === NOT_PLAIN) return false;
    const uriFrom = bracket === NO_BRACKET ? from : bracket + 1;
    const userFrom = afterScheme(bytes, uriFrom, to);
    if (userFrom < 0) return false;
    let at = userFrom;
    while (at < to && isPlainUser(bytes[at] as number)) at++;
    if (at === to || bytes[at] !== Byte.At || at === userFrom) return false;
    this.userFrom = userFrom;
    this.userTo = at;
    const hostTo = hostEnd(bytes, at + 1, to);
    if (hostTo < 0) return false;
    this.hostFrom = at + 1;
    this.hostTo = hostTo;
    this.hostIsIpv4 = isIpv4(bytes, at + 1, hostTo);
    return endsPlainly(bytes, hostTo, to, bracket !== NO_BRACKET, several);
  }
}

const NO_BRACKET = -1;
const NOT_PLAIN = -2;

/** Position of the `<`, after a display name; NO_BRACKET if the value begins with the URI. */
function findBracket(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  if (bytes[at] === Byte.Quote) {
    at++;
    while (at < to && bytes[at] !== Byte.Quote) {
      if (bytes[at] === Byte.Backslash) return NOT_PLAIN;
      at++;
    }
    at++;
    while (at < to && bytes[at] === Byte.Space) at++;
    return at < to && bytes[at] === Byte.LessThan ? at : NOT_PLAIN;
  }
  for (; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === Byte.LessThan) return at;
    if (byte === Byte.Colon) return NO_BRACKET;
    if (byte === Byte.Quote || byte === Byte.Comma || byte === Byte.Semicolon) return NOT_PLAIN;
  }
  return NOT_PLAIN;
}

/** Position after `sip:` or `sips:`; -1 if there is neither. */
function afterScheme(bytes: Uint8Array, at: number, to: number): number {
  if (at + 5 > to || bytes[at] !== 0x73 || bytes[at + 1] !== 0x69 || bytes[at + 2] !== 0x70) return -1;
  if (bytes[at + 3] === Byte.Colon) return at + 4;
  return bytes[at + 3] === 0x73 && bytes[at + 4] === Byte.Colon ? at + 5 : -1;
}

/** End of a host of lower-case letters, digits, dots and dashes; -1 if it has anything else. */
function hostEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x2d && byte <= 0x39 && byte !== Byte.Slash)) continue;
    const ends = byte === Byte.GreaterThan || byte === Byte.Colon || byte === Byte.Semicolon;
    return ends && at > from ? at : -1;
  }
  return to > from ? to : -1;
}

/** Is there nothing after the host that would change the reading: another value, a quote, a stray bracket? */
function endsPlainly(
  bytes: Uint8Array,
  from: number,
  to: number,
  bracketed: boolean,
  several: boolean,
): boolean {
  let at = from;
  if (bracketed) {
    while (at < to && bytes[at] !== Byte.GreaterThan) at++;
    if (at === to) return false;
    if (!several) return true;
  } else if (bytes[at] === Byte.GreaterThan && at < to) return false;
  for (; at < to; at++) {
    const byte = bytes[at];
    if (byte === Byte.Quote || byte === Byte.LessThan || (several && byte === Byte.Comma)) return false;
  }
  return true;
}
