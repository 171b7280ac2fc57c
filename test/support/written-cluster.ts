import { ReleaseLayouts } from '../../bench/traffic/bin/release-layouts.ts';
import type { Fields } from '../../decoders/fields/decode.ts';
import type { Session } from '../../src/engine/session.ts';
import { pcap } from '../capture/build-captures.ts';
import { ethernet, ipv4, tcp, udp } from './build-packets.ts';
import { type SipGiven, sipText } from './written-sip.ts';

const PHONE = [192, 0, 2, 200];
const USUAL_BASE = 1_767_323_045;
const BIN_PORT = 5555;
const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const INVITE = 'INVITE sip:callee@example.com SIP/2.0';

/** Who sees a frame: nobody but the sender's host, all but somebody, ... */
type SeenBy = 'all' | 'sender' | { readonly not: string };

interface Frame {
  time: number;
  readonly data: Uint8Array;
  readonly ends: readonly [string, string];
  readonly seenBy: SeenBy;
}

interface Addresses {
  readonly source: readonly number[];
  readonly destination: readonly number[];
}

interface SegmentShape {
  readonly flags?: number;
  readonly window?: number;
  readonly acknowledgement?: number;
  /** From the one that is connected to. */
  readonly isBack?: boolean;
}

interface Registration {
  /** Nodes that are told; all others if not given. */
  readonly to?: readonly number[];
  /** Seconds at which they are told, behind the answer; before it if not given. */
  readonly toldAt?: number;
  readonly callId?: string;
  readonly cseq?: number;
  readonly expires?: number;
  /** Copies that leave and do not arrive. */
  readonly lostTo?: readonly number[];
  readonly contact?: string;
  readonly contactId?: bigint;
  /** Copies that an observer has no frame of, though they were sent. */
  readonly uncaptured?: { readonly to: number; readonly at: string };
}

interface Calling {
  /** Nodes that are told; all others if not given. */
  readonly to?: readonly number[];
  /** Of its Record-Route. */
  readonly did?: string;
}

/** Session time of a second of the cluster. */
export function timeAt({ tables }: Session, seconds: number): number {
  return (USUAL_BASE - tables.base.seconds + seconds) * 1e9;
}

/** A cluster on paper: what it sends is written down frame by frame, and each observer gets its own capture. */
export class WrittenCluster {
  private readonly nodes: readonly number[];
  private layouts = new ReleaseLayouts('3.4');
  private readonly frames: Frame[] = [];
  /** From each node to each other one. */
  private readonly connections = new Map<string, { readonly port: number; readonly sequence: number }>();
  private readonly lastPackets = new Map<string, readonly [Uint8Array, Addresses, Frame['ends'], SeenBy]>();
  private readonly ahead = new Map<number, number>();
  private readonly outgoing = new Map<number, number>();
  private now = 0;
  private hasLate = false;
  private counter = 0;

  constructor(...nodes: readonly number[]) {
    this.nodes = nodes;
  }

  /** Seconds from the beginning; each frame comes a millisecond after the one before. */
  at(seconds: number): this {
    this.now = seconds;
    return this;
  }

  /** What is sent from now on is of that release; 3.4 if not told. */
  release(name: string): this {
    this.layouts = new ReleaseLayouts(name);
    return this;
  }

  /** Seconds by which the clock of a node is ahead from now on. */
  clock(node: number, ahead: number): this {
    this.ahead.set(node, ahead);
    return this;
  }

  /** What the node sends leaves it from 192.0.2.N from now on; it listens where it did. */
  sendsFrom(node: number, address: number): this {
    this.outgoing.set(node, address);
    return this;
  }

  /** All ping and answer each other every two seconds until then, but on links from one node to another that are given. */
  pingsUntil(seconds: number, ...silent: readonly (readonly [number, number])[]): this {
    const isSilent = (from: number, to: number): boolean => silent.some(([a, b]) => a === from && b === to);
    for (; this.now < seconds; this.now = Math.floor(this.now) + 2) {
      for (const from of this.nodes) {
        for (const to of this.nodes) {
          if (from === to || isSilent(from, to)) continue;
          this.ping(from, to);
          if (!isSilent(to, from)) this.pong(to, from);
        }
      }
    }
    return this;
  }

  /** A ping of a link that is not considered up asks for the list of nodes. */
  ping(from: number, to: number, isUp = true): this {
    const fields = { ...this.internal(from), request_node_list: isUp ? 0 : 1 };
    return this.packet('clusterer-internal', 'CLUSTERER_PING', fields, from, to);
  }

