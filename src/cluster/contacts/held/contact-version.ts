import type { Fields } from '../../../../decoders/fields/decode.ts';
import { knownText } from '../../../tables/known-texts.ts';
import { memoized } from '../../../tables/memoized.ts';
import { asBigint, asNumber, asText } from '../../field-values.ts';
import { keptText, LONGEST_NAME } from '../../replication/kept-text.ts';
import type { NamedContact } from './contact-uri.ts';

/** Special values of `expires` (spec bin-capabilities 4.2). */
export const PERMANENT = 0;
export const FORCE_EXPIRED = 10;

/**
 * What a REGISTER stored in usrloc. Nodes that hold the same may share one object. Members that are undefined
 * are unknown; an empty text is known to be empty.
 */
export interface ContactVersion extends NamedContact {
  /** Call-ID of the REGISTER; undefined if only the list in a 2xx named the contact. */
  readonly callId: string | undefined;
  readonly cseq: number | undefined;
  /** Seconds since 1970, by the clock of the node that stored it. */
  readonly expires: number;
  /** It was created within the capture: a node that was not seen to get it does not have it. */
  readonly witnessed: boolean;
  readonly userAgent: string | undefined;
  readonly path: string | undefined;
  readonly received: string | undefined;
  readonly attr: string | undefined;
  readonly instance: string | undefined;
  /** The listener at which the REGISTER arrived, or that listener's tag. */
  readonly socket: string | undefined;
  /** In thousandths; -1 means unspecified. */
  readonly q: number | undefined;
  /** Id at the sender; receivers of 3.4 and later may compute their own (spec bin-capabilities 4.4). */
  readonly contactId: bigint | undefined;
  readonly lastModified: number | undefined;
  /** `_st` in the key/value store. */
  readonly sharingTag: string | undefined;
}

/** The contact in an insert, an update or a sync record; undefined if it is incomplete. */
export function packetVersion(fields: Fields, witnessed: boolean): ContactVersion | undefined {
  const contact = asText(fields.contact);
  const callId = asText(fields.callid);
  const cseq = asNumber(fields.cseq);
  const expires = asNumber(fields.expires);
  if (contact === undefined || callId === undefined || cseq === undefined || expires === undefined) {
    return undefined;
  }
  if (contact.length > LONGEST_NAME || callId.length > LONGEST_NAME) return undefined;
  return {
    contact: knownText(contact),
    uri: undefined,
    callId: knownText(callId),
    cseq,
    expires,
    witnessed,
    userAgent: keptText(asText(fields.user_agent)),
    path: keptText(asText(fields.path)),
    received: keptText(asText(fields.received)),
    attr: keptText(asText(fields.attr)),
    instance: keptText(asText(fields.instance)),
    socket: keptText(asText(fields.sock)),
    q: asNumber(fields.q),
    contactId: asBigint(fields.contact_id),
    lastModified: asNumber(fields.last_modified),
    sharingTag: sharingTagIn(asText(fields.kv_store) ?? ''),
  };
}

/** What a REGISTER and its response tell about a contact. */
export interface RegisteredContact {
  readonly contact: string;
  readonly callId: string | undefined;
  readonly cseq: number | undefined;
  readonly expires: number;
  readonly witnessed: boolean;
  readonly userAgent?: string | undefined;
  readonly path?: string | undefined;
  readonly instance?: string | undefined;
  readonly socket?: string | undefined;
  readonly q?: number | undefined;
}

export function registeredVersion(registered: RegisteredContact): ContactVersion {
  return {
    contact: knownText(registered.contact),
    uri: undefined,
    callId: keptText(registered.callId),
    cseq: registered.cseq,
    expires: registered.expires,
    witnessed: registered.witnessed,
    userAgent: keptText(registered.userAgent),
    path: keptText(registered.path),
    received: undefined,
    attr: undefined,
    instance: keptText(registered.instance),
    socket: keptText(registered.socket),
    q: registered.q,
    contactId: undefined,
    lastModified: undefined,
    sharingTag: undefined,
  };
}

/** Permanent contacts never expire. usrloc compares whole seconds. */
export function isExpired(version: ContactVersion, seconds: number): boolean {
  return version.expires !== PERMANENT && version.expires <= seconds;
}

/** Do both come from the same REGISTER, as far as is known? */
export function isSameVersion(a: ContactVersion, b: ContactVersion): boolean {
  return a.callId !== undefined && a.callId === b.callId && a.cseq === b.cseq;
}

/** Are both the same in everything that tells two copies apart? */
export function areEqualCopies(a: ContactVersion, b: ContactVersion): boolean {
  if (a === b) return true;
  return (
    isSameVersion(a, b) &&
    a.contact === b.contact &&
    a.expires === b.expires &&
    a.witnessed === b.witnessed &&
    a.userAgent === b.userAgent &&
    a.path === b.path &&
    a.received === b.received &&
    a.attr === b.attr &&
    a.instance === b.instance &&
    a.socket === b.socket &&
    a.q === b.q &&
    a.contactId === b.contactId &&
    a.lastModified === b.lastModified &&
    a.sharingTag === b.sharingTag
  );
}

/** Cached, as few contacts have a store of their own. */
const sharingTagIn = memoized((store: string): string | undefined => {
  if (!store.includes('"_st"')) return undefined;
  try {
    const parsed: unknown = JSON.parse(store);
    if (typeof parsed !== 'object' || parsed === null || !('_st' in parsed)) return undefined;
    return typeof parsed._st === 'string' ? keptText(parsed._st) : undefined;
  } catch {
    return undefined;
  }
});
