import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePacket } from '../../../decoders/bin/decode-packet.ts';
import { dissectPacket } from '../../../decoders/bin/dissect-packet.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { plausibleFrame } from '../../../decoders/bin/frame.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { ANY_RELEASE } from '../../../decoders/bin/releases.ts';
import { PacketSkimmer } from '../../../decoders/bin/skim-packet.ts';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { arbitraryFields } from '../../support/arbitrary-fields.ts';

/** One packet of each kind, as hostile input begins: almost right. */
const PACKETS: readonly Uint8Array[] = CATALOGUE.entries.flatMap((entry) =>
  entry.spec.packets.flatMap((packet) =>
    entry.spec.layouts.flatMap((one) =>
      one.wires.flatMap((version) => {
        const [candidate] = entry.candidatesFor(packet.command, version);
        if (candidate === undefined) return [];
        const [fields] = fc.sample(arbitraryFields(candidate.list), { numRuns: 1, seed: version });
        return [encodePacket(candidate, version, fields ?? {}, { cluster: 1, source: 2, destination: 3 })];
      }),
    ),
  ),
);

/** Counts, lengths and sizes that lie. */
const LIES = [0, 1, 2, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const mutation = fc.record({
  packet: fc.nat(PACKETS.length - 1),
  changes: fc.array(
    fc.record({ at: fc.nat(400), lie: fc.constantFrom(...LIES), width: fc.constantFrom(1, 2, 4) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  drop: fc.option(fc.record({ at: fc.nat(400), count: fc.integer({ min: 1, max: 9 }) })),
  cut: fc.nat(500),
});

describe('hostile packets', () => {
  it('are judged without an exception, and nothing points outside', () => {
    const skimmer = new PacketSkimmer(CATALOGUE);
    fc.assert(
      fc.property(mutation, (input) => {
        const bytes = mutate(input);
        const to = Math.max(0, bytes.length - (input.cut > 400 ? input.cut - 400 : 0));
        skimmer.skim(bytes, 0, to, ANY_RELEASE);
        const { terms } = skimmer;
        const ends = Array.from({ length: terms.count }, (_, term) => terms.to(term));
        expect(ends.filter((end) => end > to)).toEqual([]);
        const packet = decodePacket(CATALOGUE, bytes, 0, to);
        if (packet.status === 'malformed') expect(packet.error?.reason).not.toBe('');
        expect(outside(dissectPacket(CATALOGUE, bytes, 0, to), 0, to)).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('may be any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        decodePacket(CATALOGUE, bytes, 0, bytes.length);
        expect(outside(dissectPacket(CATALOGUE, bytes, 0, bytes.length), 0, bytes.length)).toEqual([]);
        plausibleFrame(bytes, 0, bytes.length);
      }),
    );
  });

  it('cannot ask for more work than their bytes are worth', () => {
    // A count of 2^31 - 1 groups whose fields all depend on a condition that does not hold.
    const entry = CATALOGUE.named('clusterer-internal');
    const candidate = entry?.candidatesFor(3, 1)[0];
    if (candidate === undefined) throw new Error('no FULL_TOP_UPDATE');
    const fields = { cluster_id: 1, source_node: 2, nodes_count: 0x7fffffff };
    const bytes = encodePacket(candidate, 1, fields);
    expect(decodePacket(CATALOGUE, bytes, 0, bytes.length).status).toBe('malformed');
  });
});

describe('a skimmer that is used again', () => {
  it('has nothing of the packet before', () => {
    const used = new PacketSkimmer(CATALOGUE);
    fc.assert(
      fc.property(
        fc.nat(PACKETS.length - 1),
        fc.nat(PACKETS.length - 1),
        fc.nat(40),
        (before, at, length) => {
          const first = PACKETS[before] ?? new Uint8Array(0);
          const bytes = PACKETS[at] ?? new Uint8Array(0);
          decodePacket(CATALOGUE, first, 0, first.length, ANY_RELEASE, used);
          const to = Math.min(bytes.length, length);
          expect(decodePacket(CATALOGUE, bytes, 0, to, ANY_RELEASE, used)).toEqual(
            decodePacket(CATALOGUE, bytes, 0, to, ANY_RELEASE, new PacketSkimmer(CATALOGUE)),
          );
        },
      ),
    );
  });
});

function mutate(input: typeof mutation extends fc.Arbitrary<infer Input> ? Input : never): Uint8Array {
  const bytes = Buffer.from(PACKETS[input.packet] ?? []);
  for (const { at, lie, width } of input.changes) {
    for (let i = 0; i < width; i++) bytes[(at + i) % bytes.length] = (lie >>> (8 * i)) & 0xff;
  }
  if (input.drop === null) return bytes;
  const from = input.drop.at % bytes.length;
  return Buffer.concat([
    bytes.subarray(0, from),
    bytes.subarray(Math.min(bytes.length, from + input.drop.count)),
  ]);
}

/** Nodes of a tree that do not lie in their parents, nor the tree in the bytes. */
function outside(nodes: readonly FieldNode[], from: number, to: number): readonly FieldNode[] {
  return nodes.flatMap((node) =>
    node.from < from || node.to > to || node.to < node.from
      ? [node]
      : outside(node.children ?? [], node.from, node.to),
  );
}
