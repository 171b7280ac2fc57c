import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import type { ReleaseSet } from '../../../decoders/bin/releases.ts';
import { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { latin1 } from '../../../decoders/bytes/text.ts';
import type { NodeDirectory } from '../../cluster/identity/node-directory.ts';
import type { SenderReleases } from '../../cluster/sender-releases.ts';
import type { CarriedMessage } from '../../reassembly/carried-message.ts';
import type { KindTable } from '../../store/kinds.ts';
import type { NewMessage } from '../../store/new-message.ts';
import type { RouteTable } from '../../store/routes.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';
import { BinColumn, BinDigest, Sender } from './bin-digest.ts';
import { BinDigester } from './bin-digester.ts';
import { CopiesRead } from './copies-read.ts';
import { TermReading, type TermTables } from './term-reading.ts';

/** The tables that the reading of BIN packets uses and fills. */
export interface BinTables extends TermTables {
  readonly kinds: KindTable;
  readonly routes: RouteTable;
  readonly endpoints: EndpointTable;
  readonly nodes: NodeDirectory;
  readonly releases: SenderReleases;
}

/** Puts into its row what the index keeps of a BIN packet, and learns what it says about the nodes. */
export class BinReading {
  private readonly digester = new BinDigester();
  private readonly copies = new CopiesRead();
  private readonly tables: BinTables;
  private readonly terms: TermReading;
  /** Of the packet at hand. */
  private digest = new BinDigest();
  /** Is it more than its head? */
  private isWhole = false;

  constructor(tables: BinTables) {
    this.tables = tables;
    this.terms = new TermReading(tables);
  }

  /** A packet comes; `known` is its digest, if that has been made already. Returns at least the head of its digest. */
  begin({ bytes, from, to }: CarriedMessage, known: BinDigest | undefined): BinDigest {
    this.isWhole = known !== undefined;
    this.digest = known ?? this.digester.readHead(bytes, from, to);
    return this.digest;
  }

  /** Reads the packet that has begun. */
  read(message: CarriedMessage, row: NewMessage): void {
    const { tables, copies } = this;
    const known = this.chooseDigest(message);
    const { digest, isWhole } = this;
    const destination = digest.get(BinColumn.Destination);
    row.route = tables.routes.intern(
      digest.get(BinColumn.Cluster),
      digest.get(BinColumn.Source),
      destination,
    );
    row.content = digest.get(BinColumn.Content) >>> 0;
    row.secondContent = digest.get(BinColumn.SecondContent) >>> 0;
    const mayHaveCopies = destination > 0;
    if (!mayHaveCopies || !copies.restore(row, known)) {
      if (!isWhole) this.digester.readPayload(known);
      this.put(message, row);
      if (mayHaveCopies) copies.remember(row, known);
    }
    if (row.status === PacketStatus.Decoded) this.learnNodes(message);
  }

  /** The packet that has begun again, between other addresses: it tells of these what it told of the others. */
  readAddresses(message: CarriedMessage): void {
    const known = this.chooseDigest(message);
    if (!this.isWhole) this.digester.readPayload(known);
    if (this.digest.get(BinColumn.Status) === PacketStatus.Decoded) this.learnNodes(message);
  }

  /** Returns what the originator may run. A digest that was made without knowing that may not be right. */
  private chooseDigest(message: CarriedMessage): ReleaseSet {
    const { digest } = this;
    const known = this.tables.releases.of(digest.get(BinColumn.Cluster), digest.get(BinColumn.Source));
    if (this.isWhole && !digest.isFor(known)) this.begin(message, undefined);
    return known;
  }

  private put({ bytes, from }: CarriedMessage, row: NewMessage): void {
    const { tables, digest } = this;
    row.status = digest.get(BinColumn.Status);
    row.kind = this.kind(bytes, from);
    this.terms.addTerms(digest, bytes, from, row);
    row.namesCall = digest.get(BinColumn.NamesCall) === 1;
    row.timeout = digest.get(BinColumn.Timeout) >>> 0;
    if (row.status !== PacketStatus.Decoded) return;
    const releases = digest.get(BinColumn.Releases);
    tables.releases.learn(digest.get(BinColumn.Cluster), digest.get(BinColumn.Source), releases);
  }

  private kind(bytes: Uint8Array, start: number): number {
    const { digest, tables } = this;
    const entry = CATALOGUE.entries[digest.get(BinColumn.Entry)];
    const packet = entry?.spec.packets[digest.get(BinColumn.Packet)];
    if (entry !== undefined && packet !== undefined) return tables.kinds.packet(entry, packet);
    const from = start + digest.get(BinColumn.CapabilityFrom);
    const to = start + digest.get(BinColumn.CapabilityTo);
    return tables.kinds.unknownPacket(latin1(bytes, from, to), digest.get(BinColumn.Command));
  }

  /** A trailer names the originator and the final destination, with other nodes possibly in between (spec bin-core 12). */
  private learnNodes(message: CarriedMessage): void {
    const { tables, digest } = this;
    const { nodes, endpoints } = tables;
    const cluster = digest.get(BinColumn.Cluster);
    const destination = digest.get(BinColumn.Destination);
    const sender = endpoints.addressOf(message.sender);
    if (digest.get(BinColumn.Sender) === Sender.Named) {
      nodes.proven(sender, cluster, digest.get(BinColumn.SenderNode), message.time);
      return;
    }
    nodes.suggested(sender, cluster, digest.get(BinColumn.Source));
    if (destination > 0) nodes.suggested(endpoints.addressOf(message.receiver), cluster, destination);
  }
}
