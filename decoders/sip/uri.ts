import { losslessText } from '../bytes/text.ts';
import { Byte, hexValue, isDigit, isHexDigit, isSchemeByte, lowerCase } from './characters.ts';

export const UriScheme = { Other: 0, Sip: 1, Sips: 2, Tel: 3 } as const;
export type UriScheme = (typeof UriScheme)[keyof typeof UriScheme];

/**
 * The parts of a URI as positions (RFC 3261 19.1.1; RFC 3966 for tel:). Missing parts are empty ranges;
 * `hasUser` tells `sip:@host` from `sip:host`. Reused; allocates nothing.
 */
export class UriParts {
  scheme: UriScheme = UriScheme.Other;
  /** Without the colon. */
  schemeFrom = 0;
  schemeTo = 0;
  /** For tel:, the number; still escaped. */
  userFrom = 0;
  userTo = 0;
  hasUser = false;
  passwordFrom = 0;
  passwordTo = 0;
  /** Without the brackets of an IPv6 reference. */
  hostFrom = 0;
  hostTo = 0;
  hostIsIpv6 = false;
  /** The host is an IPv4 address or an IPv6 reference, rather than a name. */
  hostIsIpLiteral = false;
  /** -1 if there is none, or none that is valid. */
  port = -1;
  portFrom = 0;
  portTo = 0;
  /** After the first semicolon behind the host, up to the question mark. */
  paramsFrom = 0;
  paramsTo = 0;
  /** After the question mark. */
  headersFrom = 0;
  headersTo = 0;

  /**
   * Reads the URI bytes[from..to); false if it has no scheme, or is sip: or sips: without a host. Of other
   * schemes, only the scheme itself is recognised.
   */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.clear(from, to);
    let at = from;
    while (at < to && isSchemeByte(bytes[at] as number)) at++;
    if (at === from || at >= to || bytes[at] !== Byte.Colon) return false;
    this.schemeTo = at;
    this.scheme = schemeOf(bytes, from, at);
    this.setAll(at + 1);
    if (this.scheme === UriScheme.Other) return true;
    if (this.scheme === UriScheme.Tel) return this.readNumber(bytes, at + 1, to);
    const hostFrom = this.readUserInfo(bytes, at + 1, to);
    return this.readHostAndRest(bytes, hostFrom, to);
  }

  private clear(from: number, to: number): void {
    this.scheme = UriScheme.Other;
    this.schemeFrom = from;
    this.schemeTo = from;
    this.hasUser = false;
    this.hostIsIpv6 = false;
    this.hostIsIpLiteral = false;
    this.port = -1;
    this.setAll(from);
    this.paramsFrom = to;
    this.paramsTo = to;
    this.headersFrom = to;
    this.headersTo = to;
  }

  private setAll(at: number): void {
    this.userFrom = at;
    this.userTo = at;
    this.passwordFrom = at;
    this.passwordTo = at;
    this.hostFrom = at;
    this.hostTo = at;
    this.portFrom = at;
    this.portTo = at;
  }

  private readNumber(bytes: Uint8Array, from: number, to: number): boolean {
    let at = from;
    while (at < to && bytes[at] !== Byte.Semicolon && bytes[at] !== Byte.Question) at++;
    this.userTo = at;
    this.hasUser = at > from;
    this.readParamsAndHeaders(bytes, at, to);
    return this.hasUser;
  }

  /**
   * The first @ ends the user part: inside it has to be escaped, while semicolons and question marks need not
   * be (RFC 4475 3.1.1.2, 3.1.1.9). Returns where the host begins.
   */
  private readUserInfo(bytes: Uint8Array, from: number, to: number): number {
    let colon = -1;
    let at = from;
    while (at < to && bytes[at] !== Byte.At) {
      if (bytes[at] === Byte.Colon && colon < 0) colon = at;
      at++;
    }
    if (at === to) return from;
    this.hasUser = true;
    this.userTo = colon < 0 ? at : colon;
    if (colon >= 0) {
      this.passwordFrom = colon + 1;
      this.passwordTo = at;
    }
    return at + 1;
  }

  private readHostAndRest(bytes: Uint8Array, from: number, to: number): boolean {
    let at = from;
    if (bytes[at] === Byte.OpenBracket && at < to) {
      while (at < to && bytes[at] !== Byte.CloseBracket) at++;
      this.hostIsIpv6 = at < to;
      this.hostFrom = from + 1;
      this.hostTo = at;
      if (at < to) at++;
    } else {
      while (at < to && !endsHost(bytes[at] as number)) at++;
      this.hostFrom = from;
      this.hostTo = at;
    }
    this.hostIsIpLiteral = this.hostIsIpv6 || isIpv4(bytes, this.hostFrom, this.hostTo);
    this.portFrom = at;
    this.portTo = at;
    if (at < to && bytes[at] === Byte.Colon) at = this.readPort(bytes, at + 1, to);
    this.readParamsAndHeaders(bytes, at, to);
    return this.hostTo > this.hostFrom;
  }

  private readPort(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let port = 0;
    while (at < to && isDigit(bytes[at] as number)) {
      port = Math.min(port * 10 + (bytes[at] as number) - Byte.Zero, 0x10000);
      at++;
    }
    this.portFrom = from;
    this.portTo = at;
    this.port = at > from && port < 0x10000 ? port : -1;
    return at;
  }

  private readParamsAndHeaders(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to && bytes[at] !== Byte.Semicolon && bytes[at] !== Byte.Question) at++;
    this.paramsFrom = Math.min(at + 1, to);
    if (at < to && bytes[at] === Byte.Question) this.paramsFrom = at;
    while (at < to && bytes[at] !== Byte.Question) at++;
    this.paramsTo = at;
    this.headersFrom = Math.min(at + 1, to);
    this.headersTo = to;
  }
}

