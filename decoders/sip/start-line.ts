/**
 * Does something begin with a SIP message (RFC 3261 7.1, 7.2)? Asked of every datagram and of streams
 * that nobody has named yet, so it looks at a few bytes, keeps nothing and allocates nothing.
 */

/** Methods are tokens without a length limit; longer ones than this are not met and not believed. */
const LONGEST_METHOD = 32;
/** How far the URI scheme may reach before the colon has to come. */
const LONGEST_SCHEME = 16;

const VERSION = [0x53, 0x49, 0x50, 0x2f, 0x32, 0x2e, 0x30, 0x20] as const; // "SIP/2.0 "

/**
 * True where bytes[from..to) begin with a SIP status line (`SIP/2.0 NNN`) or request line (method,
 * space, URI with a scheme). Where they end inside the line, what is there decides: any prefix of a
 * start line of at least one byte is one. Leading CRLF (keep-alive) is not skipped.
 */
export function startsLikeSip(bytes: Uint8Array, from: number, to: number): boolean {
  if (from >= to) return false;
  return statusLine(bytes, from, to) || requestLine(bytes, from, to);
}

/**
 * As `startsLikeSip`, but only a whole line will do: version, three digits and a space or the line
 * end; or method, URI and ` SIP/N.N` before the line end, all of it within bytes[from..to).
 */
export function requestOrStatusLine(bytes: Uint8Array, from: number, to: number): boolean {
  const end = lineEnd(bytes, from, to);
  if (end < 0) return false;
  if (end - from >= 11 && statusLine(bytes, from, end)) return true;
  return requestLine(bytes, from, end) && endsWithVersion(bytes, from, end);
}

function statusLine(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = 0; i < VERSION.length; i++) {
    if (from + i >= to) return true;
    // Implementations must compare the version without regard to case (RFC 3261 7.1).
    if (upper(bytes[from + i] as number) !== VERSION[i]) return false;
  }
  for (let at = from + 8; at < from + 11; at++) {
    if (at >= to) return true;
    if (!isDigit(bytes[at] as number)) return false;
  }
  return from + 11 >= to || !isDigit(bytes[from + 11] as number);
}

function requestLine(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  const limit = Math.min(to, from + LONGEST_METHOD);
  while (at < limit && isMethodByte(bytes[at] as number)) at++;
  if (at === to) return true;
  if (at === from || bytes[at] !== 0x20) return false;
  return scheme(bytes, at + 1, to);
}

/** `scheme ":"` of RFC 3986 3.1, and at least one more byte that may stand in a URI. */
function scheme(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  // More than one space, and "<" around the URI, are wrong but seen (RFC 4475 3.1.2.6, 3.1.2.7).
  while (at < to && at < from + 4 && (bytes[at] === 0x20 || bytes[at] === 0x3c)) at++;
  const start = at;
  const limit = Math.min(to, start + LONGEST_SCHEME);
  while (at < limit && isSchemeByte(bytes[at] as number)) at++;
  if (at === to) return true;
  if (at === start || bytes[at] !== 0x3a) return false;
  return at + 1 === to || (bytes[at + 1] as number) > 0x20;
}

/** ` SIP/N.N` at the end, trailing spaces allowed. */
function endsWithVersion(bytes: Uint8Array, from: number, to: number): boolean {
  let at = to;
  while (at > from && bytes[at - 1] === 0x20) at--;
  at -= 8;
  if (at <= from || bytes[at] !== 0x20) return false;
  for (let i = 0; i < 4; i++) if (upper(bytes[at + 1 + i] as number) !== VERSION[i]) return false;
  return isDigit(bytes[at + 5] as number) && bytes[at + 6] === 0x2e && isDigit(bytes[at + 7] as number);
}

/** Where the line's text ends (before CR LF or LF), -1 where no line end is there. */
function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] === 0x0a) return at > from && bytes[at - 1] === 0x0d ? at - 1 : at;
  }
  return -1;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte & 0xdf : byte;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** `token` of RFC 3261 25.1: what a method may consist of. */
function isMethodByte(byte: number): boolean {
  if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) return true;
  if (isDigit(byte)) return true;
  // - . ! % * _ + ` ' ~
  return (
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x21 ||
    byte === 0x25 ||
    byte === 0x2a ||
    byte === 0x5f ||
    byte === 0x2b ||
    byte === 0x60 ||
    byte === 0x27 ||
    byte === 0x7e
  );
}

function isSchemeByte(byte: number): boolean {
  if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) return true;
  return isDigit(byte) || byte === 0x2b || byte === 0x2d || byte === 0x2e;
}
