import { coreHash } from '../../../decoders/bin/meanings.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { nodeEndpoint, type Phone } from '../population.ts';
import { receivedOf } from '../sip/registration.ts';
import { dotted } from '../wire/packet-writer.ts';
import { type Registration, unixTime } from '../world.ts';

const TABLE = 'location';
/** Not announced. */
const ALL_METHODS = 0xffffffff;
const BEHIND_NAT = 64;
const CT_MATCH_NONE = -1;

/**
 * Values of usrloc's packets by name (spec bin-capabilities 4.2); each layout takes those that it has.
 * `cflags` is a mask up to wire version 3 and a text later: `texts` says which.
 */
export function contactFields(now: number, registration: Registration, flagsAsText: boolean): Fields {
  const { phone, node, callId, cseq, expires } = registration;
  const modified = unixTime(now);
  const flags = phone.isBehindNat ? BEHIND_NAT : 0;
  return {
    domain: TABLE,
    aor: phone.user,
    contact: phone.ownContact,
    contact_id: contactId(phone),
    callid: callId,
    user_agent: phone.agent.name,
    path: '',
    attr: '',
    received: receivedOf(phone),
    instance: phone.instance,
    expires: modified + expires,
    q: -1,
    sock: `${phone.connection < 0 ? 'udp' : 'tcp'}:${dotted(nodeEndpoint(node).address)}:5060`,
    cseq,
    flags: 0,
    cflags: flagsAsText ? (flags === 0 ? '' : 'NAT') : flags,
    methods: ALL_METHODS,
    last_modified: modified,
    kv_store: phone.isBehindNat ? '{"_st":"vip1"}' : '',
    match_mode: CT_MATCH_NONE,
  };
}

export function aorFields(phone: Phone): Fields {
  return {
    domain: TABLE,
    aor: phone.user,
    label: aorLabel(phone),
    next_clabel: (phone.index & 0x3fff) + 1,
    kv_store: '',
  };
}

export function removalFields({ phone, callId, storedCseq }: Registration): Fields {
  return {
    domain: TABLE,
    aor: phone.user,
    contact: phone.ownContact,
    callid: callId,
    // The CSeq of the REGISTER that last refreshed the contact, not of the one that removes it.
    cseq: storedCseq,
    match_mode: CT_MATCH_NONE,
  };
}

function aorLabel(phone: Phone): number {
  return phone.userIndex >>> 2;
}

/** Labels of contact and AOR, and 16 bits of the AOR's hash. */
function contactId(phone: Phone): bigint {
  const name = Buffer.from(phone.user, 'latin1');
  const hash = coreHash(name, 0, name.length) & 0xffff;
  return (BigInt(hash) << 46n) | (BigInt(aorLabel(phone)) << 14n) | BigInt(phone.index & 0x3fff);
}
