import { spellsIgnoringCase } from '../../decoders/bytes/text.ts';
import { Byte, isBlank, isDigit, isToken, skipBlanks, trimEnd } from '../../decoders/sip/characters.ts';
import { startsLikeSip } from '../../decoders/sip/start-line.ts';

/** As much of a beginning as is needed to tell a start line from something else before its line end. */
export const START_BYTES = 128;
/** A longer Content-Length is none: the size of no body. */
const MOST_DIGITS = 10;
const LARGEST_LENGTH = 0x7fff_ffff;

export const Scan = { No: 0, More: 1, Done: 2 } as const;
export type Scan = (typeof Scan)[keyof typeof Scan];

/**
 * Looks for the end of a SIP message's header fields and for Content-Length (RFC 3261 18.3, 20.14),
 * and goes on where it stopped when more bytes have come. All positions count from the beginning of
 * the message.
 */
export class SipHeaderScan {
  /** Length of start line and header fields with the empty line; 0 until it is found. */
  headerLength = 0;
  /** -1 where there is none, or none that is a number. */
  contentLength = -1;

  private scanned = 0;
  private line = 0;
  private startLineChecked = false;
  /** Is the beginning that of a start line, whose end is not yet known? */
  private startLineBegun = false;
  /** Where the value of a Content-Length field begins whose end is not yet known; -1 if none is open. */
  private lengthAt = -1;
  /** Where the value of CSeq begins; -1 if there was none. */
  private cseqAt = -1;

  restart(): void {
    this.headerLength = 0;
    this.contentLength = -1;
    this.scanned = 0;
    this.line = 0;
    this.startLineChecked = false;
    this.startLineBegun = false;
    this.lengthAt = -1;
    this.cseqAt = -1;
  }

  /** `strict`: a line that is no header field makes it no SIP message. */
  scan(bytes: Uint8Array, from: number, to: number, strict: boolean): Scan {
    if (this.headerLength > 0) return Scan.Done;
    if (!this.startLineBegun && !this.beginsStartLine(bytes, from, to)) return Scan.No;
    let at = from + this.scanned;
    while (at < to) {
      if (bytes[at++] !== Byte.Lf) continue;
      const line = from + this.line;
      if (this.startLineChecked) {
        if (this.takeLine(bytes, from, line, at)) return Scan.Done;
        if (strict && !isFieldLine(bytes, line, at)) return Scan.No;
      } else {
        if (!startsLikeSip(bytes, from, at)) return Scan.No;
        this.startLineChecked = true;
      }
      this.line = at - from;
    }
    this.scanned = at - from;
    return Scan.More;
  }

  /** Has a request the method that its CSeq says? One that begins inside a method's name has not. */
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

  private beginsStartLine(bytes: Uint8Array, from: number, to: number): boolean {
    const enough = from + START_BYTES;
    this.startLineBegun = to >= enough;
    return startsLikeSip(bytes, from, Math.min(to, enough));
  }

  /** Takes note of a line; true where it is the empty one. Positions are those of `bytes`. */
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
    // The letters of "Content-Length", "l" and "CSeq", in either case.
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

  /** Of several lengths that differ the smallest is taken: it swallows no message. */
  private takeLength(bytes: Uint8Array, from: number, to: number): void {
    const start = skipBlanks(bytes, from, to);
    const end = trimEnd(bytes, start, to);
    if (start === end || end - start > MOST_DIGITS) return;
    let length = 0;
    for (let at = start; at < end; at++) {
      if (!isDigit(bytes[at] as number)) return;
      length = length * 10 + (bytes[at] as number) - Byte.Zero;
    }
    if (length > LARGEST_LENGTH) return;
    this.contentLength = this.contentLength < 0 ? length : Math.min(this.contentLength, length);
  }
}

/** Where the value of the header field `name` (lower case) begins, if the line is one; else -1. */
function fieldValue(bytes: Uint8Array, line: number, end: number, name: string): number {
  if (end - line <= name.length || !spellsIgnoringCase(bytes, line, name)) return -1;
  let at = line + name.length;
  while (at < end && (bytes[at] === Byte.Space || bytes[at] === Byte.Tab)) at++;
  return bytes[at] === Byte.Colon ? at + 1 : -1;
}

/** A token, blanks, a colon (RFC 3261 25.1); or the continuation of one. */
function isFieldLine(bytes: Uint8Array, line: number, end: number): boolean {
  let at = line;
  while (at < end && isToken(bytes[at] as number)) at++;
  while (at < end && isBlank(bytes[at] as number)) at++;
  return (at < end && bytes[at] === Byte.Colon) || bytes[line] === Byte.Space || bytes[line] === Byte.Tab;
}
