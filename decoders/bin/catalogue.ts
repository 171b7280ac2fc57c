import { spells } from '../bytes/text.ts';
import { compile, type FieldList } from '../fields/compile.ts';
import { Kind } from '../fields/field.ts';
import type { CapabilitySpec, LayoutSpec, PacketSpec } from './capability.ts';
import type { ReleaseSet } from './releases.ts';

/** One way to read a packet: the packet, and the fields that it has in one or several layouts. */
export interface Candidate {
  readonly capability: CapabilitySpec;
  readonly packet: PacketSpec;
  /** Ids of the layouts with these fields, for people. */
  readonly layouts: readonly string[];
  readonly releases: ReleaseSet;
  readonly list: FieldList;
  /** It carries chunks of sync data, whose layout is declared by another capability. */
  readonly chunked: boolean;
}

/** One way to read a chunk of sync data of a capability. */
export interface ChunkCandidate {
  readonly layouts: readonly string[];
  readonly releases: ReleaseSet;
  readonly list: FieldList;
}

/** Everything declared about one capability, ready for look-up. */
export class CapabilityEntry {
  readonly spec: CapabilitySpec;
  private readonly candidates = new Map<number, readonly Candidate[]>();
  private readonly chunkCandidates = new Map<number, readonly ChunkCandidate[]>();

  constructor(spec: CapabilitySpec) {
    this.spec = spec;
  }

  /** In the order of declaration; empty if no release sends such a packet. */
  candidatesFor(command: number, wire: number): readonly Candidate[] {
    const key = command * 0x10000 + (wire & 0xffff);
    const known = this.candidates.get(key);
    if (known !== undefined) return known;
    const found = this.makeCandidates(command, wire);
    // Only successful look-ups are cached: hostile packets must not fill the map.
    if (found.length > 0) this.candidates.set(key, found);
    return found;
  }

  /** The possible layouts of a chunk of sync data with this `data_version`. */
  chunkCandidatesFor(wire: number): readonly ChunkCandidate[] {
    const known = this.chunkCandidates.get(wire);
    if (known !== undefined) return known;
    const chunk = this.spec.chunk;
    if (chunk === undefined) return [];
    const layouts = this.spec.layouts.filter((one) => carries(chunk, one, wire));
    const found = mergeEqual(layouts.map((one) => asChunk(one, compile(chunk.fields, { id: one.id, wire }))));
    if (found.length > 0) this.chunkCandidates.set(wire, found);
    return found;
  }

  private makeCandidates(command: number, wire: number): readonly Candidate[] {
    return this.spec.packets
      .filter((packet) => packet.command === command)
      .flatMap((packet) => {
        const layouts = this.spec.layouts.filter((one) => carries(packet, one, wire));
        const lists = layouts.map((one) => asChunk(one, compile(packet.fields, { id: one.id, wire })));
        return mergeEqual(lists).map((one) => ({
          ...one,
          capability: this.spec,
          packet,
          chunked: one.list.fields.some((field) => field.kind === Kind.Chunks),
          releases: one.releases & (packet.releases ?? one.releases),
        }));
      });
  }
}

function carries(
  what: { readonly only?: readonly string[]; readonly wires?: readonly number[] },
  one: LayoutSpec,
  wire: number,
): boolean {
  if (!one.wires.includes(wire)) return false;
  return (what.only?.includes(one.id) ?? true) && (what.wires?.includes(wire) ?? true);
}

function asChunk(one: LayoutSpec, list: FieldList): ChunkCandidate {
  return { layouts: [one.id], releases: one.releases, list };
}

/** Layouts that result in the same fields become one candidate. */
function mergeEqual(candidates: readonly ChunkCandidate[]): readonly ChunkCandidate[] {
  const merged: ChunkCandidate[] = [];
  for (const candidate of candidates) {
    const at = merged.findIndex((other) => equalLists(other.list, candidate.list));
    const same = merged[at];
    if (same === undefined) merged.push(candidate);
    else
      merged[at] = {
        list: same.list,
        layouts: [...same.layouts, ...candidate.layouts],
        releases: same.releases | candidate.releases,
      };
  }
  return merged;
}

function equalLists(a: FieldList, b: FieldList): boolean {
  return (
    a.fields.length === b.fields.length &&
    a.fields.every((field, slot) => {
      const other = b.fields[slot];
      if (other === undefined || field.spec !== other.spec) return false;
      if (field.variants.length !== other.variants.length) return false;
      const variants = field.variants.every((one, at) => {
        const two = other.variants[at];
        return two !== undefined && equalLists(one.list, two.list);
      });
      const members =
        field.members === undefined ||
        other.members === undefined ||
        equalLists(field.members, other.members);
      return variants && members;
    })
  );
}

/** All declared capabilities, looked up by the bytes of their name. */
export class Catalogue {
  readonly entries: readonly CapabilityEntry[];
  private readonly byLength: readonly (readonly CapabilityEntry[])[];
  private readonly byName: ReadonlyMap<string, CapabilityEntry>;

  constructor(specs: readonly CapabilitySpec[]) {
    this.entries = specs.map((spec) => new CapabilityEntry(spec));
    const longest = Math.max(...specs.map((spec) => spec.name.length));
    this.byLength = Array.from({ length: longest + 1 }, (_, length) =>
      this.entries.filter((entry) => entry.spec.name.length === length),
    );
    this.byName = new Map(this.entries.map((entry) => [entry.spec.name, entry]));
  }

  find(bytes: Uint8Array, from: number, length: number): CapabilityEntry | undefined {
    const entries = this.byLength[length];
    if (entries === undefined) return undefined;
    for (const entry of entries) if (spells(bytes, from, entry.spec.name)) return entry;
    return undefined;
  }

  named(name: string): CapabilityEntry | undefined {
    return this.byName.get(name);
  }
}
