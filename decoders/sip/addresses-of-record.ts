import { Byte, hexValue, isUnreserved, lowerCase } from './characters.ts';
import { Header } from './header-names.ts';
import { DEFAULT_SIP_LIMITS } from './limits.ts';
import type { SipIndex } from './message-index.ts';
import { AddressReader } from './name-addr.ts';
import { PlainAddress } from './plain-address.ts';
import { SipProblem } from './problems.ts';
import { SipKind } from './start-line-parts.ts';
import { isEscape, UriParts, UriScheme } from './uri.ts';

/** Where in the message the address of record is. */
export const AorRole = {
  To: 1,
  From: 2,
  RequestUri: 3,
  Contact: 4,
  AssertedIdentity: 5,
  PreferredIdentity: 6,
} as const;
export type AorRole = (typeof AorRole)[keyof typeof AorRole];

/** What follows the user in the normal form. */
const Host = { None: 0, Shown: 1, Number: 2 } as const;
type Host = (typeof Host)[keyof typeof Host];

const COLUMNS = 8;

/**
 * The addresses of record that a message is about: of To, From, the request URI, every Contact,
 * P-Asserted-Identity and P-Preferred-Identity. One object is reused; nothing is allocated.
 *
 * The normal form, which is what `write` yields and what equal users are recognised by:
 * - `user` where the host is an IP address: an address is not a domain, and in a cluster the same user
 *   is registered under the address of whichever node it talks to;
 * - else `user@host`, the host in lower case, without port and without the password;
 * - `%XX` in the user is undone where it stands for an unreserved character (RFC 3261 19.1.4), else
 *   kept with upper-case digits; the case of the user's letters counts;
 * - of a tel: URI the number, without visual separators (RFC 3966 5.1.1);
 * - no user, no address of record.
 */
export class AorList {
  count = 0;
  /** Number of addresses beyond the limit. */
  leftOut = 0;
  /** The first problem of a header value that was read for its address. */
  problem: SipProblem = SipProblem.None;
  problemAt = 0;

  private bytes: Uint8Array = new Uint8Array(0);
  private readonly columns: Int32Array;
  private readonly most: number;
  private readonly plain = new PlainAddress();
  private readonly addresses = new AddressReader();
  private readonly uri = new UriParts();

  constructor(most = DEFAULT_SIP_LIMITS.values) {
    this.most = most;
    this.columns = new Int32Array(most * COLUMNS);
  }

  /** Collects the addresses of an indexed message; returns how many there are. */
  collect(index: SipIndex): number {
    this.bytes = index.bytes;
    this.count = 0;
    this.leftOut = 0;
    this.problem = SipProblem.None;
    if (index.kind === SipKind.Request) this.addRequestUri(index.uriFrom, index.uriTo);
    this.addSingle(index, Header.To, AorRole.To);
    this.addSingle(index, Header.From, AorRole.From);
    this.addAll(index, Header.Contact, AorRole.Contact);
    this.addAll(index, Header.PAssertedIdentity, AorRole.AssertedIdentity);
    this.addAll(index, Header.PPreferredIdentity, AorRole.PreferredIdentity);
    return this.count;
  }

  role(at: number): AorRole {
    return this.columns[at * COLUMNS] as AorRole;
  }

  /** The user as written in the message. */
  userFrom(at: number): number {
    return this.columns[at * COLUMNS + 1] as number;
  }

  userTo(at: number): number {
    return this.columns[at * COLUMNS + 2] as number;
  }

  /** The host as written in the message; an empty range for tel:. */
  hostFrom(at: number): number {
    return this.columns[at * COLUMNS + 3] as number;
  }

  hostTo(at: number): number {
    return this.columns[at * COLUMNS + 4] as number;
  }

  /** Where the message itself contains the normal form, up to `normalTo`; -1 if `write` has to produce it. */
  normalFrom(at: number): number {
    return this.columns[at * COLUMNS + 6] as number;
  }

  normalTo(at: number): number {
    return this.columns[at * COLUMNS + 7] as number;
  }

  /**
   * Writes the normal form of an address to the start of `scratch`; returns its length. What does not fit is
   * cut off. 0 means that nothing is left (a number of separators only), which is no address.
   */
  write(at: number, scratch: Uint8Array): number {
    const host = this.columns[at * COLUMNS + 5] as Host;
    return writeNormalForm(
      this.bytes,
      this.userFrom(at),
      this.userTo(at),
      this.hostFrom(at),
      this.hostTo(at),
      host,
      scratch,
    );
  }

  private addRequestUri(from: number, to: number): void {
    if (this.plain.read(this.bytes, from, to, false)) this.addPlain(AorRole.RequestUri);
    else this.addUri(AorRole.RequestUri, from, to);
  }

  private addSingle(index: SipIndex, header: Header, role: AorRole): void {
    const entry = index.first(header);
    if (entry >= 0) this.addValues(role, index.valueFrom(entry), index.valueTo(entry), false);
  }

