import { group, i32, i32Blob, text, timeBlob, u32, u64Blob } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { bits, bitsOr, contactId, keyValueStore, METHOD_BITS, named, qValue, unixTime } from './meanings.ts';
import { releases } from './releases.ts';

/**
 * usrloc-contact-repl: AORs and their contacts (spec bin-capabilities 4). The version on the wire does not
 * identify the layout: four layouts have 1, two have 2. Insert and update differ in the order of fields.
 */
const WITH_LABELS = ['2a', '2b', '3', '4', '5'];
const WITH_STORE_IN_INSERT = ['1d', '2b', '3', '4', '5'];
const WITH_STORE_IN_UPDATE = ['1b', '1c', '1d', '2a', '2b', '3', '4', '5'];
const WITH_ID_IN_INSERT = ['1b', '1c', '1d', '2a', '2b', '3', '4', '5'];
const WITH_ID_IN_UPDATE = ['1c', '1d', '2a', '2b', '3', '4', '5'];

const CONTACT = ['aor', 'contact', 'cseq', 'expires'];

const CT_MATCH_PARAMS = 2;

const aorId = [
  text('domain', 'usrloc table, normally "location"; unknown to the receiver: packet rejected'),
  text('aor', 'user, or user@host with use_domain; empty: rejected').aor(),
] as const;

const store = text('kv_store', 'key/value store, JSON').reads(keyValueStore);

const aorRecord = [
  ...aorId,
  u32('label', 'label of the AOR record, middle part of every contact id of it').in(...WITH_LABELS),
  u32('next_clabel', 'next contact label of the sender').in(...WITH_LABELS),
  store.from(5),
] as const;

const matching = [
  i32('match_mode', 'how the receiver looks for the contact; -1 = by its own matching_mode')
    .from(3)
    .means(
      named({
        [-1]: 'CT_MATCH_NONE',
        0: 'CT_MATCH_CONTACT_ONLY',
        1: 'CT_MATCH_CONTACT_CALLID',
        [CT_MATCH_PARAMS]: 'CT_MATCH_PARAMS',
      }),
    ),
  i32('match_params_no', 'names that follow').from(3).whenIs('match_mode', CT_MATCH_PARAMS),
  text('match_param', 'URI parameter name')
    .from(3)
    .whenIs('match_mode', CT_MATCH_PARAMS)
    .times('match_params_no'),
] as const;

const contactUri = text('contact', 'Contact URI, without brackets and header parameters').uri();
const id = u64Blob('contact_id', "sender's id of the contact").means(contactId);

/** From the Call-ID to last_modified: the same in insert and update. */
const registration = [
  text('callid', 'Call-ID of the REGISTER').callId(),
  text('user_agent', 'User-Agent of the REGISTER'),
  text('path', 'Path header set, empty if none'),
  text('attr', 'attribute set by the script'),
  text('received', 'received URI of a NATed contact'),
  text('instance', '+sip.instance; angle brackets kept'),
  timeBlob('expires', 'absolute expiry').means(unixTime({ 0: 'permanent', 10: 'force-expired' })),
  i32Blob('q', 'thousandths; -1 = unspecified').means(qValue),
  text('sock', 'listener that received the REGISTER, or its tag; empty = unknown'),
  i32('cseq', 'CSeq of the REGISTER that last touched the contact'),
  u32('flags', 'usrloc flags').means(bits({ 0: 'FL_MEM', 1: 'FL_EXTRA_HOP', 2: 'FL_PN_ON' })),
  u32('cflags', "branch flags; bit numbers are local to the sender's script").upTo(3).means(bits({})),
  text('cflags', 'branch flags by name, separated by a blank').from(4),
  u32('methods', 'methods that the contact allows').means(bitsOr('not announced', METHOD_BITS)),
  timeBlob('last_modified', "sender's time of the change").means(unixTime()),
] as const;

const contactInsert = [
  ...aorId,
  contactUri,
  id.in(...WITH_ID_IN_INSERT),
  ...registration,
  store.in(...WITH_STORE_IN_INSERT),
  ...matching,
] as const;

const contactUpdate = [
  ...aorId,
  contactUri,
  ...registration,
  store.in(...WITH_STORE_IN_UPDATE),
  id.in(...WITH_ID_IN_UPDATE),
  ...matching,
] as const;

const contactDelete = [
  ...aorId,
  contactUri,
  text('callid', 'Call-ID of the REGISTER that created the contact').callId(),
  i32('cseq', 'CSeq stored with the contact, not that of the un-REGISTER'),
  ...matching,
] as const;

export const usrlocContactRepl: CapabilitySpec = {
  name: CapabilityName.Contacts,
  module: 'usrloc',
  spec: 'bin-capabilities 4',
  note: 'registrations: addresses of record and their contacts',
  nodeIds: 'trailer',
  layouts: [
    layout('1a', 1, releases('2.4.0-2.4.1')),
    layout('1b', 1, releases('2.4.2')),
    layout('1c', 1, releases('2.4.3-2.4.6')),
    layout('1d', 1, releases('3.0.0')),
    layout('2a', 2, releases('2.4.7-2.4')),
    layout('2b', 2, releases('3.0.1-3.0', '3.1.0-3.1.2')),
    layout('3', 3, releases('3.1.3-3.5')),
    // Accepted by 3.6 and later, but never sent.
    layout('4', 4, releases()),
    layout('5', 5, releases('3.6+')),
  ],
  packets: [
    packet(1, 'REPL_URECORD_INSERT', 'a first contact makes a new AOR', aorRecord, { about: ['aor'] }),
    packet(2, 'REPL_URECORD_DELETE', 'the AOR is removed with all its contacts', aorId, { about: ['aor'] }),
    packet(3, 'REPL_UCONTACT_INSERT', 'new contact', contactInsert, { about: CONTACT }),
    packet(4, 'REPL_UCONTACT_UPDATE', 'refresh of a contact', contactUpdate, { about: CONTACT }),
    packet(5, 'REPL_UCONTACT_DELETE', 'a contact is removed', contactDelete, {
      about: ['aor', 'contact', 'cseq'],
    }),
  ],
  chunk: {
    fields: [
      i32('is_contact', '0 = an AOR follows, else a contact').means(named({ 0: 'aor', 1: 'contact' })),
      group('aor_record', 'AOR', aorRecord).whenIs('is_contact', 0),
      group('contact_record', 'contact, as in an insert', contactInsert).whenNot('is_contact', 0),
    ],
  },
};
