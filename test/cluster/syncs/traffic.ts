import type { BinPacket } from '../../../decoders/bin/decode-packet.ts';
import { ANY_RELEASE } from '../../../decoders/bin/releases.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import type { CaptureGaps, MissedBytes } from '../../../src/cluster/coverage/capture-gaps.ts';
import { Coverage } from '../../../src/cluster/coverage/coverage.ts';
import { Lapses } from '../../../src/cluster/coverage/lapses.ts';
import type { SeenBin } from '../../../src/cluster/seen-message.ts';
import type { SyncReport } from '../../../src/cluster/syncs/sync-model.ts';
import { SyncTracker } from '../../../src/cluster/syncs/sync-tracker.ts';
import type { TimeSpan } from '../../../src/cluster/time-spans.ts';
import type { EndpointId, MessageId, SourceId } from '../../../src/ids.ts';
import { type GapKind, Transport } from '../../../src/reassembly/carried-message.ts';
import { contentOf } from '../../support/content-of.ts';
import { type WrittenContext, writtenContext } from '../written-context.ts';

export const CLUSTER = 7;
export const USRLOC = 'usrloc-contact-repl';

/** What is not usual about a packet. */
export interface Unusual {
  readonly capability?: string;
  readonly cluster?: number;
  /** Nodes at the ends of this link, where they are not donor and receiver. */
  readonly over?: readonly [from: number, to: number];
  /** Observers that see it; 0 if not given. */
  readonly seenBy?: readonly number[];
  readonly packet?: Partial<BinPacket>;
  /** Its connection ended inside it. */
  readonly isUnfinished?: boolean;
  /** The trailer was not captured. */
  readonly withoutTrailer?: boolean;
}

/** Two or more nodes and the packets of their syncs; seconds, node ids, counts. */
export class SyncTraffic implements CaptureGaps {
  readonly context: WrittenContext;
  readonly tracker: SyncTracker;
  readonly missed: MissedBytes[] = [];
  knownUntil = Number.POSITIVE_INFINITY;
  /** Observer, and between which seconds it captured nothing. */
  readonly away: (readonly [source: number, from: number, to: number])[] = [];
  private next = 0;

  constructor() {
    this.context = writtenContext(undefined, { lapses: new Lapses(this, new Coverage()) });
    this.tracker = new SyncTracker(this.context, this);
  }

  span(): TimeSpan | undefined {
    return undefined;
  }

  in(): readonly MissedBytes[] {
    return this.missed;
  }

  outages(of: number): readonly TimeSpan[] {
    return this.away.flatMap(([source, from, to]) =>
      source === of ? { from: from * 1e9, to: to * 1e9 } : [],
    );
  }

  drops(): readonly TimeSpan[] {
    return [];
  }

  longestPause(): number {
    return 0;
  }

  wasOut(source: number, from: number, to: number): boolean {
    return this.away.some(([out, begin, end]) => out === source && begin * 1e9 <= to && end * 1e9 >= from);
  }

  request(at: number, receiver: number, donor: number, unusual: Unusual = {}): this {
    const fields = { capability: unusual.capability ?? USRLOC };
    return this.extra(at, receiver, donor, 'CLUSTERER_SYNC_REQ', fields, unusual);
  }

  /** Each chunk a contact; `mark` makes packets differ. */
  data(at: number, donor: number, receiver: number, count: number, unusual: Unusual = {}, mark = ''): this {
    const chunks = Array.from({ length: count }, (_, number) => ({
      size: 10,
      data: { is_contact: 1, contact_record: { aor: `${mark}${number}` } },
    }));
    const fields = { capability: unusual.capability ?? USRLOC, data_version: 3, chunks };
    return this.extra(at, donor, receiver, 'CLUSTERER_SYNC', fields, unusual);
  }

  /** Without `count` as up to 3.2. */
  end(at: number, donor: number, receiver: number, count?: number, unusual: Unusual = {}): this {
    const announced = count === undefined ? {} : { chunks_count: count };
    const fields = { capability: unusual.capability ?? USRLOC, ...announced };
    return this.extra(at, donor, receiver, 'CLUSTERER_SYNC_END', fields, unusual);
  }

