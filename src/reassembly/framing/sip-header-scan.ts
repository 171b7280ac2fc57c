import { spellsIgnoringCase } from '../../../decoders/bytes/text.ts';
import { Byte, isBlank, isDigit, isToken, skipBlanks, trimEnd } from '../../../decoders/sip/characters.ts';
import {
  isBrokenStartLine,
  isUnfinishedLine,
  requestOrStatusLine,
  startsLikeSip,
} from '../../../decoders/sip/start-line.ts';

/** Bytes that are enough to tell a start line from anything else before its line end has come. */
export const START_BYTES = 128;
/** A Content-Length of more digits is ignored: no body is that large. */
const MOST_DIGITS = 10;
const LARGEST_LENGTH = 0x7fff_ffff;

export const Scan = { No: 0, More: 1, Done: 2 } as const;
export type Scan = (typeof Scan)[keyof typeof Scan];

/** What lines a header may have, so that it is believed to be one. */
export const Lines = {
  /** A message begins here: any, but behind a broken start line only header fields. */
  Any: 0,
  /** Perhaps one begins here: only header fields. */
  Fields: 1,
  /** A malformed one perhaps begins here: any, but not the start line of the next one. */
  NoStart: 2,
} as const;
export type Lines = (typeof Lines)[keyof typeof Lines];

/**
 * Looks for the end of a SIP message's header and for Content-Length (RFC 3261 18.3, 20.14); with more bytes,
 * it goes on where it stopped. Positions count from the beginning of the message.
 */
export class SipHeaderScan {
  /** Length of start line and header fields including the empty line; 0 until the end is found. */
  headerLength = 0;
  /** -1 if there is none, or none that is a number. */
  contentLength = -1;
  /** Is there a Content-Length that is none, or larger than any body? */
  lengthUnreadable = false;
  /** A start line begins here, perhaps a broken one: not only something of which the first line has not ended. */
  hasBegun = false;
  /** Where the line begins that no header has; 0 if there was none. */
  refusedAt = 0;

  private scanned = 0;
  private line = 0;
  private startLineChecked = false;
  /** A start line has begun, whose end has not come yet. */
  private startLineBegun = false;
  private startLineBroken = false;
  /** Where the value of an unfinished Content-Length field begins; -1 if none is open. */
  private lengthAt = -1;
  /** Where the value of CSeq begins; -1 if there is none so far. */
  private cseqAt = -1;

  /** How many bytes were looked at. */
  get reach(): number {
    return this.headerLength > 0 ? this.headerLength : this.scanned;
  }

  restart(): void {
    this.headerLength = 0;
    this.contentLength = -1;
    this.lengthUnreadable = false;
    this.hasBegun = false;
    this.refusedAt = 0;
    this.scanned = 0;
    this.line = 0;
    this.startLineChecked = false;
    this.startLineBegun = false;
    this.startLineBroken = false;
    this.lengthAt = -1;
    this.cseqAt = -1;
  }

  /** A line that `lines` does not allow means that this is no SIP message. */
  scan(bytes: Uint8Array, from: number, to: number, lines: Lines): Scan {
    if (this.headerLength > 0) return Scan.Done;
    if (!this.startLineBegun) {
      this.hasBegun = this.beginsStartLine(bytes, from, to, lines);
      // The end of a start line that is broken may be in another segment.
      if (!this.hasBegun)
        return lines === Lines.Any && isUnfinishedLine(bytes, from, to) ? Scan.More : Scan.No;
    }
    let at = from + this.scanned;
    while (at < to) {
      if (bytes[at++] !== Byte.Lf) continue;
      const line = from + this.line;
      if (this.startLineChecked) {
        if (this.takeLine(bytes, from, line, at)) return Scan.Done;
        if (!this.allows(lines, bytes, line, at)) {
          this.refusedAt = this.line;
          return Scan.No;
        }
      } else {
        if (!this.startLineBroken && !startsLikeSip(bytes, from, at)) {
          if (lines === Lines.Fields || !isBrokenStartLine(bytes, from, at)) {
            this.scanned = at - from;
            return Scan.No;
          }
          this.startLineBroken = true;
        }
        this.startLineChecked = true;
      }
      this.line = at - from;
    }
    this.scanned = at - from;
    return Scan.More;
  }

