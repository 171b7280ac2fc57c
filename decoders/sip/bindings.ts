import { losslessText } from '../bytes/text.ts';
import { Byte } from './characters.ts';
import { Header } from './header-names.ts';
import { DEFAULT_SIP_LIMITS } from './limits.ts';
import type { SipIndex } from './message-index.ts';
import { AddressReader } from './name-addr.ts';
import { addressValue, type SipAddress } from './parse-address.ts';
import { SipKind } from './start-line-parts.ts';

/**
 * The bindings that a REGISTER requests, or that its response lists: contacts with their parameters, and the
 * Expires header field for contacts without an expires parameter (RFC 3261 10.2). Of a REGISTER also what a registrar
 * stores with them.
 */
export interface Bindings {
  /** As in `SipMessage`. */
  readonly contacts: readonly SipAddress[];
  /** Undefined if there is no such header field, as all that follow. */
  readonly expires: string | undefined;
  /** Of a REGISTER. */
  readonly to: SipAddress | undefined;
  readonly userAgent: string | undefined;
  /** The first of several. */
  readonly path: string | undefined;
}

/** Longest text form of bindings; registrations of more contacts are rare. */
const MOST_BYTES = 1024;

/**
 * Writes the bindings of a message as text, to be interned, as devices send the same bindings over and over:
 * the value of Expires after an equals sign, or a dash if there is none, then one line for each other header field,
 * after a letter that tells which one. Responses have a To of their own each time, with a tag, and it is left out.
 * Reused; allocates nothing.
 */
export class BindingsWriter {
  /** The text form, up to the length that `write` returned. */
  readonly bytes = new Uint8Array(MOST_BYTES);
  private length = 0;

  /**
   * For an indexed, complete message; -1 if its bindings are unusual, and the message has to be read for
   * them.
   */
  write(index: SipIndex): number {
    if (index.headersLeftOut > 0 || index.wholeHeaders < index.headerCount) return UNUSUAL;
    const expires = index.first(Header.Expires);
    this.bytes[0] = expires < 0 ? Byte.Dash : Byte.Equals;
    this.length = 1;
    if (expires >= 0 && !this.add(index, expires)) return UNUSUAL;
    if (index.kind === SipKind.Request) {
      if (!this.addFirst(index, Header.To, Mark.To)) return UNUSUAL;
      if (!this.addFirst(index, Header.UserAgent, Mark.UserAgent)) return UNUSUAL;
      if (!this.addFirst(index, Header.Path, Mark.Path)) return UNUSUAL;
    }
    const contact = index.first(Header.Contact);
    if (contact < 0) return this.length;
    for (let entry = contact; entry < index.headerCount; entry++) {
      if (index.headerAt(entry) !== Header.Contact) continue;
      if (!this.addLine(index, entry, Mark.Contact)) return UNUSUAL;
    }
    return this.length;
  }

  private addFirst(index: SipIndex, header: Header, mark: Mark): boolean {
    const entry = index.first(header);
    return entry < 0 || this.addLine(index, entry, mark);
  }

  private addLine(index: SipIndex, entry: number, mark: Mark): boolean {
    this.bytes[this.length++] = Byte.Lf;
    this.bytes[this.length++] = mark;
    return this.add(index, entry);
  }

  /** False if the value is folded, or if there is no room for it and what separates it from the next. */
  private add(index: SipIndex, entry: number): boolean {
    const [from, to] = [index.valueFrom(entry), index.valueTo(entry)];
    if (this.length + to - from >= MOST_BYTES - SEPARATOR) return false;
    for (let at = from; at < to; at++) {
      const byte = index.bytes[at] as number;
      if (byte === Byte.Lf) return false;
      this.bytes[this.length++] = byte;
    }
    return true;
  }
}

const UNUSUAL = -1;
/** A line feed and a mark. */
const SEPARATOR = 2;
/** C, P, T and U. */
const Mark = { Contact: 0x43, Path: 0x50, To: 0x54, UserAgent: 0x55 } as const;
type Mark = (typeof Mark)[keyof typeof Mark];

const addresses = new AddressReader();

/** Reads what `BindingsWriter` wrote. */
export function readBindings(bytes: Uint8Array): Bindings {
  let end = endOfLine(bytes, 0);
  const expires = bytes[0] === Byte.Equals ? losslessText(bytes, 1, end) : undefined;
  const contacts: SipAddress[] = [];
  let to: SipAddress | undefined;
  let userAgent: string | undefined;
  let path: string | undefined;
  while (end < bytes.length) {
    const mark = bytes[end + 1];
    const from = end + SEPARATOR;
    end = endOfLine(bytes, from);
    if (mark === Mark.Contact) addContacts(bytes, from, end, contacts);
    else if (mark === Mark.To) to = addressIn(bytes, from, end);
    else if (mark === Mark.UserAgent) userAgent = losslessText(bytes, from, end);
    else path = losslessText(bytes, from, end);
  }
  return { contacts, expires, to, userAgent, path };
}

function addressIn(bytes: Uint8Array, from: number, to: number): SipAddress | undefined {
  addresses.start(bytes, from, to, false);
  return addresses.next() ? addressValue(bytes, addresses, DEFAULT_SIP_LIMITS.values, ignore) : undefined;
}

function addContacts(bytes: Uint8Array, from: number, to: number, contacts: SipAddress[]): void {
  addresses.start(bytes, from, to, true);
  while (contacts.length < DEFAULT_SIP_LIMITS.values && addresses.next()) {
    contacts.push(addressValue(bytes, addresses, DEFAULT_SIP_LIMITS.values, ignore));
  }
}

function endOfLine(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(Byte.Lf, from);
  return end < 0 ? bytes.length : end;
}

/** Problems are reported when the whole message is read. */
function ignore(): void {}
