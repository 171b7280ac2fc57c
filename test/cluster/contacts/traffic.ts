import { isDeepStrictEqual } from 'node:util';
import type { BinPacket } from '../../../decoders/bin/decode-packet.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import { ContactTracker } from '../../../src/cluster/contacts/contact-tracker.ts';
import type { ContactWatch } from '../../../src/cluster/contacts/held/contact-watch.ts';
import { type AorState, aorStates } from '../../../src/cluster/contacts/reports/aor-state.ts';
import { KnownAorStates } from '../../../src/cluster/contacts/reports/known-aor-states.ts';
import { Coverage } from '../../../src/cluster/coverage/coverage.ts';
import { Lapses } from '../../../src/cluster/coverage/lapses.ts';
import type { Membership } from '../../../src/cluster/identity/node-directory.ts';
import type { SeenBin, SeenMessage, SeenSip } from '../../../src/cluster/seen-message.ts';
import { Silences } from '../../../src/cluster/silences/silences.ts';
import type { TimeSpan } from '../../../src/cluster/time-spans.ts';
import type { MessageId, SourceId } from '../../../src/ids.ts';
import { Transport } from '../../../src/reassembly/carried-message.ts';
import { inOneGo } from '../../../src/tables/steps.ts';
import { contentOf } from '../../support/content-of.ts';
import { NO_GAPS } from '../coverage/no-gaps.ts';
import { ToldEnds } from '../silences/told-ends.ts';
import { type WrittenContext, writtenContext } from '../written-context.ts';

/** Seconds since 1970 at which the traffic of these tests begins. */
export const START = 1_700_000_000;
const CAPABILITY = 'usrloc-contact-repl';

/** What a contact packet says; what is not given is usual. */
export interface ContactFields {
  readonly aor?: string;
  readonly domain?: string;
  readonly contact?: string;
  readonly callid?: string;
  readonly cseq?: number;
  /** Seconds from the beginning; 0 and 10 as they are. */
  readonly expires?: number;
  readonly match_mode?: number;
  readonly match_param?: string[];
  readonly kv_store?: string;
  readonly last_modified?: number;
}

export function contactFields(given: ContactFields = {}): Fields {
  const { expires = 300, ...others } = given;
  return {
    domain: 'location',
    aor: '1000',
    contact: 'sip:1000@192.0.2.9:6001',
    callid: 'a@phone',
    cseq: 1,
    user_agent: 'phone/1.0',
    path: '',
    received: '',
    sock: 'udp:192.0.2.1:5060',
    q: -1,
    last_modified: START,
    match_mode: -1,
    ...others,
    expires: expires === 0 || expires === 10 ? expires : START + expires,
  };
}

export interface BinOptions {
  readonly cluster?: number;
  readonly version?: number;
  /** Nodes at the ends of this link, where they are not source and destination. */
  readonly over?: readonly [number, number];
}

/** A cluster of which a bridge sees everything, unless `observedAt` is a host that sees its own links. */
export class Traffic {
  readonly context: WrittenContext;
  private readonly ends = new ToldEnds();
  readonly tracker: ContactTracker;
  private readonly known: KnownAorStates;
  private readonly observedAt: number | undefined;
  private messages = 0;
  private now = 0;
  private span: TimeSpan | undefined;
  /** The links of which something is missed. */
  private readonly missed = new Coverage();

  constructor(observedAt?: number, watch?: ContactWatch, room = 1) {
    const lapses = new Lapses({ ...NO_GAPS, span: () => this.span }, this.missed);
    this.context = writtenContext(START, { room, silences: new Silences(this.ends), lapses });
    this.tracker = new ContactTracker(this.context, watch);
    this.known = new KnownAorStates(this.tracker, this.context);
    this.observedAt = observedAt;
  }

  /** Seconds from the beginning. */
  at(seconds: number): this {
    this.now = seconds * 1e9;
    return this;
  }

  /** The capture ends then, and began long before. To be said first. */
  capturedUntil(seconds: number): this {
    this.span = { from: -1000e9, to: seconds * 1e9 };
    return this;
  }

  /** Packets between all nodes: they are members, and captured. */
  mesh(...nodes: readonly number[]): this {
    for (const from of nodes) for (const to of nodes) if (from < to) this.ping(from, to);
    return this;
  }

