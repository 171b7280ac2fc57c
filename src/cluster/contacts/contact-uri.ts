import { areSameUri, type ComparableUri, comparableUri } from '../../../decoders/sip/uri-equality.ts';
import { remembering } from '../../tables/remembering.ts';

/** A contact by its URI, as it is written and as it is compared. */
export interface NamedContact {
  readonly contact: string;
  /** Filled in by `uriOf`. */
  uri: ComparableUri | undefined;
}

/** One and the same object for the REGISTER, its answer and its packets. */
const contactUri = remembering(comparableUri);

/** Read when it is first compared with another one: most AORs have one contact, always written alike. */
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
