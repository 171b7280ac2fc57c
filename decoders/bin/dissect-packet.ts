import { copyBytes } from '../bytes/copy.ts';
import type { FieldNode } from '../bytes/field-node.ts';
import { u32le } from '../bytes/integers.ts';
import { latin1 } from '../bytes/text.ts';
import { dissect } from '../fields/dissect.ts';
import type { Catalogue } from './catalogue.ts';
import { CAPABILITY_AT } from './frame.ts';
import { readGenerically } from './generic-reading.ts';
import { ANY_RELEASE, type ReleaseSet } from './releases.ts';
import { PacketSkimmer } from './skim-packet.ts';
import { BRIDGE_DESTINATION, readTrailer, type Trailer } from './trailer.ts';

/** The packet in bytes[from..to) as a tree: header, fields, trailer. */
export function dissectPacket(
  catalogue: Catalogue,
  bytes: Uint8Array,
  from: number,
  to: number,
  known: ReleaseSet = ANY_RELEASE,
): readonly FieldNode[] {
  const skimmed = new PacketSkimmer(catalogue);
  skimmed.skim(bytes, from, to, known);
  const nodes: FieldNode[] = [dissectHeader(skimmed, bytes, from, to)];
  if (skimmed.payloadFrom > to || skimmed.payloadFrom === 0) return nodes;
  nodes.push(...dissectPayload(skimmed, bytes));
  const trailer = skimmed.trailer === 0 ? undefined : readTrailer(bytes, skimmed.payloadTo, to);
  if (trailer !== undefined) nodes.push(dissectTrailer(trailer, skimmed.payloadTo));
  return nodes;
}

function dissectHeader(skimmed: PacketSkimmer, bytes: Uint8Array, from: number, to: number): FieldNode {
  const { capabilityFrom, capabilityTo, payloadFrom, candidate } = skimmed;
  if (payloadFrom === 0 || payloadFrom > to) {
    return {
      name: 'frame',
      from,
      to,
      value: copyBytes(bytes, from, to),
      problem: 'too short for a packet header',
    };
  }
  const capability = latin1(bytes, capabilityFrom, capabilityTo);
  const name = candidate?.packet.name;
  return {
    name: 'frame',
    from,
    to: payloadFrom,
    shown: name === undefined ? `${capability} ${skimmed.command}` : `${capability} ${name}`,
    children: [
      { name: 'marker', from, to: from + 4, value: latin1(bytes, from, from + 4) },
      {
        name: 'length',
        from: from + 4,
        to: from + 8,
        value: u32le(bytes, from + 4),
        note: 'of the whole packet',
      },
      { name: 'version', from: from + 8, to: from + 10, value: skimmed.version, note: 'of this capability' },
      {
        name: 'capability_len',
        from: from + 10,
        to: from + CAPABILITY_AT,
        value: capabilityTo - capabilityFrom,
      },
      { name: 'capability', from: capabilityFrom, to: capabilityTo, value: capability },
      {
        name: 'command',
        from: capabilityTo,
        to: payloadFrom,
        value: skimmed.command,
        ...(name === undefined ? {} : { shown: name }),
        note: candidate?.packet.note ?? 'packet id inside the capability',
      },
    ],
  };
}

function dissectPayload(skimmed: PacketSkimmer, bytes: Uint8Array): readonly FieldNode[] {
  const { candidate, chunkCandidate, payloadFrom, payloadTo } = skimmed;
  if (candidate === undefined) return readGenerically(bytes, payloadFrom, payloadTo);
  const read = dissect(candidate.list, bytes, payloadFrom, payloadTo, chunkCandidate?.list);
  if (read.at >= payloadTo && read.problem === undefined) return read.nodes;
  const problem = read.problem ?? 'not used by the layout: another version?';
  return [
    ...read.nodes,
    { name: 'rest', from: read.at, to: payloadTo, value: copyBytes(bytes, read.at, payloadTo), problem },
  ];
}

function dissectTrailer(trailer: Trailer, at: number): FieldNode {
  const field = (name: string, index: number, value: number, note: string): FieldNode => ({
    name,
    from: at + 4 * index,
    to: at + 4 * index + 4,
    value,
    note,
  });
  const children = trailer.bridge
    ? [
        field('source_cluster', 0, trailer.cluster, 'cluster that the sender replicates from'),
        field('dest_cluster', 1, trailer.destinationCluster, 'cluster of the receiver'),
        field('source_node', 2, trailer.source, 'node id in the source cluster'),
        field('dest_node', 3, BRIDGE_DESTINATION, 'constant: over a bridge there is no destination'),
      ]
    : [
        field('cluster_id', 0, trailer.cluster, 'cluster in which the packet travels'),
        field('source_node', 1, trailer.source, 'originator, unchanged by forwarding nodes'),
        field('dest_node', 2, trailer.destination, 'final destination'),
      ];
  return { name: 'trailer', from: at, to: at + trailer.size, children };
}