  ping(from: number, to: number, cluster = 1): this {
    const packet = { capability: 'clusterer-internal', name: 'CLUSTERER_PING', fields: {} };
    return this.bin(packet, from, 0, { cluster, over: [from, to] });
  }

  /** The node is the first to end a connection; seconds from the beginning. */
  end(node: number, seconds: number): this {
    this.ends.end(node, seconds);
    return this;
  }

  /** The node tells another one that its link to the third is down. */
  linkDown(node: number, to: number, neighbour: number, link_state = 1): this {
    const fields = { neighbour, link_state, path: [node] };
    const packet = { capability: 'clusterer-internal', name: 'CLUSTERER_LS_UPDATE', fields };
    return this.bin(packet, node, 0, { over: [node, to] });
  }

  linkUp(node: number, to: number, neighbour: number): this {
    return this.linkDown(node, to, neighbour, 0);
  }

  contact(
    kind: 'INSERT' | 'UPDATE' | 'DELETE',
    from: number,
    to: number,
    given: ContactFields = {},
    options: BinOptions = {},
  ): this {
    const fields = contactFields({ last_modified: START + Math.floor(this.now / 1e9), ...given });
    const packet = { capability: CAPABILITY, name: `REPL_UCONTACT_${kind}`, fields };
    return this.bin(packet, from, to, options);
  }

  deleteAor(from: number, to: number, aor = '1000'): this {
    const fields = { domain: 'location', aor };
    return this.bin({ capability: CAPABILITY, name: 'REPL_URECORD_DELETE', fields }, from, to, {});
  }

  sync(from: number, to: number, records: readonly ContactFields[], wire = 3, wrapper = 3): this {
    const chunks = records.map((one) => ({
      data: { is_contact: 1, contact_record: contactFields({ match_mode: 1, ...one }) },
    }));
    const list = wrapper === 1 ? { records: chunks } : { data_version: wire, chunks };
    const command = wrapper === 3 ? 11 : 10;
    const packet = {
      capability: 'clusterer-extra',
      name: 'CLUSTERER_SYNC',
      command,
      fields: { capability: CAPABILITY, ...list },
    };
    return this.bin(packet, from, to, { version: wrapper });
  }

  syncRequest(receiver: number, donor: number): this {
    const fields = { capability: CAPABILITY };
    const packet = { capability: 'clusterer-extra', name: 'CLUSTERER_SYNC_REQ', fields };
    return this.bin(packet, receiver, donor, {});
  }

  /** With the number of chunks, as of 3.3. */
  syncEnd(from: number, to: number, chunks?: number): this {
    const fields = { capability: CAPABILITY, ...(chunks === undefined ? {} : { chunks_count: chunks }) };
    return this.bin({ capability: 'clusterer-extra', name: 'CLUSTERER_SYNC_END', fields }, from, to, {});
  }

  /** The node tells which capabilities it has. */
  announce(node: number, to: number, capabilities: readonly string[], cluster = 1): this {
    const caps = capabilities.map((capability) => ({ capability, state: 1 }));
    const fields = { nodes: [{ node_id: node, caps }], path: [node] };
    const packet = { capability: 'clusterer-internal', name: 'CLUSTERER_CAP_UPDATE', fields };
    return this.bin(packet, node, 0, { cluster, over: [node, to] });
  }

  /** The node lists others to another one. */
  list(node: number, to: number, name: string, nodes: Fields[string]): this {
    const packet = { capability: 'clusterer-internal', name, fields: { nodes, path: [node] } };
    return this.bin(packet, node, 0, { over: [node, to] });
  }

  /** A counter that begins anew. */
  restart(node: number, to: number): this {
    for (const [seq_no, timestamp] of [
      [5, START],
      [0, START + 1 + this.now / 1e9],
    ] as const) {
      const packet = {
        capability: 'clusterer-internal',
        name: 'CLUSTERER_FULL_TOP_UPDATE',
        fields: { seq_no, timestamp },
      };
      this.bin(packet, node, 0, { over: [node, to] });
    }
    return this;
  }

