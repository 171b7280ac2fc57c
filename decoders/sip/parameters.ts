import { Byte, skipBlanks, trimEnd } from './characters.ts';
import { SipProblem } from './problems.ts';
import { Quotes } from './quotes.ts';

/**
 * Parameters `;name` or `;name=value` of a URI or a header value, one after the other. Call `start`, then
 * `next` while it is true. Reused; allocates nothing.
 */
export class ParameterReader {
  /** The whole parameter. */
  from = 0;
  to = 0;
  nameFrom = 0;
  nameTo = 0;
  /** Without quotes. Equal to `valueTo` if the value is empty; -1 if there is none. */
  valueFrom = -1;
  valueTo = -1;
  quoted = false;
  /** `Quotes` or `EmptyParameter`, of everything read so far. */
  problem: SipProblem = SipProblem.None;

  private readonly quotes = new Quotes();
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private end = 0;
  private separator: number = Byte.Semicolon;

  /** `separator` separates the parameters: a comma in credentials, `&` in URI header fields. */
  start(bytes: Uint8Array, from: number, to: number, separator: number = Byte.Semicolon): void {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.separator = separator;
    this.quotes.unbalanced = false;
    this.problem = SipProblem.None;
  }

  next(): boolean {
    const { bytes, end, separator } = this;
    let at = skipBlanks(bytes, this.at, end);
    let separators = 0;
    while (at < end && bytes[at] === separator) {
      separators++;
      at = skipBlanks(bytes, at + 1, end);
    }
    if (separators > 1 || (separators === 1 && at === end)) this.problem ||= SipProblem.EmptyParameter;
    this.at = at;
    if (at >= end) return false;
    this.readName(at);
    return true;
  }

  /** Goes on to the next parameter of this name (in lower case); false if there is none. */
  find(name: string): boolean {
    while (this.next()) if (this.isNamed(name)) return true;
    return false;
  }

  isNamed(name: string): boolean {
    if (this.nameTo - this.nameFrom !== name.length) return false;
    for (let i = 0; i < name.length; i++) {
      const wanted = name.charCodeAt(i);
      const byte = this.bytes[this.nameFrom + i] as number;
      if (byte !== wanted && (wanted < 0x61 || (byte | 0x20) !== wanted)) return false;
    }
    return true;
  }

  private readName(from: number): void {
    const { bytes, end, separator } = this;
    let at = from;
    while (at < end && bytes[at] !== Byte.Equals && bytes[at] !== separator) at++;
    this.from = from;
    this.nameFrom = from;
    this.nameTo = trimEnd(bytes, from, at);
    this.quoted = false;
    this.valueFrom = -1;
    this.valueTo = -1;
    if (at < end && bytes[at] === Byte.Equals) at = this.readValue(skipBlanks(bytes, at + 1, end));
    this.to = trimEnd(bytes, from, at);
    this.at = at;
  }

  /** Returns the position of the next separator. */
  private readValue(from: number): number {
    const { bytes, end, separator, quotes } = this;
    let at = from;
    while (at < end && bytes[at] !== separator) {
      at = bytes[at] === Byte.Quote ? quotes.skip(bytes, at, end) : at + 1;
    }
    if (quotes.unbalanced) this.problem ||= SipProblem.Quotes;
    this.valueFrom = from;
    this.valueTo = Math.max(from, trimEnd(bytes, from, at));
    if (this.valueTo - from >= 2 && bytes[from] === Byte.Quote && bytes[this.valueTo - 1] === Byte.Quote) {
      this.quoted = true;
      this.valueFrom++;
      this.valueTo--;
    }
    return at;
  }
}
