import type { ReleaseSet } from '../../../decoders/bin/releases.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { asNumber, textsOf } from '../field-values.ts';
import { haveSameUri, type NamedContact, uriOf } from './contact-uri.ts';
import type { ContactVersion } from './contact-version.ts';
import { matchesWire2ByCallId } from './usrloc-releases.ts';

/** How a receiver looks for the contact that a packet is about (spec bin-capabilities 4.4). */
export type Matching =
  | { readonly by: 'contact' }
  | { readonly by: 'contact and Call-ID' }
  | { readonly by: 'parameters'; readonly names: readonly string[] };

export const BY_CONTACT: Matching = { by: 'contact' };
export const BY_CALL_ID: Matching = { by: 'contact and Call-ID' };

/** Names of parameters to match by that are looked at. */
const MOST_NAMES = 32;

/** What the packet asks for; where it leaves that to the receiver, `own`. */
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

/** What is looked for. */
export interface Sought extends NamedContact {
  readonly callId: string | undefined;
}

export function matches(matching: Matching, held: ContactVersion, sought: Sought): boolean {
  switch (matching.by) {
    case 'contact':
      return haveSameUri(held, sought);
    case 'contact and Call-ID': {
      // A Call-ID that is not known may be this one.
      const callIds =
        held.callId === undefined || sought.callId === undefined || held.callId === sought.callId;
      return callIds && haveSameUri(held, sought);
    }
    case 'parameters':
      return matching.names.every((name) => {
        const [a, b] = [parameter(held, name), parameter(sought, name)];
        return a === undefined || b === undefined || a === b;
      });
  }
}

function parameter(of: NamedContact, name: string): string | undefined {
  return uriOf(of).params?.get(name.toLowerCase());
}
