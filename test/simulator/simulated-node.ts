import { type PacketLayout, ReleaseLayouts } from '../../bench/traffic/bin/release-layouts.ts';
import type { BinPacket } from '../../decoders/bin/decode-packet.ts';
import { releases } from '../../decoders/bin/releases.ts';
import type { Fields } from '../../decoders/fields/decode.ts';
import { encode } from '../../decoders/fields/encode.ts';
import { groupOf, groupsOf, numberOf, numbersOf, textOf } from '../../src/cluster/field-values.ts';
import { BinListener, BinSender, type Place } from './bin-socket.ts';
import { StoredContacts } from './stored-contacts.ts';

const CLUSTER = 1;
const INTERNAL = 'clusterer-internal';
const EXTRA = 'clusterer-extra';
const USRLOC = 'usrloc-contact-repl';
const [NOT_SYNCED, OK] = [0, 1];

export interface SentPacket {
  /** Milliseconds since 1970, when it was handed to the kernel. */
  readonly time: number;
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReceivedPacket {
  /** Milliseconds since 1970, when it was there whole. */
  readonly time: number;
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

export interface Neighbourhood {
  readonly release: string;
  /** Where each node listens. */
  readonly places: ReadonlyMap<number, Place>;
  /** Told of each packet as it is sent. */
  sent(packet: SentPacket): void;
  /** Told of each packet as it is received. */
  received(packet: ReceivedPacket): void;
}

/**
 * A node that speaks the protocol over real TCP: it pings and answers, says what it is capable of, floods
 * updates, keeps contacts and hands them over (spec bin-core 6 to 11).
 */
export class SimulatedNode {
  readonly id: number;
  readonly contacts = new StoredContacts();
  /** Is the data of usrloc complete here? */
  state = NOT_SYNCED;
  private readonly around: Neighbourhood;
  private readonly layouts: ReleaseLayouts;
  private readonly senders = new Map<number, BinSender>();
  private readonly seen = new Set<string>();
  private readonly listener: BinListener;
  private numbers = { topology: 0, capability: 0 };
  private timer: NodeJS.Timeout | undefined;

  constructor(id: number, around: Neighbourhood) {
    this.id = id;
    this.around = around;
    this.layouts = new ReleaseLayouts(around.release);
    this.listener = new BinListener(releases(around.release), (packet) => this.receive(packet));
  }

  listen(): Promise<void> {
    return this.listener.open(this.place);
  }

  /** Asks each of the others for the nodes that it knows; then pings them every `interval` milliseconds. */
  join(isSeed: boolean, interval = 200): void {
    this.state = isSeed ? OK : NOT_SYNCED;
    for (const other of this.others) this.internal(other, 'CLUSTERER_PING', { request_node_list: 1 });
    this.timer = setInterval(() => {
      for (const other of this.others) this.internal(other, 'CLUSTERER_PING', { request_node_list: 0 });
    }, interval);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    for (const sender of this.senders.values()) sender.close();
    this.senders.clear();
    this.contacts.clear();
    await this.listener.close();
  }

  /** A REGISTER was answered with 200: the contact is kept, and the others are told. */
  register(aor: string, contact: string, callId: string, cseq: number, expires: number): void {
    const known = this.contacts.get(aor, contact) !== undefined;
    const fields = this.contactFields(aor, contact, callId, cseq, expires);
    if (!this.contacts.has(aor)) this.broadcast(USRLOC, 'REPL_URECORD_INSERT', aorFields(aor));
    this.contacts.put(aor, contact, fields);
    this.broadcast(USRLOC, known ? 'REPL_UCONTACT_UPDATE' : 'REPL_UCONTACT_INSERT', fields);
  }

  unregister(aor: string, contact: string): void {
    const fields = this.contacts.get(aor, contact);
    if (fields === undefined) return;
    this.contacts.remove(aor, contact);
    this.broadcast(USRLOC, 'REPL_UCONTACT_DELETE', fields);
    if (!this.contacts.has(aor)) this.broadcast(USRLOC, 'REPL_URECORD_DELETE', aorFields(aor));
  }

  /** Asks a node for its contacts. */
  requestSync(donor: number): void {
    this.send(donor, EXTRA, 'CLUSTERER_SYNC_REQ', { capability: USRLOC });
  }

  private get place(): Place {
    return this.around.places.get(this.id) as Place;
  }

  private get others(): readonly number[] {
    return [...this.around.places.keys()].filter((id) => id !== this.id);
  }

  private receive(packet: BinPacket): void {
    const { capability, name, fields, source = 0 } = packet;
    this.around.received({ time: Date.now(), from: source, to: this.id, name: name ?? '' });
    if (capability === INTERNAL) this.takeInternal(name ?? '', source, fields);
    else if (capability === USRLOC) this.takeContact(name ?? '', fields);
    else if (name === 'CLUSTERER_SYNC_REQ') this.donate(source);
    else if (name === 'CLUSTERER_SYNC') this.takeChunks(fields);
    else if (name === 'CLUSTERER_SYNC_END') {
      this.state = OK;
      this.announce(0);
    }
  }

  private takeInternal(name: string, source: number, fields: Fields): void {
    switch (name) {
      case 'CLUSTERER_PING': {
        const asked = numberOf(fields, 'request_node_list') === 1;
        const nodes = asked ? this.others.filter((id) => id !== source) : [];
        this.internal(source, 'CLUSTERER_PONG', { nodes_count: nodes.length, nodes });
        if (asked) this.introduce(source);
        break;
      }
      case 'CLUSTERER_FULL_TOP_UPDATE':
        this.passOn(name, fields);
        break;
      case 'CLUSTERER_CAP_UPDATE':
        if (numberOf(fields, 'require_reply') === 1) this.announce(0);
        this.passOn(name, { ...fields, require_reply: 0 });
        break;
    }
  }

  private takeContact(name: string, fields: Fields): void {
    const [aor = '', contact = ''] = [textOf(fields, 'aor'), textOf(fields, 'contact')];
    switch (name) {
      case 'REPL_UCONTACT_INSERT':
      case 'REPL_UCONTACT_UPDATE':
        this.contacts.put(aor, contact, fields);
        break;
      case 'REPL_UCONTACT_DELETE':
        this.contacts.remove(aor, contact);
        break;
      case 'REPL_URECORD_DELETE':
        this.contacts.removeAor(aor);
        break;
    }
  }

  private takeChunks(fields: Fields): void {
    for (const chunk of groupsOf(fields, 'chunks')) {
      const record = groupOf(groupOf(chunk, 'data') ?? chunk, 'contact_record');
      if (record !== undefined) this.takeContact('REPL_UCONTACT_INSERT', record);
    }
  }

  /** All contacts to a node that has asked. */
  private donate(receiver: number): void {
    const { chunk, dataVersion } = this.layouts.chunk(USRLOC);
    const records: Fields[] = [];
    let last = '';
    for (const [aor, , contact] of this.contacts.records()) {
      if (aor !== last) records.push({ is_contact: 0, aor_record: aorFields(aor) });
      records.push({ is_contact: 1, contact_record: contact });
      last = aor;
    }
    const chunks = records.map((fields) => ({ data: encode(chunk.list, fields) }));
    if (chunks.length > 0) {
      const fields = { capability: USRLOC, data_version: dataVersion, chunks, records: chunks };
      this.write(receiver, this.layouts.packet(EXTRA, 'CLUSTERER_SYNC'), (layout) =>
        layout.encode(fields, this.id, receiver, chunk),
      );
    }
    this.send(receiver, EXTRA, 'CLUSTERER_SYNC_END', { capability: USRLOC, chunks_count: chunks.length });
  }

  /** To a node that has come up: who is there, and what this one can do. */
  private introduce(to: number): void {
    const { address, port } = this.place;
    const neighbours = [...this.others];
    const record: Fields = {
      node_id: this.id,
      has_description: 1,
      url: `bin:${address}:${port}`,
      sip_addr: '',
      priority: 50,
      no_ping_retries: 3,
      ls_seq_no: -1,
      ls_timestamp: 0,
      neighbours_count: neighbours.length,
      neighbours,
    };
    const fields = { ...this.history('topology'), nodes_count: 1, nodes: [record] };
    this.internal(to, 'CLUSTERER_FULL_TOP_UPDATE', { ...fields, path_len: 1, path: [this.id] });
    this.announce(1, [to]);
  }

  private announce(requireReply: number, to: readonly number[] = this.others): void {
    const record = { node_id: this.id, caps_count: 1, caps: [{ capability: USRLOC, state: this.state }] };
    const fields = { ...this.history('capability'), nodes_count: 1, nodes: [record] };
    const update = { ...fields, require_reply: requireReply, path_len: 1, path: [this.id] };
    for (const other of to) this.internal(other, 'CLUSTERER_CAP_UPDATE', update);
  }

  /** Spec bin-core 10.3: once, to each neighbour that has not had this copy. */
  private passOn(name: string, fields: Fields): void {
    const path = numbersOf(fields, 'path');
    const key = `${name} ${numberOf(fields, 'source_node')} ${numberOf(fields, 'seq_no')}`;
    if (path.includes(this.id) || this.seen.has(key)) return;
    this.seen.add(key);
    const routed = { ...fields, path_len: path.length + 1, path: [...path, this.id] };
    for (const other of this.others) {
      if (!path.includes(other)) this.send(other, INTERNAL, name, routed);
    }
  }

  private history(kind: 'topology' | 'capability'): Fields {
    return { seq_no: this.numbers[kind]++, timestamp: Math.floor(Date.now() / 1000) };
  }

  private contactFields(aor: string, contact: string, callid: string, cseq: number, expires: number): Fields {
    const now = Math.floor(Date.now() / 1000);
    const dataVersion = this.layouts.chunk(USRLOC).dataVersion;
    const rest = { path: '', attr: '', received: '', instance: '', q: -1, flags: 0, kv_store: '' };
    return {
      ...{ ...aorFields(aor), contact, contact_id: 1n, callid, user_agent: 'simulator', ...rest },
      ...{ expires: now + expires, sock: `udp:${this.place.address}:5060`, cseq, methods: 0xffffffff },
      ...{ cflags: dataVersion >= 4 ? '' : 0, last_modified: now, match_mode: -1 },
    };
  }

  private broadcast(capability: string, name: string, fields: Fields): void {
    for (const other of this.others) this.send(other, capability, name, fields);
  }

  private internal(to: number, name: string, fields: Fields): void {
    this.send(to, INTERNAL, name, { cluster_id: CLUSTER, source_node: this.id, ...fields });
  }

  private send(to: number, capability: string, name: string, fields: Fields): void {
    this.write(to, this.layouts.packet(capability, name), (layout) => layout.encode(fields, this.id, to));
  }

  private write(to: number, layout: PacketLayout, encoded: (layout: PacketLayout) => Uint8Array): void {
    const place = this.around.places.get(to);
    if (place === undefined) return;
    let sender = this.senders.get(to);
    if (sender === undefined || !sender.isOpen) {
      sender = new BinSender(this.place.address, place);
      this.senders.set(to, sender);
    }
    const bytes = encoded(layout);
    this.around.sent({ time: Date.now(), from: this.id, to, name: layout.name, bytes });
    sender.write(bytes);
  }
}

function aorFields(aor: string): Fields {
  return { domain: 'location', aor, label: 0, next_clabel: 1, kv_store: '' };
}
