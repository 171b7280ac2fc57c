import type { SipMessage } from '../../decoders/sip/sip-message.ts';
import { flowKey } from './flow-parts.ts';
import { parameterOf } from './sip-facts.ts';
import { contactKey, userOf } from './sip-names.ts';

type Contacts = SipMessage['contacts'];

/** Registrants that are known by heart: those whose REGISTERs are on their way. */
const REMEMBERED = 512;
const NONE: readonly string[] = [];

/** Who registers under one Call-ID, and by which keys that is found. */
export class Registrant {
  readonly aor: string;
  /** Of its flow. */
  readonly key: string;
  /** What its requests are about where the registrar does not keep the domain (modparam use_domain). */
  readonly user: string;
  /** The same where it does; undefined where there is none. */
  readonly userAtDomain: string | undefined;
  private contacts: Contacts = [];
  private devices = NONE;

  constructor(aor: string, callId: string) {
    this.aor = aor;
    this.user = userOf(aor);
    this.key = flowKey.registration(this.user, callId);
    this.userAtDomain = aor.includes('@') ? aor.toLowerCase() : undefined;
  }

  /** Keys of the device with these contacts, which mostly are those that it asked for before. */
  devicesOf(contacts: Contacts): readonly string[] {
    if (contacts !== this.contacts) {
      this.contacts = contacts;
      this.devices = namesOf(contacts).map((name) => flowKey.device(this.user, name));
    }
    return this.devices;
  }
}

/** RFC 5626 4.1: instance and reg-id name a device's flow; of others, the contact is all there is. */
function namesOf([contact]: Contacts): readonly string[] {
  if (contact === undefined || contact.uri === '*') return NONE;
  const instance = parameterOf(contact, '+sip.instance');
  const device = instance === undefined ? [] : [`${instance};${parameterOf(contact, 'reg-id') ?? ''}`];
  return [...device, contactKey(contact.uri)];
}

/** The registrants of late: a REGISTER is seen with its challenge and answers, on one hop after the other. */
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
