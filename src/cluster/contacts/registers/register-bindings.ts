import { deltaSeconds, expiresOf } from '../../../../decoders/sip/expires.ts';
import { cseqNumber, headerValue } from '../../../../decoders/sip/message-view.ts';
import { parameterOf, type SipAddress } from '../../../../decoders/sip/parse-address.ts';
import type { SipMessage } from '../../../../decoders/sip/sip-message.ts';
import { LONGEST_NAME } from '../../replication/kept-text.ts';

/** A contact listed in the response to a REGISTER. */
export interface GrantedContact {
  readonly contact: string;
  /** In seconds from the response on. */
  readonly expires: number;
  readonly instance: string | undefined;
  /** In thousandths. */
  readonly q: number | undefined;
}

/** A contact that a REGISTER is about. */
export interface RequestedContact {
  readonly uri: string;
  /** In seconds; undefined if the registrar decides. */
  readonly expires: number | undefined;
}

/** What a REGISTER requests. */
export interface RequestedBindings {
  /** URI in To. */
  readonly to: string;
  readonly contacts: readonly RequestedContact[];
  readonly userAgent: string;
  readonly path: string;
  /**
   * The phone has just begun to count its REGISTERs (RFC 3261 10.2): no node has this registration from before, at most
   * one with another Call-ID.
   */
  readonly isFirst: boolean;
}

/** What usrloc stores if a REGISTER has no User-Agent. */
const NO_USER_AGENT = 'n/a';
/** Contacts of one REGISTER that are used. */
const MOST_BINDINGS = 64;

/** Undefined if it has no usable To. */
export function requestedBindings(sip: SipMessage): RequestedBindings | undefined {
  const to = sip.to?.uri;
  if (to === undefined) return undefined;
  const expires = expiresOf(sip);
  return {
    to,
    contacts: sip.contacts.slice(0, MOST_BINDINGS).map((contact) => ({
      uri: contact.uri,
      expires: deltaSeconds(parameterOf(contact, 'expires')) ?? expires,
    })),
    userAgent: headerValue(sip, 'user-agent') ?? NO_USER_AGENT,
    path: pathOf(sip),
    isFirst: isFirst(sip),
  };
}

function isFirst(sip: SipMessage): boolean {
  const cseq = cseqNumber(sip);
  if (cseq === undefined || cseq > 2) return false;
  // A challenge takes a CSeq of its own.
  return cseq < 2 || CREDENTIALS.some((name) => headerValue(sip, name) !== undefined);
}

const CREDENTIALS = ['authorization', 'proxy-authorization'];

/**
 * Several header fields form one list (RFC 3327 5). Most messages have none, and are not searched for more.
 */
function pathOf(sip: SipMessage): string {
  if (headerValue(sip, 'path') === undefined) return '';
  return sip.headers
    .filter(({ name }) => name.toLowerCase() === 'path')
    .map(({ value }) => value)
    .join(', ');
}

/** The contacts that the response lists, without those that have ended with it. */
export function grantedBy(sip: SipMessage): readonly GrantedContact[] {
  return sip.contacts.slice(0, MOST_BINDINGS).flatMap(grantedContact);
}

function grantedContact(address: SipAddress): readonly GrantedContact[] {
  const expires = deltaSeconds(parameterOf(address, 'expires'));
  if (address.uri === '*' || address.uri.length > LONGEST_NAME || expires === undefined || expires === 0) {
    return [];
  }
  const q = parameterOf(address, 'q');
  return [
    {
      contact: address.uri,
      expires,
      instance: parameterOf(address, '+sip.instance'),
      q: q !== undefined && /^[01](\.\d{0,3})?$/.test(q) ? Math.round(Number(q) * 1000) : undefined,
    },
  ];
}
