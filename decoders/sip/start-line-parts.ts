import { areTokens, Byte, isSchemeByte } from './characters.ts';
import { Method, methodId } from './methods.ts';
import { readNumber } from './number.ts';
import { SipProblem } from './problems.ts';

export const SipKind = { Unknown: 0, Request: 1, Response: 2 } as const;
export type SipKind = (typeof SipKind)[keyof typeof SipKind];

const DELETE = 0x7f;

/** The parts of a start line, as positions. */
export interface StartLine {
  kind: SipKind;
  /** Of a request; `Method.Other` for a response. */
  method: Method;
  methodFrom: number;
  methodTo: number;
  /** Request URI, without the angle brackets that some put around it; empty for a response. */
  uriFrom: number;
  uriTo: number;
  versionFrom: number;
  versionTo: number;
  /** Three digits; 0 if there are none, and for a request. */
  statusCode: number;
  statusFrom: number;
  statusTo: number;
  reasonFrom: number;
  reasonTo: number;
}

export function clearStartLine(line: StartLine, at: number): void {
  line.kind = SipKind.Unknown;
  line.method = Method.Other;
  line.methodFrom = at;
  line.methodTo = at;
  line.uriFrom = at;
  line.uriTo = at;
  line.versionFrom = at;
  line.versionTo = at;
  line.statusCode = 0;
  line.statusFrom = at;
  line.statusTo = at;
  line.reasonFrom = at;
  line.reasonTo = at;
}

/**
 * Reads the start line bytes[from..to), without its line end. With `cut`, the bytes end inside the line, and
 * only parts that are followed by something are used. `line` must have been cleared.
 */
export function readStartLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  cut: boolean,
  line: StartLine,
): SipProblem {
  if (isSipVersion(bytes, from, to)) return readStatusLine(bytes, from, to, cut, line);
  return readRequestLine(bytes, from, to, cut, line);
}

/** "SIP/" in any case tells a status line from a request line. */
function isSipVersion(bytes: Uint8Array, from: number, to: number): boolean {
  return (
    from + 4 <= to &&
    ((bytes[from] as number) | 0x20) === 0x73 &&
    ((bytes[from + 1] as number) | 0x20) === 0x69 &&
    ((bytes[from + 2] as number) | 0x20) === 0x70 &&
    bytes[from + 3] === Byte.Slash
  );
}

function readStatusLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  cut: boolean,
  line: StartLine,
): SipProblem {
  line.kind = SipKind.Response;
  const versionTo = endOfWord(bytes, from, to);
  if (versionTo === to) return cut ? SipProblem.None : SipProblem.StartLine;
  line.versionFrom = from;
  line.versionTo = versionTo;
  const statusFrom = skipSpaces(bytes, versionTo, to);
  const statusTo = endOfWord(bytes, statusFrom, to);
  if (statusTo === to && cut) return SipProblem.None;
  line.statusFrom = statusFrom;
  line.statusTo = statusTo;
  line.statusCode = threeDigits(bytes, statusFrom, statusTo);
  if (!cut) {
    line.reasonFrom = Math.min(statusTo + 1, to);
    line.reasonTo = to;
  }
  if (!isVersion2(bytes, from, versionTo)) return SipProblem.Version;
  if (line.statusCode === 0) return SipProblem.StatusCode;
  return statusFrom > versionTo + 1 ? SipProblem.StartLineBlanks : SipProblem.None;
}

function readRequestLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  cut: boolean,
  line: StartLine,
): SipProblem {
  const methodTo = endOfWord(bytes, from, to);
  if (methodTo === to) return cut ? SipProblem.None : SipProblem.StartLine;
  if (!areTokens(bytes, from, methodTo)) return SipProblem.StartLine;
  const uriFrom = skipSpaces(bytes, methodTo, to);
  if (cut) return cutRequestLine(bytes, from, methodTo, uriFrom, to, line);
  const lineTo = backOverSpaces(bytes, uriFrom, to);
  const versionFrom = startOfWord(bytes, uriFrom, lineTo);
  if (!isSipVersion(bytes, versionFrom, lineTo) || versionFrom === uriFrom) return SipProblem.StartLine;
  const uriTo = backOverSpaces(bytes, uriFrom, versionFrom);
  if (!hasScheme(bytes, uriFrom, uriTo)) return SipProblem.StartLine;
  line.kind = SipKind.Request;
  setMethod(bytes, from, methodTo, line);
  line.uriFrom = uriFrom;
  line.uriTo = uriTo;
  line.versionFrom = versionFrom;
  line.versionTo = lineTo;
  if (bytes[uriFrom] === Byte.LessThan && bytes[uriTo - 1] === Byte.GreaterThan) {
    line.uriFrom++;
    line.uriTo--;
    return SipProblem.BracketedUri;
  }
  const odd = endOfPrintable(bytes, uriFrom, uriTo);
  if (odd < uriTo) return bytes[odd] === Byte.Space ? SipProblem.UriBlanks : SipProblem.UriControl;
  if (!isVersion2(bytes, versionFrom, lineTo)) return SipProblem.Version;
  const single = uriFrom === methodTo + 1 && versionFrom === uriTo + 1 && lineTo === to;
  return single ? SipProblem.None : SipProblem.StartLineBlanks;
}

/** The URI is only complete if a space follows it. */
function cutRequestLine(
  bytes: Uint8Array,
  from: number,
  methodTo: number,
  uriFrom: number,
  to: number,
  line: StartLine,
): SipProblem {
  line.kind = SipKind.Request;
  setMethod(bytes, from, methodTo, line);
  const uriTo = endOfWord(bytes, uriFrom, to);
  if (uriTo === to || bytes[uriFrom] === Byte.LessThan) return SipProblem.None;
  line.uriFrom = uriFrom;
  line.uriTo = uriTo;
  return hasScheme(bytes, uriFrom, uriTo) ? SipProblem.None : SipProblem.StartLine;
}

function setMethod(bytes: Uint8Array, from: number, to: number, line: StartLine): void {
  line.method = methodId(bytes, from, to);
  line.methodFrom = from;
  line.methodTo = to;
}

function isVersion2(bytes: Uint8Array, from: number, to: number): boolean {
  return (
    to - from === 7 && bytes[from + 4] === 0x32 && bytes[from + 5] === Byte.Dot && bytes[from + 6] === 0x30
  );
}

/** 100 to 699; 0 for anything else. */
function threeDigits(bytes: Uint8Array, from: number, to: number): number {
  if (to - from !== 3) return 0;
  const code = readNumber(bytes, from, to);
  return code >= 100 && code < 700 ? code : 0;
}

function hasScheme(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] === Byte.LessThan) from++;
  let at = from;
  while (at < to && isSchemeByte(bytes[at] as number)) at++;
  return at > from && at < to && bytes[at] === Byte.Colon;
}

function endOfWord(bytes: Uint8Array, from: number, to: number): number {
  while (from < to && bytes[from] !== Byte.Space) from++;
  return from;
}

/** Where a blank or a control character stands. */
function endOfPrintable(bytes: Uint8Array, from: number, to: number): number {
  while (from < to && (bytes[from] as number) > Byte.Space && bytes[from] !== DELETE) from++;
  return from;
}

function startOfWord(bytes: Uint8Array, from: number, to: number): number {
  while (to > from && bytes[to - 1] !== Byte.Space) to--;
  return to;
}

function skipSpaces(bytes: Uint8Array, from: number, to: number): number {
  while (from < to && bytes[from] === Byte.Space) from++;
  return from;
}

function backOverSpaces(bytes: Uint8Array, from: number, to: number): number {
  while (to > from && bytes[to - 1] === Byte.Space) to--;
  return to;
}
