import { Byte, isDigit, isSchemeByte, isToken } from './characters.ts';
import { Method, methodId } from './methods.ts';

/**
 * Does something begin like a SIP message (RFC 3261 7.1, 7.2)? Asked for every datagram, and for streams of
 * unknown content; so it looks at few bytes, keeps no state, and allocates nothing.
 */

/** Methods are tokens of any length; a longer one than this is not believed. */
const LONGEST_METHOD = 64;
/** Longest URI scheme, up to its colon. */
const LONGEST_SCHEME = 32;
/** A request line without an end within this many bytes is judged by its beginning. */
const LONGEST_LINE = 4096;

/** Most bytes that `isRequestLine` looks at: spaces and a bracket before the scheme, its colon, one more. */
const LONGEST_BEGINNING = LONGEST_METHOD + 1 + 4 + LONGEST_SCHEME + 2;

const VERSION = [0x53, 0x49, 0x50, 0x2f, 0x32, 0x2e, 0x30, 0x20] as const; // "SIP/2.0 "

/**
 * Does bytes[from..to) begin with a SIP status line (`SIP/2.0 NNN`) or request line (method, space, URI with
 * a scheme, and `SIP/N.N` at the end of the line, without which it could be HTTP or RTSP)? If the bytes end
 * inside the line, any non-empty beginning of a start line is enough. Leading CRLFs (keep-alives) are not
 * skipped.
 */
export function startsLikeSip(bytes: Uint8Array, from: number, to: number): boolean {
  if (from >= to) return false;
  if (isStatusLine(bytes, from, to)) return true;
  if (!isRequestLine(bytes, from, to)) return false;
  const end = lineEnd(bytes, from, Math.min(to, from + LONGEST_LINE));
  return end < 0 || endsWithVersion(bytes, from, end);
}

/**
 * As `startsLikeSip`, but the line has to be complete: version, three digits and a space or the line end; or
 * method, URI and ` SIP/N.N` before the line end, all within bytes[from..to).
 */
export function requestOrStatusLine(bytes: Uint8Array, from: number, to: number): boolean {
  const end = lineEnd(bytes, from, Math.min(to, from + LONGEST_LINE));
  if (end < 0) return false;
  if (end - from >= 11 && isStatusLine(bytes, from, end)) {
    return from + 11 === end || bytes[from + 11] === Byte.Space;
  }
  return isRequestLine(bytes, from, end) && endsWithVersion(bytes, from, end);
}

/**
 * As `requestOrStatusLine`, but cheaper: looks at nothing after the three digits, or after the colon of the
 * URI scheme. For whole datagrams on a SIP port: if the rest of the start line is broken, it is a broken SIP
 * message.
 */
export function beginsRequestOrStatusLine(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from <= LONGEST_BEGINNING) return requestOrStatusLine(bytes, from, to);
  return isStatusLine(bytes, from, to) || isRequestLine(bytes, from, to);
}

/**
 * Does a line begin or end with a SIP version, or with a known method and a URI, whatever else is in it? On a SIP port
 * that is a start line of which the rest makes no sense.
 */
export function isBrokenStartLine(bytes: Uint8Array, from: number, to: number): boolean {
  const end = lineEnd(bytes, from, Math.min(to, from + LONGEST_LINE));
  if (end < 0) return false;
  return (
    isVersion(bytes, from, end) || endsWithVersion(bytes, from, end) || beginsAsRequest(bytes, from, end)
  );
}

/** May more bytes make a start line of this, however broken? It is told by its end, which has not come. */
export function isUnfinishedLine(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from < LONGEST_LINE && lineEnd(bytes, from, to) < 0;
}

function beginsAsRequest(bytes: Uint8Array, from: number, to: number): boolean {
  let methodTo = from;
  while (methodTo < to && isToken(bytes[methodTo] as number)) methodTo++;
  return methodTo < to && isRequestLine(bytes, from, to) && methodId(bytes, from, methodTo) !== Method.Other;
}

function isStatusLine(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = 0; i < VERSION.length; i++) {
    if (from + i >= to) return true;
    // SIP-Version is case-insensitive (RFC 3261 7.1).
    if (upper(bytes[from + i] as number) !== VERSION[i]) return false;
  }
  for (let at = from + 8; at < from + 11; at++) {
    if (at >= to) return true;
    if (!isDigit(bytes[at] as number)) return false;
  }
  return true;
}

function isRequestLine(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  const limit = Math.min(to, from + LONGEST_METHOD);
  while (at < limit && isToken(bytes[at] as number)) at++;
  if (at === to) return true;
  if (at === from || bytes[at] !== Byte.Space) return false;
  return hasScheme(bytes, at + 1, to);
}

/** Is there a scheme and a colon, followed by at least one more byte that is allowed in a URI? */
function hasScheme(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  // Several spaces, or "<" around the URI, are wrong but occur (RFC 4475 3.1.2.7, 3.1.2.9).
  while (at < to && at < from + 4 && (bytes[at] === Byte.Space || bytes[at] === Byte.LessThan)) at++;
  const start = at;
  const limit = Math.min(to, start + LONGEST_SCHEME);
  while (at < limit && isSchemeByte(bytes[at] as number)) at++;
  if (at === to) return true;
  if (at === start || bytes[at] !== Byte.Colon) return false;
  return at + 1 === to || (bytes[at + 1] as number) > Byte.Space;
}

/** Does it end with ` SIP/N.N`? Trailing spaces are allowed. */
function endsWithVersion(bytes: Uint8Array, from: number, to: number): boolean {
  let at = to;
  while (at > from && bytes[at - 1] === Byte.Space) at--;
  at -= 8;
  return at > from && bytes[at] === Byte.Space && isVersion(bytes, at + 1, to);
}

/** Does `SIP/N.N` stand at `from`? */
function isVersion(bytes: Uint8Array, from: number, to: number): boolean {
  if (from + 7 > to) return false;
  for (let i = 0; i < 4; i++) if (upper(bytes[from + i] as number) !== VERSION[i]) return false;
  return (
    isDigit(bytes[from + 4] as number) && bytes[from + 5] === Byte.Dot && isDigit(bytes[from + 6] as number)
  );
}

/** The end of the line's text, before CR LF or LF; -1 if there is no line end. */
function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] === Byte.Lf) return at > from && bytes[at - 1] === Byte.Cr ? at - 1 : at;
  }
  return -1;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte & 0xdf : byte;
}
