import { losslessText, textBytes } from '../../decoders/bytes/text.ts';
import { writeAor } from '../../decoders/sip/addresses-of-record.ts';
import { UriParts, UriScheme, unescapedText } from '../../decoders/sip/uri.ts';
import { memoized } from '../tables/memoized.ts';

const uri = new UriParts();
const scratch = new Uint8Array(1024);

/** Texts from the wire are cut to this length before they are kept or compared; no real Call-ID is longer. */
const LONGEST = 512;

export function bounded(text: string): string {
  return text.length > LONGEST ? text.slice(0, LONGEST) : text;
}

/** The address of record in its normal form, as in the index and in filters; empty if there is none. */
export const aorOf = memoized(readAor);

/**
 * The key by which a contact is recognised when a request is sent to it: user, host and port. Without parameters,
 * because proxies add and remove some.
 */
export const contactKey = memoized(readContactKey);

function readAor(text: string): string {
  const bytes = textBytes(bounded(text));
  if (!uri.read(bytes, 0, bytes.length)) return '';
  return losslessText(scratch, 0, writeAor(bytes, uri, scratch));
}

/** The user part in lower case, by which AORs of usrloc are compared, whether they have a domain or not. */
export function userOf(aor: string): string {
  const at = aor.indexOf('@');
  return (at < 0 ? aor : aor.slice(0, at)).toLowerCase();
}

/** The user of an AOR of SIP in lower case, as usrloc names it: it may then have an `@` of its own. */
export function storedUserOf(aor: string): string {
  return asStored(userOf(aor)).toLowerCase();
}

/**
 * An AOR of SIP with its user as usrloc names it, in whose packets no escapes are left (`x y` for `x%20y`). Not for the
 * names in packets: a `%` in them is one.
 */
export function asStored(aor: string): string {
  if (!aor.includes('%')) return aor;
  const at = aor.indexOf('@');
  const bytes = textBytes(at < 0 ? aor : aor.slice(0, at));
  const user = unescapedText(bytes, 0, bytes.length);
  return at < 0 ? user : user + aor.slice(at);
}

/** `user@host` of a URI, whether the host is an address or a domain. */
export function userAndHostOf(text: string): string {
  const bytes = textBytes(bounded(text));
  if (!uri.read(bytes, 0, bytes.length)) return '';
  const user = losslessText(bytes, uri.userFrom, uri.userTo);
  return `${user}@${losslessText(bytes, uri.hostFrom, uri.hostTo)}`.toLowerCase();
}

function readContactKey(text: string): string {
  const bytes = textBytes(bounded(text));
  if (!uri.read(bytes, 0, bytes.length) || uri.scheme === UriScheme.Other) return bounded(text);
  const user = losslessText(bytes, uri.userFrom, uri.userTo);
  const host = losslessText(bytes, uri.hostFrom, uri.hostTo).toLowerCase();
  // Joined, as keys of flows are.
  return [user, '@', host, ':', uri.port].join('');
}
