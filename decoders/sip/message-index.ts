import { areTokens, Byte, isBlank } from './characters.ts';
import { type CSeqParts, readCSeq } from './cseq.ts';
import { HEADER_COUNT, Header, headerId, USUAL_NAMES } from './header-names.ts';
import { HeaderTable } from './header-table.ts';
import { DEFAULT_SIP_LIMITS } from './limits.ts';
import { SipCut, SipStatus } from './message-status.ts';
import { Method } from './methods.ts';
import { readNumber } from './number.ts';
import { SipProblem } from './problems.ts';
import { clearStartLine, readStartLine, SipKind, type StartLine } from './start-line-parts.ts';

const indexOf = Buffer.prototype.indexOf;

/**
 * Start line and positions of the header fields of a SIP message, found in one pass over its header (RFC 3261
 * 7). The object is reused: its results are valid until the next `read`. Positions are in `bytes`; values are
 * trimmed, but still folded. If the bytes end inside a header field, it is the last entry of the table, but
 * its value is not used: half a Call-ID would be a wrong one.
 */
export class SipIndex extends HeaderTable implements StartLine, CSeqParts {
  status: SipStatus = SipStatus.Malformed;
  cut: SipCut = SipCut.None;
  /** The first problem, and where it is. */
  problem: SipProblem = SipProblem.None;
  problemAt = 0;

  /** First byte of the start line; empty lines before it are skipped (RFC 3261 7.5). */
  from = 0;
  /** End of the body. Bytes after it belong to no message; in a datagram they are ignored (RFC 3261 18.3). */
  to = 0;

  kind: SipKind = SipKind.Unknown;
  method: Method = Method.Other;
  methodFrom = 0;
  methodTo = 0;
  uriFrom = 0;
  uriTo = 0;
  versionFrom = 0;
  versionTo = 0;
  statusCode = 0;
  statusFrom = 0;
  statusTo = 0;
  reasonFrom = 0;
  reasonTo = 0;
  startLineTo = 0;

  callIdFrom = 0;
  /** Equal to `callIdFrom` if there is no Call-ID. */
  callIdTo = 0;
  cseqNumber = -1;
  cseqMethod: Method = Method.Other;
  cseqMethodFrom = 0;
  cseqMethodTo = 0;
  /** In bytes; -1 if there is none, or none that is a number. */
  contentLength = -1;
  bodyFrom = 0;
  bodyTo = 0;

  private lastLineFeed = 0;

  constructor(mostHeaders = DEFAULT_SIP_LIMITS.headers) {
    super(mostHeaders);
  }

  /** Indexes the message in bytes[from..to), which may be anything. */
  read(bytes: Uint8Array, from: number, to: number): SipStatus {
    while (from < to && (bytes[from] === Byte.Cr || bytes[from] === Byte.Lf)) from++;
    this.clear(bytes, from, to);
    const headersFrom = this.readStart(bytes, from, to);
    const bodyFrom = this.cut === SipCut.None ? this.readHeaders(bytes, headersFrom, to) : to;
    this.locateBody(bodyFrom, to);
    if (this.cut === SipCut.None || this.cut === SipCut.Body) this.checkMandatory();
    if (this.problem !== SipProblem.None) this.status = SipStatus.Malformed;
    else this.status = this.cut === SipCut.None ? SipStatus.Decoded : SipStatus.Partial;
    return this.status;
  }

  private clear(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.cut = SipCut.None;
    this.problem = SipProblem.None;
    this.problemAt = from;
    clearStartLine(this, from);
    this.clearHeaders();
    this.callIdFrom = from;
    this.callIdTo = from;
    this.cseqNumber = -1;
    this.cseqMethod = Method.Other;
    this.cseqMethodFrom = from;
    this.cseqMethodTo = from;
    this.contentLength = -1;
  }

  private readStart(bytes: Uint8Array, from: number, to: number): number {
    let last = to - 1;
    while (last >= from && bytes[last] !== Byte.Lf) last--;
    this.lastLineFeed = last;
    const end = this.lineFeed(from, to);
    const cut = end === to;
    if (cut) this.cut = SipCut.StartLine;
    this.startLineTo = !cut && end > from && bytes[end - 1] === Byte.Cr ? end - 1 : end;
    this.note(readStartLine(bytes, from, this.startLineTo, cut, this), from);
    return end + 1;
  }