  /**
   * Does the method of a request agree with its CSeq? Not if a false beginning was found inside the method's
   * name.
   */
  cseqAgrees(bytes: Uint8Array, from: number): boolean {
    if (this.cseqAt < 0) return true;
    let methodTo = from;
    while (isToken(bytes[methodTo] as number)) methodTo++;
    if (bytes[methodTo] === Byte.Slash) return true;
    const headerTo = from + this.headerLength;
    let at = skipBlanks(bytes, from + this.cseqAt, headerTo);
    while (at < headerTo && isDigit(bytes[at] as number)) at++;
    at = skipBlanks(bytes, at, headerTo);
    let i = from;
    while (i < methodTo && bytes[i] === bytes[at]) {
      i++;
      at++;
    }
    return i === methodTo && !isToken(bytes[at] as number);
  }

  /** A broken start line is told from other things by its end. */
  private beginsStartLine(bytes: Uint8Array, from: number, to: number, lines: Lines): boolean {
    const enough = from + START_BYTES;
    this.startLineBegun = to >= enough;
    if (startsLikeSip(bytes, from, Math.min(to, enough))) return true;
    this.startLineBroken = lines !== Lines.Fields && isBrokenStartLine(bytes, from, to);
    this.startLineBegun = this.startLineBroken;
    return this.startLineBroken;
  }

  private allows(lines: Lines, bytes: Uint8Array, line: number, end: number): boolean {
    if (lines === Lines.Fields || this.startLineBroken) return isFieldLine(bytes, line, end);
    return lines === Lines.Any || !requestOrStatusLine(bytes, line, end);
  }

  /** Evaluates one line; true if it is the empty one. Positions are relative to `bytes`. */
  private takeLine(bytes: Uint8Array, from: number, line: number, end: number): boolean {
    const first = bytes[line] as number;
    if (first === Byte.Space || first === Byte.Tab) return false;
    if (this.lengthAt >= 0) {
      this.takeLength(bytes, from + this.lengthAt, line);
      this.lengthAt = -1;
    }
    if (first === Byte.Lf || (first === Byte.Cr && end - line === 2)) {
      this.headerLength = end - from;
      return true;
    }
    // The first letters of "Content-Length", "l" and "CSeq", in either case.
    const letter = first | 0x20;
    if (letter === 0x63) {
      const length = fieldValue(bytes, line, end, 'content-length');
      if (length >= 0) this.lengthAt = length - from;
      const cseq = fieldValue(bytes, line, end, 'cseq');
      if (cseq >= 0) this.cseqAt = cseq - from;
    } else if (letter === 0x6c) {
      const length = fieldValue(bytes, line, end, 'l');
      if (length >= 0) this.lengthAt = length - from;
    }
    return false;
  }

  /** Of several different lengths the smallest is taken: then no message after it is swallowed. */
  private takeLength(bytes: Uint8Array, from: number, to: number): void {
    const start = skipBlanks(bytes, from, to);
    const length = lengthIn(bytes, start, trimEnd(bytes, start, to));
    if (length === undefined) this.lengthUnreadable = true;
    else this.contentLength = this.contentLength < 0 ? length : Math.min(this.contentLength, length);
  }
}

/** The number at bytes[from..to), unless it is none or that of no body. */
function lengthIn(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (from === to || to - from > MOST_DIGITS) return undefined;
  let length = 0;
  for (let at = from; at < to; at++) {
    if (!isDigit(bytes[at] as number)) return undefined;
    length = length * 10 + (bytes[at] as number) - Byte.Zero;
  }
  return length > LARGEST_LENGTH ? undefined : length;
}

/** Where the value of header field `name` (lower case) begins, if the line is that field; -1 otherwise. */
function fieldValue(bytes: Uint8Array, line: number, end: number, name: string): number {
  if (end - line <= name.length || !spellsIgnoringCase(bytes, line, name)) return -1;
  let at = line + name.length;
  while (at < end && (bytes[at] === Byte.Space || bytes[at] === Byte.Tab)) at++;
  return bytes[at] === Byte.Colon ? at + 1 : -1;
}

/** A token, white space, a colon (RFC 3261 25.1); or the continuation of a folded line. */
function isFieldLine(bytes: Uint8Array, line: number, end: number): boolean {
  let at = line;
  while (at < end && isToken(bytes[at] as number)) at++;
  while (at < end && isBlank(bytes[at] as number)) at++;
  return (at < end && bytes[at] === Byte.Colon) || bytes[line] === Byte.Space || bytes[line] === Byte.Tab;
}
