import type { ReleaseSet } from '../../../../decoders/bin/releases.ts';
import type { Fields } from '../../../../decoders/fields/decode.ts';
import { asNumber, textsOf } from '../../field-values.ts';
import { haveSameUri, type NamedContact, uriOf } from './contact-uri.ts';
import type { ContactVersion } from './contact-version.ts';
import { matchesWire2ByCallId } from './usrloc-releases.ts';

/** How a receiver finds the contact that a packet is about (spec bin-capabilities 4.4). */
export type Matching =
  | { readonly by: 'contact' }
  | { readonly by: 'contact and Call-ID' }
  | { readonly by: 'parameters'; readonly names: readonly string[] };

export const BY_CONTACT: Matching = { by: 'contact' };
export const BY_CALL_ID: Matching = { by: 'contact and Call-ID' };

/** Parameter names in a packet that are used for matching, at most. */
const MOST_NAMES = 32;

/** The matching that the packet asks for; `own` if it leaves that to the receiver. */
export function matchingOf(fields: Fields, wire: number, receiver: ReleaseSet, own: Matching): Matching {
  if (wire <= 1) return own;
  if (wire === 2) return matchesWire2ByCallId(receiver) ? BY_CALL_ID : own;
  switch (asNumber(fields.match_mode)) {
    case 1:
      return BY_CALL_ID;
    case 2:
      return { by: 'parameters', names: textsOf(fields, 'match_param').slice(0, MOST_NAMES) };
    case 0:
      return BY_CONTACT;
    default:
      return own;
  }
}

/** The contact that is looked for. */
export interface WantedContact extends NamedContact {
  readonly callId: string | undefined;
}

export function wantedContact(contact: string, callId: string | undefined): WantedContact {
  return { contact, uri: undefined, callId };
}

export function matches(matching: Matching, held: ContactVersion, wanted: WantedContact): boolean {
  switch (matching.by) {
    case 'contact':
      return haveSameUri(held, wanted);
    case 'contact and Call-ID': {
      // An unknown Call-ID may be this one.
      const callIds =
        held.callId === undefined || wanted.callId === undefined || held.callId === wanted.callId;
      return callIds && haveSameUri(held, wanted);
    }
    case 'parameters':
      return matching.names.every((name) => {
        const [a, b] = [parameter(held, name), parameter(wanted, name)];
        return a === undefined || b === undefined || a === b;
      });
  }
}

function parameter(of: NamedContact, name: string): string | undefined {
  return uriOf(of).params?.get(name.toLowerCase());
}
