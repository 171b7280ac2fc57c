import { areSameUri, type ComparableUri, comparableUri } from '../../../../decoders/sip/uri-equality.ts';
import { memoized } from '../../../tables/memoized.ts';

/** A contact URI, as written and prepared for comparison. */
export interface NamedContact {
  readonly contact: string;
  /** Set by `uriOf`. */
  uri: ComparableUri | undefined;
}

/** Shared by the REGISTER, its response and its packets. */
const contactUri = memoized(comparableUri);

/**
 * Parsed on the first comparison with another URI: most AORs have one contact, always written in the same
 * way.
 */
export function uriOf(named: NamedContact): ComparableUri {
  named.uri ??= contactUri(named.contact);
  return named.uri;
}

export function haveSameUri(a: NamedContact, b: NamedContact): boolean {
  return a.contact === b.contact || areSameUri(uriOf(a), uriOf(b));
}

export function isSameContact(a: string, b: string): boolean {
  return a === b || areSameUri(contactUri(a), contactUri(b));
}
