import { Byte, hasBlank, isBlank, isSchemeByte, isToken, skipBlanks, trimEnd } from './characters.ts';
import { SipProblem } from './problems.ts';
import { Quotes } from './quotes.ts';

/**
 * The values of From, To, Contact, Route and the like (RFC 3261 20.10, 25.1), one after the other: `"name"
 * <uri>;params`, `uri;params` or `*`. Call `start`, then `next` while it is true. Reused; allocates nothing;
 * looks at every byte a bounded number of times.
 */
export class AddressReader {
  /** The whole value, trimmed. */
  from = 0;
  to = 0;
  /** Display name including its quotes; an empty range if there is none. */
  displayFrom = 0;
  displayTo = 0;
  /** What is between the angle brackets, trimmed; or the addr-spec up to its first semicolon. */
  uriFrom = 0;
  uriTo = 0;
  bracketed = false;
  /** The value is `*`, all contacts; the URI is empty. */
  star = false;
  /** Parameters of the header value, from the first semicolon on. */
  paramsFrom = 0;
  paramsTo = 0;
  /** The problem of this value, and where it is. */
  problem: SipProblem = SipProblem.None;
  problemAt = 0;

  private readonly quotes = new Quotes();
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private end = 0;
  private several = false;
  private afterComma = false;

  /** With `several`, commas separate values; otherwise all of bytes[from..to) is one value. */
  start(bytes: Uint8Array, from: number, to: number, several: boolean): void {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.several = several;
    this.afterComma = false;
    this.quotes.unbalanced = false;
  }

  next(): boolean {
    const { bytes, end } = this;
    const from = skipBlanks(bytes, this.at, end);
    if (from >= end && !this.afterComma) return false;
    this.begin(from);
    const mark = this.findMark(from);
    let valueTo: number;
    if (mark < end && bytes[mark] === Byte.LessThan) valueTo = this.readBracketed(from, mark);
    else valueTo = this.readBare(from, mark);
    this.to = Math.max(from, trimEnd(bytes, from, valueTo));
    this.paramsTo = this.to;
    this.paramsFrom = Math.min(this.paramsFrom, this.paramsTo);
    this.afterComma = valueTo < end;
    this.at = valueTo + 1;
    return true;
  }

  private begin(from: number): void {
    this.from = from;
    this.displayFrom = from;
    this.displayTo = from;
    this.uriFrom = from;
    this.uriTo = from;
    this.paramsFrom = this.end;
    this.bracketed = false;
    this.star = false;
    this.problem = SipProblem.None;
    this.problemAt = from;
  }

  /** The `<` of a name-addr, or the end of an addr-spec: its `;`, the comma or the end. */
  private findMark(from: number): number {
    const { bytes, end, several } = this;
    let schemeSeen = bytes[from] === Byte.Star;
    for (let at = from; at < end; ) {
      const byte = bytes[at];
      if (byte === Byte.LessThan || (several && byte === Byte.Comma)) return at;
      if (byte === Byte.Colon) schemeSeen = true;
      // A semicolon ends an addr-spec; before a "<", it is part of a name that should have been quoted.
      else if (byte === Byte.Semicolon && schemeSeen) return at;
      at = byte === Byte.Quote ? this.skipQuoted(at) : at + 1;
    }
    return end;
  }

  private skipQuoted(at: number): number {
    const next = this.quotes.skip(this.bytes, at, this.end);
    if (next === at + 1) this.note(SipProblem.Quotes, at);
    return next;
  }

  /** Returns where the value ends: at its comma, or at the end of the header value. */
  private readBracketed(from: number, bracket: number): number {
    const { bytes, end } = this;
    this.bracketed = true;
    this.displayTo = trimEnd(bytes, from, bracket);
    this.checkDisplayName(from, this.displayTo);
    let close = bracket + 1;
    while (close < end && bytes[close] !== Byte.GreaterThan) close++;
    if (close === end) this.note(SipProblem.Brackets, bracket);
    this.uriFrom = skipBlanks(bytes, bracket + 1, close);
    this.uriTo = Math.max(this.uriFrom, trimEnd(bytes, this.uriFrom, close));
    if (this.uriTo - this.uriFrom < close - bracket - 1) this.note(SipProblem.BlankInUri, bracket + 1);
    this.checkScheme();
    return close === end ? end : this.findEnd(close + 1);
  }

  private readBare(from: number, mark: number): number {
    const { bytes } = this;
    this.uriTo = trimEnd(bytes, from, mark);
    if (this.uriTo === from) {
      this.note(SipProblem.EmptyValue, from);
      return this.findEnd(mark);
    }
    if (this.uriTo - from === 1 && bytes[from] === Byte.Star) {
      this.star = true;
      this.uriTo = from;
    } else {
      this.checkScheme();
      if (contains(bytes, from, this.uriTo, Byte.Question)) this.note(SipProblem.UriNeedsBrackets, from);
    }
    return this.findEnd(mark);
  }

  /** Sets where the parameters begin; returns the position of the comma or the end. */
  private findEnd(from: number): number {
    const { bytes, end, several } = this;
    let at = skipBlanks(bytes, from, end);
    this.paramsFrom = at;
    while (at < end && !(several && bytes[at] === Byte.Comma)) {
      at = bytes[at] === Byte.Quote ? this.skipQuoted(at) : at + 1;
    }
    return at;
  }

  /** A display name is a quoted string, or tokens separated by white space. */
  private checkDisplayName(from: number, to: number): void {
    const { bytes } = this;
    if (from === to || bytes[from] === Byte.Quote) return;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      // Not token characters, but everybody sends UTF-8 unquoted.
      if (isToken(byte) || isBlank(byte) || byte >= 0x80) continue;
      this.note(SipProblem.UnquotedName, at);
      return;
    }
  }

  private checkScheme(): void {
    const { bytes, uriFrom, uriTo } = this;
    let at = uriFrom;
    while (at < uriTo && isSchemeByte(bytes[at] as number)) at++;
    if (at === uriFrom || at === uriTo || bytes[at] !== Byte.Colon) this.note(SipProblem.Uri, uriFrom);
    else if (hasBlank(bytes, uriFrom, uriTo)) this.note(SipProblem.BlankInUri, uriFrom);
  }

  private note(problem: SipProblem, at: number): void {
    if (this.problem !== SipProblem.None) return;
    this.problem = problem;
    this.problemAt = at;
  }
}

function contains(bytes: Uint8Array, from: number, to: number, wanted: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === wanted) return true;
  return false;
}
