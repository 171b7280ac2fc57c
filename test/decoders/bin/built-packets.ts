import type { Candidate, Catalogue } from '../../../decoders/bin/catalogue.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { NESTED_CATALOGUE } from '../../../decoders/bin/nested-buffers.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';

/** A packet that no recording has, made by the encoder. */
export interface BuiltPacket {
  readonly capability: string;
  readonly name: string;
  readonly catalogue: Catalogue;
  readonly candidate: Candidate;
  readonly fields: Fields;
  readonly bytes: Uint8Array;
}

const UUID = 'AAAAAAAAAAAAAAAAAAAAAA==';

const ENTITY: Fields = {
  entity_type: 0,
  tag0: '1-c',
  tag1: 'B2B.254.293.1700000000',
  callid: 'call1@192.0.2.10',
  ruri: 'sip:bob@example.com',
  from_uri: 'sip:alice@example.com',
  from_dname: 'Alice',
  to_uri: 'sip:bob@example.com',
  to_dname: '',
  route_set0: '',
  route_set1: '',
  send_sock: 'udp:198.51.100.1:5060',
  logic_key: '12.0',
  mod_name: 'b2b_logic',
  state: 5,
  cseq0: 1,
  cseq1: 2,
  last_method: 1,
  last_reply_code: 200,
  last_invite_cseq: 1,
  contact0: 'sip:alice@192.0.2.10',
  contact1: 'sip:bob@192.0.2.20',
  leg_tag: 'tt',
  leg_cseq: 2,
  leg_contact: 'sip:bob@192.0.2.20',
  leg_route_set: '',
};

const MESSAGE = Buffer.from(
  [
    'ACK sip:bob@192.0.2.20 SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK1',
    'From: <sip:alice@example.com>;tag=ft',
    'To: <sip:bob@example.com>;tag=tt',
    'Call-ID: call1@192.0.2.10',
    'CSeq: 1 ACK',
    'Content-Length: 0',
    '',
    '\u0000',
  ].join('\r\n'),
);

/** Every packet of the registry that no recording has is here, or the goldens' test fails. */
export const NO_RECORDING_HAS_ONE: readonly BuiltPacket[] = [
  build('b2be-entities-repl', 2, 1, {
    ...ENTITY,
    storage: {
      repl_type: 2,
      state: 1,
      lifetime: 3600,
      context_values: { vals_no: 1, val: [{ name: 'n', value: 'v' }] },
      ent_start_time: 1700000000,
      ent_setup_time: 2,
      ent_call_time: 30,
      ent_no: 1,
    },
  }),
  build('b2be-entities-repl', 3, 1, {
    entity_type: 1,
    tag0: 'ft',
    tag1: 'tt',
    callid: 'B2B.254.293.1700000000',
    logic_key: '12.1',
  }),
  build('tm-repl', 2, 0, {
    proto: 1,
    dst_host: '198.51.100.1',
    dst_port: 5060,
    src_ip: '2001:db8::1',
    src_port: 5070,
    message: new Uint8Array(MESSAGE),
  }),
  build('presence', 10001, 1, { tag_name: 'vip1' }),
  nested('rtp_relay_ctx', 1, {
    relay: 'rtpproxy',
    sess_index: 0,
    sess_state: 3,
    set: 0,
    node: 'udp:192.0.2.30:22222',
    flag_value_v1: ['', '', '192.0.2.30', '', '', '', '', '', '', ''],
  }),
  nested('siprec', 2, {
    session: [
      {
        ts: 1700000000,
        version: 1,
        flags: 0,
        media: '192.0.2.30',
        srs_uri: 'sip:srs@192.0.2.40',
        group: '',
        group_custom_extension: '',
        session_custom_extension: '',
        socket: 'udp:198.51.100.1:5060',
        uuid: UUID,
        b2b_key: 'B2B.1.2.3',
        b2b_fromtag: 'a',
        b2b_totag: 'b',
        b2b_callid: 'B2B.1.2.3',
        participants_no: 1,
        participant: [
          {
            kind: 1,
            aor: 'sip:alice@example.com',
            name: 'Alice',
            uuid: UUID,
            ts: 1700000000,
            streams_no: 1,
            stream: [{ label: 1, medianum: 0, uuid: UUID }],
          },
        ],
      },
    ],
  }),
];

function build(capability: string, command: number, version: number, fields: Fields): BuiltPacket {
  return encoded(CATALOGUE, capability, command, version, fields);
}

function nested(name: string, version: number, fields: Fields): BuiltPacket {
  return encoded(NESTED_CATALOGUE, name, 0, version, fields);
}

/** In the newest layout that has the packet. */
function encoded(
  catalogue: Catalogue,
  capability: string,
  command: number,
  version: number,
  fields: Fields,
): BuiltPacket {
  const candidates = catalogue.named(capability)?.candidatesFor(command, version) ?? [];
  const candidate = candidates[candidates.length - 1];
  if (candidate === undefined) throw new Error(`no packet ${command} of ${capability} v${version}`);
  const trailer =
    candidate.capability.nodeIds === 'trailer' ? { cluster: 1, source: 2, destination: 3 } : undefined;
  const bytes = encodePacket(candidate, version, fields, trailer);
  return { capability, name: candidate.packet.name, catalogue, candidate, fields, bytes };
}