  /** The answer to a ping, with the other nodes that it knows. */
  pong(from: number, to: number, ...nodes: readonly number[]): this {
    const fields = { ...this.internal(from), nodes_count: nodes.length, nodes: [...nodes] };
    return this.packet('clusterer-internal', 'CLUSTERER_PONG', fields, from, to);
  }

  /** The answer to the ping of a node that is not known. */
  unknownId(from: number, to: number): this {
    return this.packet('clusterer-internal', 'CLUSTERER_UNKNOWN_ID', this.internal(from), from, to);
  }

  /** A node introduces itself. */
  describe(node: number, to: number, sipAddress: string): this {
    const own = {
      url: `bin:192.0.2.${node}:${BIN_PORT}`,
      sip_addr: sipAddress,
      priority: 50,
      no_ping_retries: 3,
    };
    const fields = { ...this.internal(node), ...own, path_len: 1, path: [node] };
    return this.packet('clusterer-internal', 'CLUSTERER_NODE_DESCRIPTION', fields, node, to);
  }

  /** A phone registers at a node, which tells the others before it answers. */
  register(node: number, user: string, options: Registration = {}): this {
    const others = this.nodes.filter((other) => other !== node);
    const {
      to = others,
      toldAt,
      callId = `${user}@phone`,
      cseq = 1,
      expires = 600,
      lostTo = [],
      uncaptured,
      contact = `sip:${user}@192.0.2.200`,
      contactId = 1n,
    } = options;
    const own = `sip:${user}@example.com`;
    const more = [`Contact: <${contact}>;expires=${expires}`, `Expires: ${expires}`];
    const given = { callId, cseq: `${cseq} REGISTER`, from: own, fromTag: user, to: own, more };
    this.sip('phone', node, 'REGISTER sip:example.com SIP/2.0', given);
    const name = cseq === 1 ? 'REPL_UCONTACT_INSERT' : 'REPL_UCONTACT_UPDATE';
    const usual = this.contact(user, callId, cseq, expires, this.secondsAt(node));
    const fields = { ...usual, contact, contact_id: contactId };
    if (toldAt !== undefined) this.sip(node, 'phone', 'SIP/2.0 200 OK', given).at(toldAt);
    for (const other of to) {
      const isHidden = uncaptured?.to === other;
      const seenBy = lostTo.includes(other) ? 'sender' : isHidden ? { not: uncaptured.at } : 'all';
      this.packet('usrloc-contact-repl', name, fields, node, other, seenBy);
    }
    return toldAt === undefined ? this.sip(node, 'phone', 'SIP/2.0 200 OK', given) : this;
  }

  /** A phone calls another one through a node, which says that it keeps a dialog, and tells the others of its end. */
  call(node: number, callId: string, { to, did = ';did=1a.2b' }: Calling = {}): this {
    const others = this.nodes.filter((other) => other !== node);
    const contact = 'Contact: <sip:phone@192.0.2.200>';
    const asked = { callId, cseq: '1 INVITE', more: [contact] };
    const routed = { ...asked, more: [contact, `Record-Route: <sip:192.0.2.${node};lr${did}>`] };
    const answered = { ...routed, toTag: 'b' };
    this.sip('phone', node, INVITE, asked).sip(node, 'phone', INVITE, routed);
    this.sip('phone', node, 'SIP/2.0 200 OK', answered).sip(node, 'phone', 'SIP/2.0 200 OK', answered);
    const fields = { callid: callId, from_tag: 'a', to_tag: 'b', h_id: 1 };
    for (const other of to ?? others) {
      this.send('dialog-dlg-repl', 'REPLICATION_DLG_DELETED', fields, node, other);
    }
    return this;
  }

  /** A datagram of SIP between nodes, phones and others: 192.0.2.N. */
  sip(from: number | 'phone', to: number | 'phone', first: string, given: SipGiven): this {
    return this.datagram(sipText(first, given), from, to);
  }

  /** A phone asks a node for something, and gets no answer. */
  request(user: string, node: number, seconds: number): this {
    const asked = { callId: `${seconds}@phone`, cseq: '1 OPTIONS', fromTag: user };
    return this.at(seconds).sip('phone', node, 'OPTIONS sip:example.com SIP/2.0', asked);
  }

  syncRequest(receiver: number, donor: number): this {
    const fields = { capability: 'usrloc-contact-repl' };
    return this.packet('clusterer-extra', 'CLUSTERER_SYNC_REQ', fields, receiver, donor);
  }

