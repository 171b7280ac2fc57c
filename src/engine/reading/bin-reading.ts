import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import type { ReleaseSet } from '../../../decoders/bin/releases.ts';
import { PacketSkimmer, PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { i32le } from '../../../decoders/bytes/integers.ts';
import { latin1 } from '../../../decoders/bytes/text.ts';
import { Role } from '../../../decoders/fields/field.ts';
import { writeAor } from '../../../decoders/sip/addresses-of-record.ts';
import { UriParts } from '../../../decoders/sip/uri.ts';
import type { NodeDirectory } from '../../cluster/identity/node-directory.ts';
import type { SenderReleases } from '../../cluster/sender-releases.ts';
import type { CarriedMessage } from '../../reassembly/carried-message.ts';
import type { KindTable } from '../../store/kinds.ts';
import type { NewMessage } from '../../store/new-message.ts';
import type { RouteTable } from '../../store/routes.ts';
import { aorTerm, callIdTerm } from '../../store/terms.ts';
import type { ByteStringTable } from '../../tables/byte-strings.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';
import { PayloadHash } from '../../tables/payload-hash.ts';
import { CopiesRead } from './copies-read.ts';
import type { SipReading } from './sip-reading.ts';

/** The tables that the reading of BIN packets uses and fills. */
export interface BinTables {
  readonly kinds: KindTable;
  readonly aors: ByteStringTable;
  readonly callIds: ByteStringTable;
  readonly routes: RouteTable;
  readonly endpoints: EndpointTable;
  readonly nodes: NodeDirectory;
  readonly releases: SenderReleases;
}

/** Takes from a BIN packet what the index keeps of it, and what it says about the nodes. */
export class BinReading {
  private readonly skimmer = new PacketSkimmer(CATALOGUE);
  private readonly uri = new UriParts();
  private readonly scratch = new Uint8Array(1024);
  private readonly hash = new PayloadHash();
  private readonly copies = new CopiesRead();
  private readonly tables: BinTables;
  private readonly sip: SipReading;

  constructor(tables: BinTables, sip: SipReading) {
    this.tables = tables;
    this.sip = sip;
  }

  read(message: CarriedMessage, row: NewMessage): void {
    const { skimmer, tables } = this;
    const { bytes, from, to } = message;
    skimmer.readHead(bytes, from, to);
    const { cluster, source, destination } = skimmer;
    row.route = tables.routes.intern(cluster, source, destination);
    row.content = this.hash.of(bytes, from, destination > 0 ? Math.max(from, to - DESTINATION) : to);
    row.secondContent = this.hash.second;
    const known = tables.releases.of(cluster, source);
    const mayHaveCopies = destination > 0;
    if (!mayHaveCopies || !this.copies.restore(row, known)) {
      this.readPayload(bytes, row, known);
      if (mayHaveCopies) this.copies.remember(row, known);
    }
    if (row.status === PacketStatus.Decoded) this.learnNodes(message);
  }

  /** The same packet again, between other addresses: it tells of these what it told of the others. */
  readAddresses(message: CarriedMessage): void {
    const { skimmer, tables } = this;
    skimmer.readHead(message.bytes, message.from, message.to);
    skimmer.readPayload(tables.releases.of(skimmer.cluster, skimmer.source));
    if (skimmer.status === PacketStatus.Decoded) this.learnNodes(message);
  }

  /** After `readHead`. */
  private readPayload(bytes: Uint8Array, row: NewMessage, known: ReleaseSet): void {
    const { skimmer, tables } = this;
    skimmer.readPayload(known);
    row.status = skimmer.status;
    row.kind = this.kind(bytes);
    this.addTerms(bytes, row);
    if (skimmer.status === PacketStatus.Decoded)
      tables.releases.learn(skimmer.cluster, skimmer.source, skimmer.releases);
  }

  private kind(bytes: Uint8Array): number {
    const { entry, candidate, capabilityFrom, capabilityTo, command } = this.skimmer;
    if (entry !== undefined && candidate !== undefined)
      return this.tables.kinds.packet(entry, candidate.packet);
    return this.tables.kinds.unknownPacket(latin1(bytes, capabilityFrom, capabilityTo), command);
  }

  /**
   * A flooded packet ends with the id of the node that sent this copy, and a PING or PONG begins with it. A trailer
   * names the originator and the final destination, with other nodes possibly in between (spec bin-core 12).
   */
  private learnNodes(message: CarriedMessage): void {
    const { skimmer, tables } = this;
    const { nodes, endpoints } = tables;
    const { cluster, source, destination } = skimmer;
    const sender = endpoints.addressOf(message.sender);
    if (skimmer.entry?.spec.nodeIds === 'prefix') {
      const fields = skimmer.candidate?.list.fields ?? [];
      const flooded = fields[fields.length - 1]?.spec.name === 'path';
      const node = flooded ? i32le(message.bytes, skimmer.payloadTo - 4) : source;
      nodes.proven(sender, cluster, node, message.time);
      return;
    }
    nodes.suggested(sender, cluster, source);
    if (destination > 0) nodes.suggested(endpoints.addressOf(message.receiver), cluster, destination);
  }

  private addTerms(bytes: Uint8Array, row: NewMessage): void {
    const { terms } = this.skimmer;
    for (let at = 0; at < terms.count; at++) {
      const from = terms.from(at);
      const to = terms.to(at);
      switch (terms.role(at)) {
        case Role.Aor:
          row.addTerm(aorTerm(this.tables.aors.intern(bytes, from, to)));
          break;
        case Role.CallId:
          row.addTerm(callIdTerm(this.tables.callIds.intern(bytes, from, to)));
          break;
        case Role.Uri:
          this.addUri(bytes, from, to, row);
          break;
        case Role.AorUser:
          if (terms.role(at + 1) === Role.AorHost && at + 1 < terms.count) {
            this.addUserAndHost(bytes, from, to, terms.from(at + 1), terms.to(at + 1), row);
          }
          break;
        case Role.SipMessage:
          this.sip.readInner(bytes, from, to, row);
          break;
      }
    }
  }

  private addUri(bytes: Uint8Array, from: number, to: number, row: NewMessage): void {
    if (!this.uri.read(bytes, from, to)) return;
    const length = writeAor(bytes, this.uri, this.scratch);
    if (length > 0) row.addTerm(aorTerm(this.tables.aors.intern(this.scratch, 0, length)));
  }

  private addUserAndHost(
    bytes: Uint8Array,
    userFrom: number,
    userTo: number,
    hostFrom: number,
    hostTo: number,
    row: NewMessage,
  ): void {
    const parts = [SIP_SCHEME, bytes.subarray(userFrom, userTo), AT, bytes.subarray(hostFrom, hostTo)];
    const uri = Buffer.concat(parts);
    this.addUri(uri, 0, uri.length, row);
  }
}

/** Length of the destination's id, which the trailer ends with (spec bin-core 5). */
const DESTINATION = 4;
const SIP_SCHEME = Buffer.from('sip:');
const AT = Buffer.from('@');
