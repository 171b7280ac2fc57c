import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, ChunkCandidate } from '../../../decoders/bin/catalogue.ts';
import { decodePacket } from '../../../decoders/bin/decode-packet.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { arbitraryFields } from '../../support/arbitrary-fields.ts';

const TRAILER = { cluster: 1, source: 2, destination: 3 };

interface Case {
  readonly title: string;
  readonly wrapper: Candidate;
  readonly version: number;
  readonly capability: string;
  readonly dataVersion: number;
  readonly chunk: ChunkCandidate;
}

/** Sync data of every capability in every layout, in every wrapper that its releases use. */
const CASES: readonly Case[] = [
  { command: 10, version: 1 },
  { command: 10, version: 2 },
  { command: 11, version: 2 },
  { command: 11, version: 3 },
].flatMap(({ command, version }) =>
  wrappers(command, version).flatMap((wrapper) =>
    CATALOGUE.entries.flatMap((entry) =>
      [...new Set(entry.spec.layouts.flatMap((one) => one.wires))]
        .filter((dataVersion) => version > 1 || dataVersion === 1)
        .flatMap((dataVersion) =>
          entry
            .chunkCandidatesFor(dataVersion)
            .filter((chunk) => (chunk.releases & wrapper.releases) !== 0)
            .map((chunk) => ({
              title: `${entry.spec.name} v${dataVersion} [${chunk.layouts.join(', ')}] in SYNC ${command} v${version}`,
              wrapper,
              version,
              capability: entry.spec.name,
              dataVersion,
              chunk,
            })),
        ),
    ),
  ),
);

function wrappers(command: number, version: number): readonly Candidate[] {
  const extra = CATALOGUE.named('clusterer-extra');
  return (extra?.candidatesFor(command, version) ?? []).filter((candidate) => candidate.chunked);
}

describe.each(CASES)('$title', ({ wrapper, version, capability, dataVersion, chunk }) => {
  it('gives back every chunk', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFields(chunk.list), { minLength: 1, maxLength: 4 }), (records) => {
        const bytes = syncPacket(records);
        const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length, wrapper.releases & chunk.releases);
        expect(packet.status).toBe('decoded');
        const chunks = packet.fields.chunks ?? packet.fields.records;
        expect(chunks).toMatchObject(records.map((data) => ({ data })));
      }),
      { numRuns: 15 },
    );
  });

  it.runIf(version > 1)('passes over a chunk that it cannot read, and says so', () => {
    const [good] = fc.sample(arbitraryFields(chunk.list), 1);
    if (good === undefined) throw new Error('no sample');
    const broken = Uint8Array.of(0xff, 0xff, 0xff);
    const bytes = syncPacket([good, broken, good]);
    const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length, wrapper.releases & chunk.releases);
    expect(packet.status).toBe('partial');
    expect(packet.fields.chunks).toMatchObject([
      { data: good },
      { size: 3, data: { rest: broken } },
      { data: good },
    ]);
  });

  function syncPacket(records: readonly (Fields | Uint8Array)[]): Uint8Array {
    const chunks = records.map((data) => ({ data }));
    const fields = { capability, data_version: dataVersion, chunks, records: chunks };
    return encodePacket(wrapper, version, fields, TRAILER, chunk);
  }
});

describe('a sync packet of a capability that no declaration knows', () => {
  it('is unknown, and keeps the chunks apart', () => {
    const [wrapper] = wrappers(11, 3);
    if (wrapper === undefined) throw new Error('no wrapper');
    const chunks = [{ data: Uint8Array.of(1, 2, 3) }, { data: Uint8Array.of() }];
    const bytes = encodePacket(wrapper, 3, { capability: 'future-repl', data_version: 9, chunks }, TRAILER);
    const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length);
    expect(packet.status).toBe('unknown');
    expect(packet.fields).toMatchObject({ capability: 'future-repl', chunks: [{ size: 3 }, { size: 0 }] });
  });
});