  /** A part of an answer, without records. */
  syncPart(donor: number, receiver: number): this {
    const fields = { capability: 'usrloc-contact-repl', data_version: 3, chunks: [] };
    return this.packet('clusterer-extra', 'CLUSTERER_SYNC', fields, donor, receiver);
  }

  /** The end of an answer that says how many chunks there were. */
  syncEnd(donor: number, receiver: number, chunks: number): this {
    const fields = { capability: 'usrloc-contact-repl', chunks_count: chunks };
    return this.packet('clusterer-extra', 'CLUSTERER_SYNC_END', fields, donor, receiver);
  }

  /** A node says that it holds a sharing tag now. */
  announceTag(node: number, tag: string, ...to: readonly number[]): this {
    for (const other of to) this.send('clusterer-extra', 'CLUSTERER_SHTAG_ACTIVE', { tag }, node, other);
    return this;
  }

  /** The first word of a new process: its own links and capabilities. */
  begin(node: number, to: number, capabilities: Readonly<Record<string, number>> = {}): this {
    const path = { path_len: 1, path: [node] };
    const counter = { seq_no: 0, timestamp: this.secondsAt(node) };
    const own = { node_id: node, has_description: 0, ls_seq_no: -1, ls_timestamp: 0, neighbours_count: 0 };
    const topology = {
      ...this.internal(node),
      ...counter,
      nodes_count: 1,
      nodes: [{ ...own, neighbours: [] }],
    };
    this.send('clusterer-internal', 'CLUSTERER_FULL_TOP_UPDATE', { ...topology, ...path }, node, to);
    return this.capabilities(node, to, 0, capabilities);
  }

  /** What a node has in sync (1) and what not (0). */
  capabilities(node: number, to: number, number: number, states: Readonly<Record<string, number>>): this {
    const caps = Object.entries(states).map(([capability, state]) => ({ capability, state }));
    const fields = {
      ...this.internal(node),
      seq_no: number,
      timestamp: this.secondsAt(node),
      nodes_count: 1,
      nodes: [{ node_id: node, caps_count: caps.length, caps }],
      require_reply: 0,
      path_len: 1,
      path: [node],
    };
    return this.send('clusterer-internal', 'CLUSTERER_CAP_UPDATE', fields, node, to);
  }

  /** Any other packet from one node to another. */
  send(capability: string, name: string, fields: Fields, from: number, to: number): this {
    return this.packet(capability, name, fields, from, to);
  }

  /** The last frame was lost; what is seen of it comes again only then. */
  resentAt(seconds: number): this {
    const last = this.frames.at(-1);
    if (last !== undefined) last.time = seconds;
    this.hasLate = true;
    return this;
  }

  /** The last packet of one node to the other is sent once more. */
  again(from: number, to: number): this {
    const sent = this.lastPackets.get(`${from} ${to}`);
    return sent === undefined ? this : this.frame(6, ...sent);
  }

  /** The other node says that it has all that the one has sent it. */
  acknowledge(from: number, to: number): this {
    const { port, sequence } = this.connections.get(`${from} ${to}`) ?? { port: 0, sequence: 1 };
    const ports = { source: BIN_PORT, destination: port };
    const addresses = { source: [192, 0, 2, to], destination: [192, 0, 2, from] };
    const payload = tcp([], { ...ports, sequence: 1, acknowledgement: sequence, flags: ACK });
    return this.frame(6, payload, addresses, [`node${to}`, `node${from}`], 'all');
  }

  /** Bytes that need be no packet, on the connection of one node to the other; none of them are remembered. */
  segment(from: number, to: number, bytes: Uint8Array, shape: SegmentShape = {}): this {
    const link = `${from} ${to}`;
    const { port, sequence } = this.connections.get(link) ?? { port: 40_000 + 100 * to, sequence: 1 };
    this.connections.set(link, { port, sequence: sequence + bytes.length });
    const { isBack = false, ...tcpShape } = shape;
    const ports = isBack ? { source: BIN_PORT, destination: port } : { source: port, destination: BIN_PORT };
    const [sender, receiver] = isBack ? [to, from] : [from, to];
    const ends = [`node${sender}`, `node${receiver}`] as const;
    const addresses = { source: [192, 0, 2, sender], destination: [192, 0, 2, receiver] };
    return this.frame(6, tcp(bytes, { ...ports, sequence, ...tcpShape }), addresses, ends, 'all');
  }

  /** The node closes all of its connections, as its host does for a process that ends. */
  close(node: number): this {
    for (const link of this.connections.keys()) {
      const [from = 0, to = 0] = link.split(' ').map(Number);
      if (from !== node && to !== node) continue;
      this.segment(from, to, new Uint8Array(0), { flags: FIN | ACK, isBack: to === node });
      this.renew(link);
    }
    return this;
  }

