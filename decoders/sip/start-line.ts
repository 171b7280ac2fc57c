import { Byte, isDigit, isSchemeByte, isToken } from './characters.ts';

/**
 * Does something begin with a SIP message (RFC 3261 7.1, 7.2)? Asked of every datagram and of streams
 * that nobody has named yet, so it looks at a few bytes, keeps nothing and allocates nothing.
 */

/** Methods are tokens without a length limit; longer ones than this are not met and not believed. */
const LONGEST_METHOD = 64;
/** How far the URI scheme may reach before the colon has to come. */
const LONGEST_SCHEME = 32;
/** A request line that has no end within this many bytes is judged by its beginning. */
const LONGEST_LINE = 4096;

/** Bytes that `isRequestLine` looks at, at most: spaces and a bracket before the scheme, its colon, one more. */
const LONGEST_BEGINNING = LONGEST_METHOD + 1 + 4 + LONGEST_SCHEME + 2;

const VERSION = [0x53, 0x49, 0x50, 0x2f, 0x32, 0x2e, 0x30, 0x20] as const; // "SIP/2.0 "

/**
 * True where bytes[from..to) begin with a SIP status line (`SIP/2.0 NNN`) or request line (method,
 * space, URI with a scheme, and `SIP/N.N` at the end of the line: HTTP and RTSP look the same up to
 * there). Where they end inside the line, what is there decides: any prefix of a start line of at
 * least one byte is one. Leading CRLFs (keep-alive) are not skipped.
 */
export function startsLikeSip(bytes: Uint8Array, from: number, to: number): boolean {
  if (from >= to) return false;
  if (isStatusLine(bytes, from, to)) return true;
  if (!isRequestLine(bytes, from, to)) return false;
  const end = lineEnd(bytes, from, Math.min(to, from + LONGEST_LINE));
  return end < 0 || endsWithVersion(bytes, from, end);
}

/**
 * As `startsLikeSip`, but only a whole line will do: version, three digits and a space or the line
 * end; or method, URI and ` SIP/N.N` before the line end, all of it within bytes[from..to).
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
 * As `requestOrStatusLine`, but cheaper: behind the three digits, or the colon of the URI's scheme,
 * nothing is looked at. For a whole datagram on a port where SIP is expected: if the rest of its
 * start line is broken, it is a broken SIP message.
 */
export function beginsRequestOrStatusLine(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from <= LONGEST_BEGINNING) return requestOrStatusLine(bytes, from, to);
  return isStatusLine(bytes, from, to) || isRequestLine(bytes, from, to);
}

function isStatusLine(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = 0; i < VERSION.length; i++) {
    if (from + i >= to) return true;
    // The version is compared without regard to case (RFC 3261 7.1).
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

/** `scheme ":"`, and at least one more byte that may stand in a URI. */
function hasScheme(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  // More than one space, and "<" around the URI, are wrong but seen (RFC 4475 3.1.2.7, 3.1.2.9).
  while (at < to && at < from + 4 && (bytes[at] === Byte.Space || bytes[at] === Byte.LessThan)) at++;
  const start = at;
  const limit = Math.min(to, start + LONGEST_SCHEME);
  while (at < limit && isSchemeByte(bytes[at] as number)) at++;
  if (at === to) return true;
  if (at === start || bytes[at] !== Byte.Colon) return false;
  return at + 1 === to || (bytes[at + 1] as number) > Byte.Space;
}

/** ` SIP/N.N` at the end, trailing spaces allowed. */
function endsWithVersion(bytes: Uint8Array, from: number, to: number): boolean {
  let at = to;
  while (at > from && bytes[at - 1] === Byte.Space) at--;
  at -= 8;
  if (at <= from || bytes[at] !== Byte.Space) return false;
  for (let i = 0; i < 4; i++) if (upper(bytes[at + 1 + i] as number) !== VERSION[i]) return false;
  return isDigit(bytes[at + 5] as number) && bytes[at + 6] === Byte.Dot && isDigit(bytes[at + 7] as number);
}

/** Where the line's text ends (before CR LF or LF), -1 where no line end is there. */
function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] === Byte.Lf) return at > from && bytes[at - 1] === Byte.Cr ? at - 1 : at;
  }
  return -1;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte & 0xdf : byte;
}