  /** Any traffic, by which is seen that the capture goes on. */
  quiet(at: number, from = 2, to = 3, seenBy: readonly number[] = [0]): this {
    return this.see(
      at,
      from,
      to,
      0,
      { capability: 'clusterer-internal', name: 'CLUSTERER_PING' },
      { seenBy },
    );
  }

  /** The receiver tells another node that it has everything. */
  announce(at: number, receiver: number, to: number, capability = USRLOC): this {
    const fields = { nodes: [{ node_id: receiver, caps: [{ capability, state: 1 }] }], path: [receiver] };
    const packet = { capability: 'clusterer-internal', name: 'CLUSTERER_CAP_UPDATE', fields };
    return this.see(at, receiver, to, 0, packet);
  }

  replicate(at: number, from: number, to: number, capability = USRLOC, unusual: Unusual = {}): this {
    return this.see(at, from, to, to, { capability, name: 'REPL_UCONTACT_INSERT' }, unusual);
  }

  /** Its counter of topologies, which was at 5, begins anew. */
  restart(at: number, node: number, neighbour: number): this {
    const capability = 'clusterer-internal';
    const packet = { capability, name: 'CLUSTERER_FULL_TOP_UPDATE' };
    return this.see(at, node, neighbour, 0, { ...packet, fields: { seq_no: 5, timestamp: 100 } }).see(
      at,
      node,
      neighbour,
      0,
      { ...packet, fields: { seq_no: 0, timestamp: 200 } },
    );
  }

  /** An observer missed bytes between two nodes. */
  gap(at: number, sentBy: number, receivedBy: number, source = 0, kind: GapKind = 'counted'): this {
    this.missed.push({
      source: source as SourceId,
      sentBy,
      receivedBy,
      time: at * 1e9,
      since: at * 1e9,
      bytes: 100,
      kind,
    });
    return this;
  }

  reports(): readonly SyncReport[] {
    return this.tracker.reports();
  }

  /** The only one. */
  report(): SyncReport {
    const [report, ...others] = this.reports();
    if (report === undefined || others.length > 0) throw new Error(`${others.length + 1} syncs or none`);
    return report;
  }

  /** `complete`, or `short: fewer chunks than announced`. */
  verdicts(): readonly string[] {
    return this.reports().map(({ verdict, reason }) =>
      reason === undefined ? verdict : `${verdict}: ${reason}`,
    );
  }

  endpoint(node: number): EndpointId {
    const { endpoints } = this.context;
    return endpoints.endpoint(endpoints.address(Uint8Array.from([192, 0, 2, node]), 0, 4), 5555);
  }

  private extra(
    at: number,
    source: number,
    destination: number,
    name: string,
    fields: Fields,
    unusual: Unusual,
  ): this {
    const packet = { capability: 'clusterer-extra', name, fields, length: 100, ...unusual.packet };
    return this.see(at, source, destination, destination, packet, unusual);
  }

  private see(
    at: number,
    source: number,
    to: number,
    destination: number,
    packet: Partial<BinPacket>,
    unusual: Unusual = {},
  ): this {
    const { over = [source, to], seenBy = [0], cluster = CLUSTER } = unusual;
    const { withoutTrailer = false, isUnfinished = false } = unusual;
    const route = withoutTrailer
      ? { cluster: 0, source: 0, destination: 0 }
      : { cluster, source, destination };
    const sent: BinPacket = {
      ...{ capability: '', command: 11, version: 3, length: 50, status: 'decoded', layouts: [] },
      ...{ releases: ANY_RELEASE, fields: {} },
      ...packet,
    };
    const message: SeenBin = {
      id: this.next++ as MessageId,
      time: at * 1e9,
      sights: seenBy.map((observer) => ({ source: observer as SourceId, frame: 1, time: at * 1e9 })),
      sender: this.endpoint(over[0]),
      receiver: this.endpoint(over[1]),
      transport: Transport.Tcp,
      retransmissions: 0,
      protocol: 'bin',
      packet: sent,
      isUnfinished,
      content: contentOf(sent, cluster, source),
      ...route,
      sentBy: withoutTrailer ? undefined : over[0],
      receivedBy: withoutTrailer ? undefined : over[1],
    };
    this.context.coverage.push(message);
    this.context.restarts.push(message);
    this.context.awaitedSyncs.push(message);
    this.context.silences.push(message);
    this.tracker.push(message);
    return this;
  }
}
