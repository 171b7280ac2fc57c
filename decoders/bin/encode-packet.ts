import type { Fields } from '../fields/decode.ts';
import { encode } from '../fields/encode.ts';
import type { Candidate, ChunkCandidate } from './catalogue.ts';
import { MARKER } from './frame.ts';

/** What the clusterer appends; absent for capabilities that carry the ids in front. */
export interface NodeIds {
  readonly cluster: number;
  readonly source: number;
  readonly destination: number;
}

/**
 * A whole packet as OpenSIPS would send it: the inverse of `decodePacket`, for generated traffic and tests.
 * `version` must belong to the candidate's layout.
 */
export function encodePacket(
  candidate: Candidate,
  version: number,
  fields: Fields,
  trailer?: NodeIds,
  chunk?: ChunkCandidate,
): Uint8Array {
  const capability = Buffer.from(candidate.capability.name, 'latin1');
  const payload = encode(candidate.list, fields, chunk?.list);
  const ids = trailer === undefined ? [] : [trailer.cluster, trailer.source, trailer.destination];
  const packet = Buffer.alloc(16 + capability.length + payload.length + 4 * ids.length);
  packet.writeUInt32LE(MARKER, 0);
  packet.writeUInt32LE(packet.length, 4);
  packet.writeInt16LE(version, 8);
  packet.writeUInt16LE(capability.length, 10);
  packet.set(capability, 12);
  packet.writeInt32LE(candidate.packet.command, 12 + capability.length);
  packet.set(payload, 16 + capability.length);
  for (const [index, id] of ids.entries())
    packet.writeInt32LE(id, 16 + capability.length + payload.length + 4 * index);
  return packet;
}