  bin(
    packet: Pick<BinPacket, 'capability' | 'name' | 'fields'> & { readonly command?: number },
    source: number,
    destination: number,
    { cluster = 1, version = 3, over }: BinOptions,
  ): this {
    const [sentBy, receivedBy] = over ?? [source, destination];
    const whole = {
      command: 0,
      length: 100,
      status: 'decoded',
      layouts: [],
      releases: 0,
      version,
      cluster,
      source,
      destination,
      ...packet,
    } as const;
    const message: SeenBin = {
      ...this.seen(),
      protocol: 'bin',
      packet: whole,
      content: contentOf(whole, cluster, source),
      cluster,
      source,
      destination,
      sentBy,
      receivedBy,
    };
    if (this.observedAt === undefined || sentBy === this.observedAt || receivedBy === this.observedAt)
      this.push(message);
    return this;
  }

  /** A SIP message between a node (or nobody's address) and another. */
  sip(lines: readonly string[], from: readonly Membership[], to: readonly Membership[]): this {
    const bytes = Buffer.from([...lines, 'Content-Length: 0', '', ''].join('\r\n'));
    const message: SeenSip = {
      ...this.seen(),
      protocol: 'sip',
      sip: parseSip(bytes, 0, bytes.length),
      sentBy: from,
      receivedBy: to,
    };
    this.push(message);
    return this;
  }

  /** A REGISTER from a phone to a node, and the answer. */
  register(node: number | readonly Membership[], given: RegisterGiven = {}): this {
    const nodes = typeof node === 'number' ? [{ cluster: 1, node }] : node;
    const head = registerHead(given);
    this.sip(
      [
        `REGISTER sip:example.com SIP/2.0`,
        ...head,
        ...(given.asked ?? ['Contact: <sip:1000@192.0.2.9:6001>', 'Expires: 300']),
      ],
      [],
      nodes,
    );
    return this.answer(node, given);
  }

  answer(node: number | readonly Membership[], given: RegisterGiven = {}): this {
    const nodes = typeof node === 'number' ? [{ cluster: 1, node }] : node;
    const listed = given.listed ?? ['Contact: <sip:1000@192.0.2.9:6001>;expires=300'];
    return this.sip([`SIP/2.0 ${given.status ?? '200 OK'}`, ...registerHead(given), ...listed], nodes, []);
  }

  states(seconds = this.now / 1e9): readonly AorState[] {
    const states = aorStates(this.tracker, this.context, seconds * 1e9);
    // Who has asked before gets the same.
    const known = inOneGo(this.known.at(seconds * 1e9, () => true));
    if (!isDeepStrictEqual(known, states)) throw new Error('what is known of AORs is out of date');
    return states;
  }

  /** `contact Call-ID/CSeq origin` of what a node holds of all AORs. */
  held(node: number, seconds?: number): readonly string[] {
    return this.states(seconds).flatMap(({ nodes }) =>
      (nodes.get(node)?.contacts ?? []).map(
        ({ version, origin, from }) =>
          `${version.contact.replace('@192.0.2.9', '')} ${version.callId}/${version.cseq} ${origin}${from === undefined ? '' : ` ${from}`}`,
      ),
    );
  }

  private seen() {
    this.messages++;
    const id = this.messages as MessageId;
    const sights = [{ source: 0 as SourceId, frame: this.messages, time: this.now }];
    const endpoint = this.context.endpoints.endpoint(
      this.context.endpoints.address(Buffer.from([192, 0, 2, 1]), 0, 4),
      5060,
    );
    return {
      id,
      time: this.now,
      sights,
      sender: endpoint,
      receiver: endpoint,
      transport: Transport.Udp,
      retransmissions: 0,
    };
  }

  private push(message: SeenMessage): void {
    this.context.coverage.push(message);
    if (this.span !== undefined) this.missed.push(message);
    this.context.restarts.push(message);
    this.context.silences.push(message);
    this.context.awaitedSyncs.push(message);
    this.tracker.push(message);
  }
}

export interface RegisterGiven {
  readonly to?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly branch?: string;
  readonly status?: string;
  /** Header fields of the request, and of the answer. */
  readonly asked?: readonly string[];
  readonly listed?: readonly string[];
}

export function registerHead({
  to = 'sip:1000@example.com',
  callId = 'a@phone',
  cseq = 1,
  branch = 'z9hG4bK1',
}: RegisterGiven): readonly string[] {
  return [
    `Via: SIP/2.0/UDP 192.0.2.9:6001;branch=${branch}`,
    `From: <${to}>;tag=1`,
    `To: <${to}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} REGISTER`,
    'User-Agent: phone/1.0',
  ];
}
