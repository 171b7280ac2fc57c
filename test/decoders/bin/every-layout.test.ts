import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../decoders/bin/catalogue.ts';
import { decodeLazily, decodePacket } from '../../../decoders/bin/decode-packet.ts';
import { dissectPacket } from '../../../decoders/bin/dissect-packet.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { PacketSkimmer } from '../../../decoders/bin/skim-packet.ts';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { RepeatedTexts } from '../../../decoders/fields/repeated-texts.ts';
import { arbitraryFields } from '../../support/arbitrary-fields.ts';

const TRAILER = { cluster: 1, source: 2, destination: 3 };

interface Case {
  readonly title: string;
  readonly candidate: Candidate;
  readonly version: number;
}

/** Every packet in every layout of every release, whether or not a recording has it. */
const CASES: readonly Case[] = CATALOGUE.entries.flatMap((entry) =>
  entry.spec.packets.flatMap((packet) => {
    const wires = [...new Set(entry.spec.layouts.flatMap((one) => one.wires))];
    return wires.flatMap((version) =>
      entry
        .candidatesFor(packet.command, version)
        .filter((candidate) => candidate.packet === packet && !candidate.chunked && candidate.releases !== 0)
        .map((candidate) => ({
          title: `${packet.name} v${version} [${candidate.layouts.join(', ')}]`,
          candidate,
          version,
        })),
    );
  }),
);

describe.each(CASES)('$title', ({ candidate, version }) => {
  const trailer = candidate.capability.nodeIds === 'trailer' ? TRAILER : undefined;

  it('reads back what it encodes', () => {
    fc.assert(
      fc.property(arbitraryFields(candidate.list), (fields) => {
        const bytes = encodePacket(candidate, version, fields, trailer);
        const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length, candidate.releases);
        expect(packet.status).toBe('decoded');
        expect(packet.name).toBe(candidate.packet.name);
        expect(packet.fields).toEqual(fields);
        if (trailer !== undefined) expect(packet).toMatchObject(trailer);
      }),
      { numRuns: 20 },
    );
  });

  it('has the same values where each is asked for by its name', () => {
    const skimmer = new PacketSkimmer(CATALOGUE);
    const texts = new RepeatedTexts();
    fc.assert(
      fc.property(arbitraryFields(candidate.list), (fields) => {
        const bytes = encodePacket(candidate, version, fields, trailer);
        const lazy = decodeLazily(skimmer, bytes, bytes.length, candidate.releases, texts).fields;
        // What was skimmed since is of no consequence.
        skimmer.skim(bytes, 0, bytes.length >> 1, candidate.releases);
        const values = () => candidate.list.fields.map(({ spec: { name } }) => [name, lazy[name]]);
        const expected = candidate.list.fields.map(({ spec: { name } }) => [name, fields[name]]);
        // Decoded when they are first asked for, and remembered.
        expect([values(), values()]).toEqual([expected, expected]);
        expect(lazy['no such field']).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('accounts for every byte in its tree', () => {
    fc.assert(
      fc.property(arbitraryFields(candidate.list), (fields) => {
        const bytes = encodePacket(candidate, version, fields, trailer);
        const nodes = dissectPacket(CATALOGUE, bytes, 0, bytes.length, candidate.releases);
        expect(uncovered(nodes, bytes.length)).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });

  it('says what is missing when it is cut anywhere', () => {
    const [fields] = fc.sample(arbitraryFields(candidate.list), 1);
    if (fields === undefined) throw new Error('no sample');
    const bytes = encodePacket(candidate, version, fields, trailer);
    const mistaken = [...bytes.keys()].filter((to) => {
      const { capability, status, error } = decodePacket(CATALOGUE, bytes, 0, to);
      const headerThere = to >= 16 + capability.length && capability === candidate.capability.name;
      if (!headerThere) return status !== 'malformed';
      return status !== 'partial' || !/not captured/.test(error?.reason ?? '');
    });
    expect(mistaken).toEqual([]);
  });
});

/** Bytes that no leaf of the tree covers. */
function uncovered(nodes: readonly FieldNode[], length: number): number[] {
  const seen = new Uint8Array(length);
  const visit = (node: FieldNode): void => {
    if (node.value !== undefined || node.children === undefined) seen.fill(1, node.from, node.to);
    else node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return [...seen.keys()].filter((at) => seen[at] === 0);
}
