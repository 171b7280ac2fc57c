import { losslessText } from '../bytes/text.ts';
import { Byte } from './characters.ts';
import { Header } from './header-names.ts';
import { DEFAULT_SIP_LIMITS } from './limits.ts';
import type { SipIndex } from './message-index.ts';
import { AddressReader } from './name-addr.ts';
import { addressValue, type SipAddress } from './parse-address.ts';

/**
 * What a REGISTER asks for, or its answer lists: contacts with their parameters, and the Expires header field for
 * those without one of their own (RFC 3261 10.2).
 */
export interface Bindings {
  /** As `SipMessage` has them. */
  readonly contacts: readonly SipAddress[];
  /** Undefined where there is no such header field. */
  readonly expires: string | undefined;
}

/** Longest form of bindings; a registrar of more contacts is rare. */
const MOST_BYTES = 1024;

/**
 * Writes the bindings of messages in a form of their own: the value of Expires behind an equals sign, or a dash
 * where there is none, then each Contact header field, a line each. A device says the same again and again.
 * Reused; nothing is allocated.
 */
export class BindingsWriter {
  /** The form, up to what `write` returned. */
  readonly bytes = new Uint8Array(MOST_BYTES);
  private length = 0;

  /** Of a message that was indexed whole; -1 where they are unusual, so that it has to be read for them. */
  write(index: SipIndex): number {
    if (index.headersLeftOut > 0 || index.wholeHeaders < index.headerCount) return UNUSUAL;
    const expires = index.first(Header.Expires);
    this.bytes[0] = expires < 0 ? Byte.Dash : Byte.Equals;
    this.length = 1;
    if (expires >= 0 && !this.add(index, expires)) return UNUSUAL;
    const contact = index.first(Header.Contact);
    if (contact < 0) return this.length;
    for (let entry = contact; entry < index.headerCount; entry++) {
      if (index.headerAt(entry) !== Header.Contact) continue;
      this.bytes[this.length++] = Byte.Lf;
      if (!this.add(index, entry)) return UNUSUAL;
    }
    return this.length;
  }

  /** False where the value has several lines, or there is no room for it and for a separator behind it. */
  private add(index: SipIndex, entry: number): boolean {
    const [from, to] = [index.valueFrom(entry), index.valueTo(entry)];
    if (this.length + to - from >= MOST_BYTES - 1) return false;
    for (let at = from; at < to; at++) {
      const byte = index.bytes[at] as number;
      if (byte === Byte.Lf) return false;
      this.bytes[this.length++] = byte;
    }
    return true;
  }
}

const UNUSUAL = -1;

const addresses = new AddressReader();

/** What `BindingsWriter` wrote. */
export function readBindings(bytes: Uint8Array): Bindings {
  let end = endOfLine(bytes, 0);
  const expires = bytes[0] === Byte.Equals ? losslessText(bytes, 1, end) : undefined;
  const contacts: SipAddress[] = [];
  while (end < bytes.length) {
    const from = end + 1;
    end = endOfLine(bytes, from);
    addresses.start(bytes, from, end, true);
    while (contacts.length < DEFAULT_SIP_LIMITS.values && addresses.next()) {
      contacts.push(addressValue(bytes, addresses, DEFAULT_SIP_LIMITS.values, ignore));
    }
  }
  return { contacts, expires };
}

function endOfLine(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(Byte.Lf, from);
  return end < 0 ? bytes.length : end;
}

/** What is wrong with them is told where the whole message is read. */
function ignore(): void {}