  /** Returns the position after the empty line, or `to` if there is none. */
  private readHeaders(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      if (bytes[at] === Byte.Lf) return at + 1;
      if (bytes[at] === Byte.Cr && at + 1 < to && bytes[at + 1] === Byte.Lf) return at + 2;
      at = this.readHeader(bytes, at, to);
    }
    this.cut = SipCut.Headers;
    return to;
  }

  /** Returns the position after the header field and its continuation lines. */
  private readHeader(bytes: Uint8Array, from: number, to: number): number {
    const usual = USUAL_NAMES.find(bytes, from, to);
    if (usual > 0)
      return this.readValue(USUAL_NAMES.id(usual), from, from + USUAL_NAMES.length(usual), -1, to);
    let nameTo = from;
    while (nameTo < to) {
      const byte = bytes[nameTo] as number;
      if (byte === Byte.Colon || byte <= Byte.Space) break;
      nameTo++;
    }
    let colon = nameTo;
    while (colon < to && (bytes[colon] === Byte.Space || bytes[colon] === Byte.Tab)) colon++;
    // Known names are tokens; other names have to be checked.
    const id = colon < to && bytes[colon] === Byte.Colon ? headerId(bytes, from, nameTo) : NO_HEADER;
    if (id > 0 || (id === 0 && areTokens(bytes, from, nameTo)))
      return this.readValue(id, from, nameTo, colon, to);
    const end = this.lineEnd(from, to);
    if (end < to) this.note(SipProblem.HeaderLine, from);
    return end + 1;
  }

  /** `colon` is -1 if it directly follows the name. */
  private readValue(id: number, nameFrom: number, nameTo: number, colon: number, to: number): number {
    const { bytes } = this;
    let valueFrom = colon < 0 ? nameTo + 1 : colon + 1;
    const end = this.lineEnd(valueFrom, to);
    let valueTo = end;
    while (valueTo > valueFrom && isBlank(bytes[valueTo - 1] as number)) valueTo--;
    while (valueFrom < valueTo && isBlank(bytes[valueFrom] as number)) valueFrom++;
    this.add(id as Header, nameFrom, nameTo, valueFrom, valueTo, end + 1 < to);
    return end + 1;
  }

  /** The line feed at the end of the line and its continuation lines; `to` if there is none. */
  private lineEnd(from: number, to: number): number {
    const { bytes } = this;
    let end = this.lineFeed(from, to);
    while (end + 1 < to && (bytes[end + 1] === Byte.Space || bytes[end + 1] === Byte.Tab)) {
      end = this.lineFeed(end + 1, to);
    }
    return end;
  }

  /**
   * The next line feed at or after `at`; `to` if there is none. The native search cannot be given an end, so
   * it is only used if it is certain to succeed inside the message.
   */
  private lineFeed(at: number, to: number): number {
    return at > this.lastLineFeed ? to : indexOf.call(this.bytes, Byte.Lf, at);
  }

  private add(
    id: Header,
    nameFrom: number,
    nameTo: number,
    valueFrom: number,
    valueTo: number,
    whole: boolean,
  ): void {
    if (!this.addHeader(id, nameFrom, nameTo, valueFrom, valueTo) || !whole) return;
    this.wholeHeaders = this.headerCount;
    if (id === Header.Other) return;
    if (this.isFirst(id)) this.take(id, valueFrom, valueTo);
    else if (STANDS_ONCE[id] === 1) this.note(SipProblem.Repeated, nameFrom);
  }

  /** Takes the value of a header field that occurs for the first time. */
  private take(id: Header, from: number, to: number): void {
    if (id === Header.CallId) {
      this.callIdFrom = from;
      this.callIdTo = to;
      if (from === to) this.note(SipProblem.NoCallId, from);
    } else if (id === Header.CSeq) {
      if (!readCSeq(this.bytes, from, to, this)) this.note(SipProblem.CSeq, from);
      else if (!this.cseqGoesWithMethod()) this.note(SipProblem.CSeqMethod, this.cseqMethodFrom);
    } else if (id === Header.ContentLength) {
      this.contentLength = readNumber(this.bytes, from, to);
      if (this.contentLength < 0) this.note(SipProblem.ContentLength, from);
    }
  }

  private cseqGoesWithMethod(): boolean {
    if (this.kind !== SipKind.Request) return true;
    if (this.method !== Method.Other) return this.method === this.cseqMethod;
    const length = this.methodTo - this.methodFrom;
    if (length !== this.cseqMethodTo - this.cseqMethodFrom) return false;
    for (let at = 0; at < length; at++) {
      if (this.bytes[this.methodFrom + at] !== this.bytes[this.cseqMethodFrom + at]) return false;
    }
    return true;
  }

  private locateBody(bodyFrom: number, to: number): void {
    this.bodyFrom = bodyFrom;
    this.bodyTo = to;
    if (this.cut !== SipCut.None || this.contentLength < 0) return;
    if (this.contentLength > to - bodyFrom) this.cut = SipCut.Body;
    else this.bodyTo = bodyFrom + this.contentLength;
    this.to = this.bodyTo;
  }

  /** RFC 3261 8.1.1, except Max-Forwards, which RFC 2543 did not have. */
  private checkMandatory(): void {
    if (this.headersLeftOut > 0) return;
    if (this.first(Header.Via) < 0) this.note(SipProblem.NoVia, this.from);
    else if (this.first(Header.From) < 0) this.note(SipProblem.NoFrom, this.from);
    else if (this.first(Header.To) < 0) this.note(SipProblem.NoTo, this.from);
    else if (this.first(Header.CallId) < 0) this.note(SipProblem.NoCallId, this.from);
    else if (this.first(Header.CSeq) < 0) this.note(SipProblem.NoCSeq, this.from);
  }

  private note(problem: SipProblem, at: number): void {
    if (problem === SipProblem.None || this.problem !== SipProblem.None) return;
    this.problem = problem;
    this.problemAt = at;
  }
}

const STANDS_ONCE = new Uint8Array(HEADER_COUNT);
for (const id of [
  Header.CallId,
  Header.CSeq,
  Header.From,
  Header.To,
  Header.MaxForwards,
  Header.ContentLength,
  Header.ContentType,
]) {
  STANDS_ONCE[id] = 1;
}

const NO_HEADER = -1;