const E = 0x65;
const I = 0x69;
const L = 0x6c;
const P = 0x70;
const S = 0x73;
const T = 0x74;

function endsHost(byte: number): boolean {
  return byte === Byte.Colon || byte === Byte.Semicolon || byte === Byte.Question || byte === Byte.Space;
}

function schemeOf(bytes: Uint8Array, from: number, to: number): UriScheme {
  const length = to - from;
  if (length < 3 || length > 4) return UriScheme.Other;
  const first = lowerCase(bytes[from] as number);
  const second = lowerCase(bytes[from + 1] as number);
  const third = lowerCase(bytes[from + 2] as number);
  if (first === T && second === E && third === L) return length === 3 ? UriScheme.Tel : UriScheme.Other;
  if (first !== S || second !== I || third !== P) return UriScheme.Other;
  if (length === 3) return UriScheme.Sip;
  return lowerCase(bytes[from + 3] as number) === S ? UriScheme.Sips : UriScheme.Other;
}

/** Is it four numbers below 256, separated by dots? */
export function isIpv4(bytes: Uint8Array, from: number, to: number): boolean {
  let dots = 0;
  let digits = 0;
  let value = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (isDigit(byte)) {
      value = value * 10 + byte - Byte.Zero;
      if (++digits > 3 || value > 255) return false;
    } else if (byte === Byte.Dot && digits > 0) {
      dots++;
      digits = 0;
      value = 0;
    } else return false;
  }
  return dots === 3 && digits > 0;
}

/** Is `%XX` at `at`? */
export function isEscape(bytes: Uint8Array, at: number, to: number): boolean {
  return (
    at + 2 < to &&
    bytes[at] === Byte.Percent &&
    isHexDigit(bytes[at + 1] as number) &&
    isHexDigit(bytes[at + 2] as number)
  );
}

/** Text with each `%XX` replaced by its byte, as OpenSIPS's registrar stores users. */
export function unescapedText(bytes: Uint8Array, from: number, to: number): string {
  const plain = new Uint8Array(to - from);
  let length = 0;
  for (let at = from; at < to; at++) {
    if (isEscape(bytes, at, to)) {
      plain[length++] = hexValue(bytes[at + 1] as number) * 16 + hexValue(bytes[at + 2] as number);
      at += 2;
    } else plain[length++] = bytes[at] as number;
  }
  return losslessText(plain, 0, length);
}
