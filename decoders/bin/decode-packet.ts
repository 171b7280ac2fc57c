import { copyBytes } from '../bytes/copy.ts';
import { latin1 } from '../bytes/text.ts';
import { decode, type Fields } from '../fields/decode.ts';
import { lazyFields } from '../fields/lazy-fields.ts';
import type { RepeatedTexts } from '../fields/repeated-texts.ts';
import type { Catalogue } from './catalogue.ts';
import { frameLength } from './frame.ts';
import { readGenerically } from './generic-reading.ts';
import { ANY_RELEASE, type ReleaseSet } from './releases.ts';
import { PacketSkimmer, PacketStatus } from './skim-packet.ts';
import { BRIDGE_TRAILER, readTrailer } from './trailer.ts';

export type StatusName = 'decoded' | 'partial' | 'unknown' | 'malformed';

export const STATUS_NAMES: Readonly<Record<PacketStatus, StatusName>> = {
  [PacketStatus.Decoded]: 'decoded',
  [PacketStatus.Partial]: 'partial',
  [PacketStatus.Unknown]: 'unknown',
  [PacketStatus.Malformed]: 'malformed',
};

/** A BIN packet as a value. Offsets count from its marker. */
export interface BinPacket {
  readonly capability: string;
  readonly command: number;
  /** OpenSIPS's name of the packet; absent if the packet is unknown. */
  readonly name?: string | undefined;
  readonly version: number;
  /** Length in the header. */
  readonly length: number;
  readonly status: StatusName;
  /** Ids of the layouts that fit, and the releases that send such a packet. */
  readonly layouts: readonly string[];
  readonly releases: ReleaseSet;
  readonly cluster?: number | undefined;
  readonly source?: number | undefined;
  readonly destination?: number | undefined;
  /** The cluster at the other end of an inter-cluster bridge. */
  readonly destinationCluster?: number | undefined;
  readonly fields: Fields;
  /** Bytes that belong to no field. */
  readonly rest?: Uint8Array | undefined;
  readonly error?: { readonly offset: number; readonly reason: string } | undefined;
}

/**
 * Decodes the packet in bytes[from..to). `known` restricts the layouts to those of the sender's possible
 * releases; without it, only the bytes decide. `skimmed` is an object to reuse, for callers that decode many
 * packets.
 */
export function decodePacket(
  catalogue: Catalogue,
  bytes: Uint8Array,
  from: number,
  to: number,
  known: ReleaseSet = ANY_RELEASE,
  skimmed: PacketSkimmer = new PacketSkimmer(catalogue),
): BinPacket {
  skimmed.skim(bytes, from, to, known);
  const content = contentOf(skimmed, bytes, from, announced(bytes, from, to) - (to - from));
  return packetOf(skimmed, bytes, from, to, content);
}

/**
 * The same for analysis, which needs a few fields out of many: they are decoded on access (`lazyFields`).
 * `bytes` must not change; `texts` is shared by all packets decoded this way.
 */
export function decodeLazily(
  skimmed: PacketSkimmer,
  bytes: Uint8Array,
  length: number,
  known: ReleaseSet,
  texts: RepeatedTexts,
): BinPacket {
  skimmed.skim(bytes, 0, length, known);
  return packetOf(skimmed, bytes, 0, length, lazyContentOf(skimmed, bytes, length, texts));
}

function packetOf(
  skimmed: PacketSkimmer,
  bytes: Uint8Array,
  from: number,
  to: number,
  content: Content,
): BinPacket {
  const nodes = nodesOf(skimmed, bytes);
  // Every property by itself: analysis decodes millions of packets, and spreading is slow.
  return {
    // A text for each packet would have to be hashed wherever it is looked up.
    capability:
      skimmed.entry?.spec.name ?? latin1(bytes, skimmed.capabilityFrom, Math.min(skimmed.capabilityTo, to)),
    command: skimmed.command,
    name: skimmed.candidate?.packet.name,
    version: skimmed.version,
    length: announced(bytes, from, to),
    status: STATUS_NAMES[skimmed.status],
    layouts:
      skimmed.candidate === undefined ? [] : (skimmed.chunkCandidate?.layouts ?? skimmed.candidate.layouts),
    releases: skimmed.releases,
    cluster: nodes.cluster,
    source: nodes.source,
    destination: nodes.destination,
    destinationCluster: nodes.destinationCluster,
    fields: content.fields,
    rest: content.rest,
    error: content.error,
  };
}

/** Length in the header, if that was captured. */
function announced(bytes: Uint8Array, from: number, to: number): number {
  return to - from >= 8 ? frameLength(bytes, from) : to - from;
}

type Content = Pick<BinPacket, 'fields' | 'rest' | 'error'>;

function contentOf(skimmed: PacketSkimmer, bytes: Uint8Array, from: number, missing: number): Content {
  const { candidate, payloadFrom, payloadTo } = skimmed;
  if (candidate === undefined) return withoutLayout(skimmed, bytes, missing);
  const read = decode(candidate.list, bytes, payloadFrom, payloadTo, skimmed.chunkCandidate?.list);
  return {
    fields: read.fields,
    rest: read.at < payloadTo ? copyBytes(bytes, read.at, payloadTo) : undefined,
    error: problemOf(skimmed, read.at - from, read.problem, missing),
  };
}

function lazyContentOf(
  skimmed: PacketSkimmer,
  bytes: Uint8Array,
  length: number,
  texts: RepeatedTexts,
): Content {
  const { candidate, payloadFrom, payloadTo, status } = skimmed;
  // Only if all of the packet fits: then `places` are correct, and there is nothing left over.
  if (candidate !== undefined && status === PacketStatus.Decoded) {
    const places = skimmed.places(candidate.list);
    const fields = lazyFields(candidate.list, bytes, places, payloadFrom, payloadTo, texts);
    if (fields !== undefined) return { fields };
  }
  return contentOf(skimmed, bytes, 0, announced(bytes, 0, length) - length);
}

function nodesOf(
  skimmed: PacketSkimmer,
  bytes: Uint8Array,
): Pick<BinPacket, 'cluster' | 'source' | 'destination' | 'destinationCluster'> {
  const { cluster, source, destination, trailer, payloadTo } = skimmed;
  if (cluster === 0 && source === 0) return {};
  if (trailer === 0) return { cluster, source };
  if (trailer !== BRIDGE_TRAILER) return { cluster, source, destination };
  const end = readTrailer(bytes, payloadTo, payloadTo + trailer);
  return { cluster, source, ...(end?.bridge === true ? { destinationCluster: end.destinationCluster } : {}) };
}

function withoutLayout(skimmed: PacketSkimmer, bytes: Uint8Array, missing: number): Content {
  if (skimmed.status === PacketStatus.Malformed) {
    return { fields: {}, error: { offset: 0, reason: 'too short for a packet header' } };
  }
  const items = readGenerically(bytes, skimmed.payloadFrom, skimmed.payloadTo);
  return {
    fields: { items: items.map((item) => item.value ?? '').filter((value) => isInput(value)) },
    error: problemOf(skimmed, 0, undefined, missing),
  };
}

function isInput(value: unknown): value is string | number | Uint8Array {
  return typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array;
}

function problemOf(
  skimmed: PacketSkimmer,
  offset: number,
  problem: string | undefined,
  missing: number,
): BinPacket['error'] {
  if (missing > 0) return { offset, reason: `${missing} bytes were not captured` };
  if (skimmed.status === PacketStatus.Malformed) {
    return { offset, reason: problem ?? 'contradicts every known layout' };
  }
  return undefined;
}