  private addAll(index: SipIndex, header: Header, role: AorRole): void {
    const first = index.first(header);
    if (first < 0) return;
    for (let entry = first; entry < index.wholeHeaders; entry++) {
      if (index.headerAt(entry) !== header) continue;
      this.addValues(role, index.valueFrom(entry), index.valueTo(entry), true);
    }
  }

  private addValues(role: AorRole, from: number, to: number, several: boolean): void {
    if (this.plain.read(this.bytes, from, to, several)) {
      this.addPlain(role);
      return;
    }
    const { addresses } = this;
    addresses.start(this.bytes, from, to, several);
    while (addresses.next()) {
      if (addresses.problem !== SipProblem.None && this.problem === SipProblem.None) {
        this.problem = addresses.problem;
        this.problemAt = addresses.problemAt;
      }
      if (!addresses.star) this.addUri(role, addresses.uriFrom, addresses.uriTo);
    }
  }

  private addUri(role: AorRole, from: number, to: number): void {
    const { uri } = this;
    if (!uri.read(this.bytes, from, to) || uri.userTo === uri.userFrom) return;
    this.add(role, uri.userFrom, uri.userTo, uri.hostFrom, uri.hostTo, hostPart(uri), -1);
  }

  /** The message contains the normal form as it is, with or without the host. */
  private addPlain(role: AorRole): void {
    const { userFrom, userTo, hostFrom, hostTo, hostIsIpv4 } = this.plain;
    const normalTo = hostIsIpv4 ? userTo : hostTo;
    this.add(role, userFrom, userTo, hostFrom, hostTo, hostIsIpv4 ? Host.None : Host.Shown, normalTo);
  }

  private add(
    role: AorRole,
    userFrom: number,
    userTo: number,
    hostFrom: number,
    hostTo: number,
    host: Host,
    normalTo: number,
  ): void {
    if (this.count === this.most) {
      this.leftOut++;
      return;
    }
    const column = this.count++ * COLUMNS;
    const { columns } = this;
    columns[column] = role;
    columns[column + 1] = userFrom;
    columns[column + 2] = userTo;
    columns[column + 3] = hostFrom;
    columns[column + 4] = hostTo;
    columns[column + 5] = host;
    columns[column + 6] = normalTo < 0 ? -1 : userFrom;
    columns[column + 7] = normalTo;
  }
}

/**
 * Writes the normal form (see `AorList`) of the address of record of a URI into `scratch`; returns its
 * length, 0 if the URI has no user. `uri` has read the URI from the same bytes.
 */
export function writeAor(bytes: Uint8Array, uri: UriParts, scratch: Uint8Array): number {
  if (uri.scheme === UriScheme.Other || uri.userTo === uri.userFrom) return 0;
  if (uri.scheme !== UriScheme.Tel && uri.hostTo === uri.hostFrom) return 0;
  const { userFrom, userTo, hostFrom, hostTo } = uri;
  return writeNormalForm(bytes, userFrom, userTo, hostFrom, hostTo, hostPart(uri), scratch);
}

function hostPart(uri: UriParts): Host {
  if (uri.scheme === UriScheme.Tel) return Host.Number;
  return uri.hostIsIpLiteral ? Host.None : Host.Shown;
}

function writeNormalForm(
  bytes: Uint8Array,
  userFrom: number,
  userTo: number,
  hostFrom: number,
  hostTo: number,
  host: Host,
  scratch: Uint8Array,
): number {
  const written =
    host === Host.Number
      ? writeNumber(bytes, userFrom, userTo, scratch)
      : writeUser(bytes, userFrom, userTo, scratch);
  if (host !== Host.Shown) return Math.min(written, scratch.length);
  let length = written;
  // Writing beyond the end of a typed array has no effect.
  scratch[length++] = Byte.At;
  for (let at = hostFrom; at < hostTo; at++) scratch[length++] = lowerCase(bytes[at] as number);
  return Math.min(length, scratch.length);
}

function writeUser(bytes: Uint8Array, from: number, to: number, scratch: Uint8Array): number {
  let length = 0;
  for (let at = from; at < to; at++) {
    if (!isEscape(bytes, at, to)) {
      scratch[length++] = bytes[at] as number;
      continue;
    }
    const high = hexValue(bytes[at + 1] as number);
    const low = hexValue(bytes[at + 2] as number);
    at += 2;
    const byte = high * 16 + low;
    if (isUnreserved(byte)) {
      scratch[length++] = byte;
      continue;
    }
    scratch[length++] = Byte.Percent;
    scratch[length++] = upperHexDigit(high);
    scratch[length++] = upperHexDigit(low);
  }
  return length;
}

/** Visual separators are `-`, `.`, `(` and `)`. */
function writeNumber(bytes: Uint8Array, from: number, to: number, scratch: Uint8Array): number {
  let length = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === Byte.Dash || byte === Byte.Dot || byte === 0x28 || byte === 0x29) continue;
    scratch[length++] = byte;
  }
  return length;
}

function upperHexDigit(value: number): number {
  return value < 10 ? Byte.Zero + value : 0x37 + value;
}
