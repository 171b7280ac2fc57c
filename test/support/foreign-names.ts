import { type PacketLayout, ReleaseLayouts } from '../../bench/traffic/bin/release-layouts.ts';
import { pcap } from '../capture/build-captures.ts';
import { ethernet, ipv4, tcp, udp } from './build-packets.ts';

/** Names as people have them, and as attackers do: wide, right to left, combined, with controls. */
export const FOREIGN_NAMES: readonly string[] = [
  'plain',
  '山田太郎',
  'ＦＵＬＬ',
  'שלום עולם',
  'محمد 42',
  'e\u0301te\u0301',
  '👩‍💻📞',
  '🇩🇪1️⃣☎️',
  'नमस्ते',
  'สวัสดี',
  'हिन्दी वाला',
  'ทำน้ำ',
  '\x1b[31mred\x07',
  '\u202egpj.exe',
  'a\tb\u200bc',
];

/** How node 1 calls itself. */
const DESCRIPTION = {
  cluster_id: 1,
  source_node: 1,
  url: 'bin:ノード-हिन्दी-שרת-👩‍💻:5555',
  sip_addr: 'sip:नोड@example.com',
  priority: 50,
  no_ping_retries: 3,
  path_len: 1,
  path: [1],
};

const PHONE = [192, 0, 2, 10];
const node = (id: number): readonly number[] => [192, 0, 2, id];
const USUAL_BASE = 1_767_323_045;

/** Each registers at node 1, which tells node 2; and each calls the one before. `base` is the time of the first. */
export function foreignNames(base = USUAL_BASE): Buffer {
  const layouts = new ReleaseLayouts('3.4');
  const insert = layouts.packet('usrloc-contact-repl', 'REPL_UCONTACT_INSERT');
  const description = layouts.packet('clusterer-internal', 'CLUSTERER_NODE_DESCRIPTION');
  const packets = FOREIGN_NAMES.flatMap((name, at) => [
    ...registration(name, at, insert, base),
    ...call(name, FOREIGN_NAMES[at - 1] ?? 'nobody', at),
  ]);
  packets.push(segment(description.encode(DESCRIPTION, 1, 2), FOREIGN_NAMES.length));
  return pcap(packets.map((data, at) => ({ seconds: base + at, fraction: 0, data })));
}

/** Sharing tags, profiles of dialogs and MI commands with such names, over one connection each way. */
export function foreignTags(base = USUAL_BASE): Buffer {
  const layouts = new ReleaseLayouts('3.4');
  const active = layouts.packet('clusterer-extra', 'CLUSTERER_SHTAG_ACTIVE');
  const profile = layouts.packet('dialog-prof-repl', 'REPLICATION_DLG_PROFILE');
  const command = layouts.packet('clusterer-extra', 'CLUSTERER_MI_CMD');
  const sent = [0, 0, 0];
  const from = (source: number, packet: Uint8Array): Uint8Array => {
    const destination = 3 - source;
    const segment = tcp(packet, { source: 30_000 + source, sequence: 1 + (sent[source] ?? 0) });
    sent[source] = (sent[source] ?? 0) + packet.length;
    return ethernet(0x0800, ipv4(6, segment, { source: node(source), destination: node(destination) }));
  };
  const packets = FOREIGN_NAMES.flatMap((name) => [
    from(1, active.encode({ tag: name }, 1, 2)),
    from(2, profile.encode({ entry: [{ profile: name, has_value: 1, value: name, count: 3 }] }, 2, 1)),
    from(1, command.encode({ command: 'echo', params_count: 1, params: [name] }, 1, 2)),
  ]);
  return pcap(packets.map((data, at) => ({ seconds: base + at, fraction: 0, data })));
}

function registration(name: string, at: number, insert: PacketLayout, base: number): readonly Uint8Array[] {
  const register = sip('REGISTER sip:example.com SIP/2.0', name, name, `reg-${name}-${at}`, 'REGISTER', at);
  const answer = sip('SIP/2.0 200 OK', name, name, `reg-${name}-${at}`, 'REGISTER', at);
  const packet = insert.encode(
    {
      domain: 'location',
      aor: name,
      contact: contactOf(name),
      contact_id: BigInt(at),
      callid: `reg-${name}-${at}`,
      user_agent: name,
      path: '',
      attr: '',
      received: '',
      instance: '',
      expires: base + 3600,
      q: -1,
      sock: 'udp:192.0.2.1:5060',
      cseq: 1,
      flags: 0,
      cflags: 0,
      methods: 0xffffffff,
      last_modified: base,
      kv_store: '',
      match_mode: -1,
    },
    1,
    2,
  );
  return [datagram(register, PHONE, node(1)), segment(packet, at), datagram(answer, node(1), PHONE)];
}

function call(from: string, to: string, at: number): readonly Uint8Array[] {
  const callId = `call-${from}-${at}`;
  const invite = sip(`INVITE sip:${to}@example.com SIP/2.0`, from, to, callId, 'INVITE', at);
  const busy = sip('SIP/2.0 486 Busy Here', from, to, callId, 'INVITE', at);
  return [datagram(invite, PHONE, node(1)), datagram(busy, node(1), PHONE)];
}

/** Line ends would end a header field; all else may stand in one. */
function sip(
  first: string,
  from: string,
  to: string,
  callId: string,
  method: string,
  at: number,
): Uint8Array {
  const lines = [
    first,
    `Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK${method}${at}`,
    `From: "${from}" <sip:${from}@example.com>;tag=${at}`,
    `To: "${to}" <sip:${to}@example.com>${first.startsWith('SIP') ? ';tag=x' : ''}`,
    `Call-ID: ${callId}`,
    `CSeq: 1 ${method}`,
    `Contact: <${contactOf(from)}>;expires=3600`,
    `User-Agent: ${from}`,
    'Content-Length: 0',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

function contactOf(name: string): string {
  return `sip:${name}@192.0.2.10`;
}

function datagram(
  payload: Uint8Array,
  source: readonly number[],
  destination: readonly number[],
): Uint8Array {
  return ethernet(0x0800, ipv4(17, udp(payload), { source, destination }));
}

function segment(packet: Uint8Array, at: number): Uint8Array {
  const shape = { source: node(1), destination: node(2) };
  return ethernet(0x0800, ipv4(6, tcp(packet, { source: 30_000 + at }), shape));
}