  /** The host of the other one refuses a new connection: nobody listens there. */
  refused(from: number, to: number): this {
    const link = `${from} ${to}`;
    this.connections.set(link, { port: this.renew(link), sequence: 0 });
    this.segment(from, to, new Uint8Array(0), { flags: SYN });
    this.segment(from, to, new Uint8Array(0), { flags: RST | ACK, acknowledgement: 1, isBack: true });
    this.renew(link);
    return this;
  }

  /** What was seen on the host of a node, or between all of them. */
  capture(observer: `node${number}` | 'bridge'): Buffer {
    const seen = this.frames.filter(({ ends, seenBy }) => {
      if (typeof seenBy === 'object' && seenBy.not === observer) return false;
      if (observer === 'bridge') return seenBy !== 'sender';
      return seenBy === 'sender' ? ends[0] === observer : ends.includes(observer);
    });
    if (this.hasLate) seen.sort((a, b) => a.time - b.time);
    const microseconds = (time: number): number => Math.round(time * 1e6);
    return pcap(
      seen.map(({ time, data }) => ({
        seconds: USUAL_BASE + Math.floor(microseconds(time) / 1e6),
        fraction: microseconds(time) % 1e6,
        data,
      })),
    );
  }

  private contact(user: string, callId: string, cseq: number, expires: number, now: number): Fields {
    return {
      domain: 'location',
      aor: user,
      contact: `sip:${user}@192.0.2.200`,
      contact_id: 1n,
      callid: callId,
      user_agent: 'n/a',
      path: '',
      attr: '',
      received: '',
      instance: '',
      expires: now + expires,
      q: -1,
      sock: 'udp:192.0.2.1:5060',
      cseq,
      flags: 0,
      cflags: 0,
      methods: 0xffffffff,
      last_modified: now,
      kv_store: '',
      match_mode: -1,
    };
  }

  /** What comes next on that link is sent from the next port; returns that. */
  private renew(link: string): number {
    const port = (this.connections.get(link)?.port ?? 40_000 + 100 * Number(link.split(' ')[1])) + 1;
    this.connections.set(link, { port, sequence: 1 });
    return port;
  }

  /** By the clock of the node. */
  private secondsAt(node: number): number {
    return Math.floor(USUAL_BASE + this.now + (this.ahead.get(node) ?? 0));
  }

  private internal(source: number): Fields {
    return { cluster_id: 1, source_node: source };
  }

  private packet(
    capability: string,
    name: string,
    fields: Fields,
    from: number,
    to: number,
    seenBy: SeenBy = 'all',
  ): this {
    const packet = this.layouts.packet(capability, name).encode(fields, from, to);
    const link = `${from} ${to}`;
    const { port, sequence } = this.connections.get(link) ?? { port: 40_000 + 100 * to, sequence: 1 };
    // What does not arrive is sent again, for as long as there is the connection: it broke.
    const next =
      seenBy === 'sender' ? { port: port + 1, sequence: 1 } : { port, sequence: sequence + packet.length };
    this.connections.set(link, next);
    const ports = { source: port, destination: BIN_PORT };
    const shape = { source: [192, 0, 2, this.outgoing.get(from) ?? from], destination: [192, 0, 2, to] };
    const ends = [`node${from}`, `node${to}`] as const;
    if (sequence === 1) this.frame(6, tcp([], { ...ports, sequence: 0, flags: SYN }), shape, ends, 'all');
    const sent = [tcp(packet, { ...ports, sequence }), shape, ends, seenBy] as const;
    this.lastPackets.set(link, sent);
    return this.frame(6, ...sent);
  }

  private datagram(text: string, from: number | 'phone', to: number | 'phone'): this {
    const address = (end: number | 'phone'): readonly number[] =>
      end === 'phone' ? PHONE : [192, 0, 2, end];
    const name = (end: number | 'phone'): string => (end === 'phone' ? end : `node${end}`);
    const shape = { source: address(from), destination: address(to) };
    return this.frame(17, udp(Buffer.from(text)), shape, [name(from), name(to)], 'all');
  }

  private frame(
    protocol: number,
    payload: Uint8Array,
    shape: Addresses,
    ends: Frame['ends'],
    seenBy: SeenBy,
  ): this {
    const identification = ++this.counter;
    const data = ethernet(0x0800, ipv4(protocol, payload, { ...shape, identification }));
    this.frames.push({ time: this.now, data, ends, seenBy });
    this.now += 0.001;
    return this;
  }
}
