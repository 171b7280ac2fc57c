import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import { type BinPacket, STATUS_NAMES, type StatusName } from '../../../decoders/bin/decode-packet.ts';
import type { ReleaseSet } from '../../../decoders/bin/releases.ts';
import type { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import type { ReplicatedCall, SeenPacket } from '../../cluster/seen-message.ts';
import type { MessageId } from '../../ids.ts';
import type { SessionTables } from '../session-tables.ts';
import type { IndexedNames } from './indexed-names.ts';
import type { RecentPackets } from './recent-packets.ts';

/**
 * A BIN packet as the index describes it. It is read and decoded only when somebody asks for its fields, which is not
 * the case for most pings.
 */
export class PacketView implements SeenPacket {
  readonly capability: string;
  readonly command: number;
  readonly name: string | undefined;
  readonly status: StatusName;
  readonly cluster: number | undefined;
  readonly source: number | undefined;
  readonly destination: number | undefined;
  private readonly tables: SessionTables;
  private readonly recent: RecentPackets;
  private readonly names: IndexedNames;
  private readonly id: MessageId;
  private decoded: BinPacket | undefined;

  constructor(tables: SessionTables, recent: RecentPackets, names: IndexedNames, id: MessageId) {
    const { index, kinds, routes } = tables;
    const kind = kinds.get(index.kind(id));
    const route = index.route(id);
    this.tables = tables;
    this.recent = recent;
    this.names = names;
    this.id = id;
    this.capability = kind.protocol === 'bin' ? kind.capability : '';
    this.command = kind.protocol === 'bin' ? kind.command : 0;
    this.name = kind.protocol === 'bin' ? kind.name : undefined;
    this.status = STATUS_NAMES[index.status(id) as PacketStatus];
    this.cluster = known(routes.cluster(route));
    this.source = known(routes.source(route));
    this.destination = known(routes.destination(route));
  }

  get version(): number {
    return this.packet.version;
  }

  get length(): number {
    return this.packet.length;
  }

  get layouts(): readonly string[] {
    return this.packet.layouts;
  }

  get releases(): ReleaseSet {
    return this.packet.releases;
  }

  /** Only a packet without a final destination can be for another cluster. */
  get destinationCluster(): number | undefined {
    const isBridged = this.destination === undefined && this.capability !== CapabilityName.Internal;
    return isBridged ? this.packet.destinationCluster : undefined;
  }

  get fields(): Fields {
    return this.packet.fields;
  }

  get call(): ReplicatedCall | undefined {
    const { names, id } = this;
    const { index } = this.tables;
    if (!index.namesCall(id)) return undefined;
    const [fromTerm, toTerm] = [index.fromTerm(id), index.toTerm(id)];
    const callId = names.callId(index.term(id, 0));
    const from = fromTerm === 0 ? '' : names.aor(fromTerm);
    const to = toTerm === 0 ? '' : names.aor(toTerm);
    if (callId === undefined || from === undefined || to === undefined) return undefined;
    return { callId, from, to, timeout: index.timeout(id) };
  }

  get rest(): Uint8Array | undefined {
    return this.packet.rest;
  }

  get error(): BinPacket['error'] {
    return this.packet.error;
  }

  private get packet(): BinPacket {
    this.decoded ??= this.recent.packet(this.id);
    return this.decoded;
  }
}

/** The index has 0 for what a packet does not say. */
function known(id: number): number | undefined {
  return id === 0 ? undefined : id;
}
