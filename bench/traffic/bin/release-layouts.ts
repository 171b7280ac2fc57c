import type { Candidate, CapabilityEntry, ChunkCandidate } from '../../../decoders/bin/catalogue.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { type ReleaseSet, releases } from '../../../decoders/bin/releases.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';

/** One cluster is enough. */
export const CLUSTER = 1;

/** How one release lays out one packet. */
export class PacketLayout {
  readonly name: string;
  private readonly candidate: Candidate;
  private readonly version: number;

  constructor(candidate: Candidate, version: number) {
    this.name = candidate.packet.name;
    this.candidate = candidate;
    this.version = version;
  }

  /** Has the packet pairs of name, type and value, or only of name and value (spec bin-capabilities 5.1.3)? */
  get hasTypedValues(): boolean {
    return this.candidate.layouts.some((id) => id === '4b' || id === '5');
  }

  /** A packet from one node to another. `destination` may be put in later by `redirected`. */
  encode(fields: Fields, source: number, destination = 0, chunk?: ChunkCandidate): Uint8Array {
    const hasTrailer = this.candidate.capability.nodeIds === 'trailer';
    const trailer = hasTrailer ? { cluster: CLUSTER, source, destination } : undefined;
    return encodePacket(this.candidate, this.version, fields, trailer, chunk);
  }
}

export interface ChunkLayout {
  readonly chunk: ChunkCandidate;
  readonly dataVersion: number;
}

/** The layouts that the nodes of one release use. */
export class ReleaseLayouts {
  private readonly release: ReleaseSet;
  private readonly known = new Map<string, PacketLayout | undefined>();

  /** Throws on a release that the specification does not know. */
  constructor(release: string) {
    const branch = releases(release);
    // Of a branch whose layouts changed, the last ones.
    this.release = 1 << (31 - Math.clz32(branch));
  }

  /** Undefined where the release sends no such packet. */
  find(capability: string, name: string): PacketLayout | undefined {
    if (!this.known.has(name)) this.known.set(name, this.search(capability, name));
    return this.known.get(name);
  }

  packet(capability: string, name: string): PacketLayout {
    const found = this.find(capability, name);
    if (found === undefined) throw new Error(`this release does not send ${name}`);
    return found;
  }

  chunk(capability: string): ChunkLayout {
    const entry = entryOf(capability);
    for (const dataVersion of this.versionsOf(entry)) {
      const chunk = entry.chunkCandidatesFor(dataVersion).find((one) => this.isSent(one));
      if (chunk !== undefined) return { chunk, dataVersion };
    }
    throw new Error(`this release does not synchronise ${capability}`);
  }

  private search(capability: string, name: string): PacketLayout | undefined {
    const entry = entryOf(capability);
    for (const packet of entry.spec.packets.filter((one) => one.name === name)) {
      for (const version of this.versionsOf(entry)) {
        const candidate = entry
          .candidatesFor(packet.command, version)
          .find((one) => one.packet === packet && this.isSent(one));
        if (candidate !== undefined) return new PacketLayout(candidate, version);
      }
    }
    return undefined;
  }

  private versionsOf(entry: CapabilityEntry): readonly number[] {
    return entry.spec.layouts.filter((one) => this.isSent(one)).flatMap((one) => one.wires);
  }

  private isSent(one: { readonly releases: ReleaseSet }): boolean {
    return (one.releases & this.release) !== 0;
  }
}

function entryOf(capability: string): CapabilityEntry {
  const entry = CATALOGUE.named(capability);
  if (entry === undefined) throw new Error(`no capability ${capability}`);
  return entry;
}

/** The copy of a broadcast for another node: the last four bytes name it. */
export function redirected(packet: Uint8Array, destination: number): Uint8Array {
  // Not `slice`, which of a Buffer gives the same bytes once more: copies wait in their connections.
  const copy = Uint8Array.from(packet);
  for (let byte = 0; byte < 4; byte++) copy[copy.length - 4 + byte] = destination >>> (8 * byte);
  return copy;
}
