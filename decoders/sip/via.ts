import { areTokens, Byte, isBlank, isDigit, skipBlanks, trimEnd } from './characters.ts';
import { SipProblem } from './problems.ts';
import { Quotes } from './quotes.ts';

/**
 * The values of Via (RFC 3261 20.42), one after the other: `SIP / 2.0 / UDP host:port;params`. Call `start`,
 * then `next` while it is true. Reused; allocates nothing.
 */
export class ViaReader {
  from = 0;
  to = 0;
  /** `SIP` */
  protocolFrom = 0;
  protocolTo = 0;
  /** `2.0` */
  versionFrom = 0;
  versionTo = 0;
  /** `UDP` */
  transportFrom = 0;
  transportTo = 0;
  /** Host of sent-by; without the brackets of an IPv6 reference. */
  hostFrom = 0;
  hostTo = 0;
  portFrom = 0;
  portTo = 0;
  /** -1 if there is none, or none that is valid. */
  port = -1;
  paramsFrom = 0;
  paramsTo = 0;
  /** The problem of this value: `Via`, `Quotes` or `EmptyValue`. */
  problem: SipProblem = SipProblem.None;

  private readonly quotes = new Quotes();
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private end = 0;
  private afterComma = false;

  start(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.afterComma = false;
    this.quotes.unbalanced = false;
  }

  next(): boolean {
    const { bytes, end } = this;
    const from = skipBlanks(bytes, this.at, end);
    if (from >= end && !this.afterComma) return false;
    const comma = this.findComma(from);
    this.afterComma = comma < end;
    this.at = comma + 1;
    this.from = from;
    this.to = Math.max(from, trimEnd(bytes, from, comma));
    this.problem = this.quotes.unbalanced ? SipProblem.Quotes : SipProblem.None;
    if (from === this.to) this.problem ||= SipProblem.EmptyValue;
    if (!this.readParts(from, this.to)) this.problem ||= SipProblem.Via;
    return true;
  }

  private findComma(from: number): number {
    const { bytes, end } = this;
    let at = from;
    while (at < end && bytes[at] !== Byte.Comma) {
      at = bytes[at] === Byte.Quote ? this.quotes.skip(bytes, at, end) : at + 1;
    }
    return at;
  }

  private readParts(from: number, to: number): boolean {
    const { bytes } = this;
    let semicolon = from;
    while (semicolon < to && bytes[semicolon] !== Byte.Semicolon) semicolon++;
    this.paramsFrom = semicolon;
    this.paramsTo = to;
    this.protocolFrom = from;
    this.protocolTo = this.partEnd(from, semicolon);
    this.versionFrom = this.afterPart(this.protocolTo, semicolon);
    this.versionTo = this.partEnd(this.versionFrom, semicolon);
    this.transportFrom = this.afterPart(this.versionTo, semicolon);
    this.transportTo = this.partEnd(this.transportFrom, semicolon);
    const sentBy = skipBlanks(bytes, this.transportTo, semicolon);
    const readable = this.readSentBy(sentBy, Math.max(sentBy, trimEnd(bytes, sentBy, semicolon)));
    return (
      readable &&
      areTokens(bytes, this.protocolFrom, this.protocolTo) &&
      areTokens(bytes, this.versionFrom, this.versionTo) &&
      areTokens(bytes, this.transportFrom, this.transportTo)
    );
  }

  /** End of a word, at a slash or white space. */
  private partEnd(from: number, to: number): number {
    const { bytes } = this;
    let at = from;
    while (at < to && bytes[at] !== Byte.Slash && !isBlank(bytes[at] as number)) at++;
    return at;
  }

  /** Start of the word after the slash; `at` if there is no slash. */
  private afterPart(at: number, to: number): number {
    const { bytes } = this;
    const slash = skipBlanks(bytes, at, to);
    return slash < to && bytes[slash] === Byte.Slash ? skipBlanks(bytes, slash + 1, to) : at;
  }

  private readSentBy(from: number, to: number): boolean {
    const { bytes } = this;
    let at = from;
    if (at < to && bytes[at] === Byte.OpenBracket) {
      while (at < to && bytes[at] !== Byte.CloseBracket) at++;
      this.hostFrom = from + 1;
      this.hostTo = at;
      if (at < to) at++;
    } else {
      while (at < to && bytes[at] !== Byte.Colon && !isBlank(bytes[at] as number)) at++;
      this.hostFrom = from;
      this.hostTo = at;
    }
    return this.readPort(skipBlanks(bytes, at, to), to) && this.hostTo > this.hostFrom;
  }

  /** Is [from, to) empty, or a colon and a port? */
  private readPort(from: number, to: number): boolean {
    const { bytes } = this;
    this.port = -1;
    this.portFrom = from;
    this.portTo = from;
    if (from >= to) return true;
    if (bytes[from] !== Byte.Colon) return false;
    let at = skipBlanks(bytes, from + 1, to);
    let port = 0;
    this.portFrom = at;
    while (at < to && isDigit(bytes[at] as number)) {
      port = Math.min(port * 10 + (bytes[at] as number) - Byte.Zero, 0x10000);
      at++;
    }
    this.portTo = at;
    if (at === this.portFrom || port > 0xffff) return false;
    this.port = port;
    return at === to;
  }
}
