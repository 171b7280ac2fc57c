import { parameterOf } from '../../decoders/sip/parse-address.ts';
import type { SipMessage } from '../../decoders/sip/sip-message.ts';
import { flowKey } from './flow-parts.ts';
import { asStored, contactKey, storedUserOf } from './sip-names.ts';

type Contacts = SipMessage['contacts'];

/** Number of registrants that are kept: enough for those whose REGISTERs are on their way. */
const REMEMBERED = 512;
const NONE: readonly string[] = [];

/** Who registers under one Call-ID, with the keys for finding the flow and the requests. */
export class Registrant {
  readonly aor: string;
  /** The key of its flow. */
  readonly key: string;
  /** The subject of its requests if the registrar leaves out the domain (modparam use_domain is 0). */
  readonly user: string;
  /** The key if the registrar keeps the domain; undefined if there is no domain. */
  readonly userAtDomain: string | undefined;
  private contacts: Contacts = [];
  private devices = NONE;

  constructor(aor: string, callId: string) {
    this.aor = aor;
    this.user = storedUserOf(aor);
    this.key = flowKey.registration(this.user, callId);
    this.userAtDomain = aor.includes('@') ? asStored(aor).toLowerCase() : undefined;
  }

  /** Keys of the device with these contacts; remembered, because a device mostly asks for the same contacts again. */
  devicesOf(contacts: Contacts): readonly string[] {
    if (contacts !== this.contacts) {
      this.contacts = contacts;
      this.devices = namesOf(contacts).map((name) => flowKey.device(this.user, name));
    }
    return this.devices;
  }
}

/** A device is known by its instance and reg-id (RFC 5626 4.1) or, if it sends none, by its contact. */
function namesOf([contact]: Contacts): readonly string[] {
  if (contact === undefined || contact.uri === '*') return NONE;
  const instance = parameterOf(contact, '+sip.instance');
  const device = instance === undefined ? [] : [`${instance};${parameterOf(contact, 'reg-id') ?? ''}`];
  return [...device, contactKey(contact.uri)];
}

/** Remembers the last registrants, because a REGISTER is seen on several hops, with its challenge and its answers. */
export class Registrants {
  private readonly known = new Map<string, Registrant>();

  get(aor: string, callId: string): Registrant {
    const before = this.known.get(callId);
    if (before?.aor === aor) return before;
    if (this.known.size >= REMEMBERED) this.known.clear();
    const registrant = new Registrant(aor, callId);
    this.known.set(callId, registrant);
    return registrant;
  }
}
