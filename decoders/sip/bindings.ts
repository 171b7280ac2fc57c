import { losslessText } from '../bytes/text.ts';
import { Byte } from './characters.ts';
import { Header } from './header-names.ts';
import { DEFAULT_SIP_LIMITS } from './limits.ts';
import type { SipIndex } from './message-index.ts';
import { AddressReader } from './name-addr.ts';
import { addressValue, type SipAddress } from './parse-address.ts';

/**
 * The bindings that a REGISTER requests, or that its response lists: contacts with their parameters, and the
 * Expires header field for contacts without an expires parameter (RFC 3261 10.2).
 */
export interface Bindings {
  /** As in `SipMessage`. */
  readonly contacts: readonly SipAddress[];
  /** Undefined if there is no such header field. */
  readonly expires: string | undefined;
}

/** Longest text form of bindings; registrations of more contacts are rare. */
const MOST_BYTES = 1024;

/**
 * Writes the bindings of a message as text, to be interned, as devices send the same bindings over and over:
 * the value of Expires after an equals sign, or a dash if there is none, then one line for each Contact
 * header field. Reused; allocates nothing.
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
    const contact = index.first(Header.Contact);
    if (contact < 0) return this.length;
    for (let entry = contact; entry < index.headerCount; entry++) {
      if (index.headerAt(entry) !== Header.Contact) continue;
      this.bytes[this.length++] = Byte.Lf;
      if (!this.add(index, entry)) return UNUSUAL;
    }
    return this.length;
  }

  /** False if the value is folded, or if there is no room for it and a separator. */
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

/** Reads what `BindingsWriter` wrote. */
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

/** Problems are reported when the whole message is read. */
function ignore(): void {}
