import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodePacket } from '../../../decoders/bin/decode-packet.ts';
import { dissectPacket } from '../../../decoders/bin/dissect-packet.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { releases } from '../../../decoders/bin/releases.ts';
import { PacketSkimmer, PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { BRIDGE_TRAILER } from '../../../decoders/bin/trailer.ts';
import { u16le, u32le } from '../../../decoders/bytes/integers.ts';
import { leaves, untiled } from '../../support/field-tree.ts';
import { asJson, bytesOf, goldens, packetJson, termsJson } from '../../support/golden-packets.ts';
import { NO_RECORDING_HAS_ONE } from './built-packets.ts';

const GOLDENS = goldens();
const CAPTURES = join(import.meta.dirname, '../../../fixtures/captures');

describe.each(GOLDENS)('$file: $title', (golden) => {
  const bytes = bytesOf(golden);
  const known = releases(golden.sender);
  const skimmer = new PacketSkimmer(CATALOGUE);
  skimmer.skim(bytes, 0, bytes.length, known);
  const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length, known);

  test('means what its fixture says', () => {
    expect(packetJson(packet)).toEqual(golden.expected);
    expect(packet.status).toBe('decoded');
  });

  test('is recognised by its bytes alone, as one that its sender’s release may send', () => {
    const alone = decodePacket(CATALOGUE, bytes, 0, bytes.length);
    expect(alone).toMatchObject({ status: 'decoded', name: packet.name, fields: packet.fields });
    expect(alone.releases & known).not.toBe(0);
  });

  test('is skimmed to the same', () => {
    expect(skimmer.status).toBe(PacketStatus.Decoded);
    expect(skimmer.candidate?.packet.name).toBe(packet.name);
    expect(skimmer.cluster).toBe(packet.cluster);
    expect(skimmer.source).toBe(packet.source);
    expect(skimmer.destination).toBe(packet.destination ?? 0);
    expect(skimmer.chunks).toBe(Array.isArray(packet.fields.chunks) ? packet.fields.chunks.length : 0);
    expect(termsJson(skimmer, bytes)).toEqual(golden.terms);
  });

  test('has a tree that covers each byte once, with the values of the fields in their order', () => {
    const tree = dissectPacket(CATALOGUE, bytes, 0, bytes.length, known);
    expect(untiled(tree, 0, bytes.length)).toEqual([]);
    const payload = tree.filter((node) => node.name !== 'frame' && node.name !== 'trailer');
    const values = leaves(payload).filter((leaf) => leaf.name !== 'marker');
    expect(values.map((leaf) => asJson(leaf.value))).toEqual(valuesOf(packet.fields).map(asJson));
  });

  test('is encoded to the same bytes again', () => {
    const { candidate, chunkCandidate, trailer } = skimmer;
    if (candidate === undefined) throw new Error('no layout');
    const { cluster = 0, source = 0, destination = 0 } = packet;
    const ids = trailer === 0 ? undefined : { cluster, source, destination };
    const again = encodePacket(candidate, packet.version, packet.fields, ids, chunkCandidate);
    const end = trailer === BRIDGE_TRAILER ? skimmer.payloadTo : bytes.length;
    const first = trailer === BRIDGE_TRAILER ? skimmer.payloadFrom : 0;
    expect(hex(again.subarray(first, end))).toBe(hex(withoutUndefinedBytes(bytes).subarray(first, end)));
  });

  test('says where it comes from', () => {
    expect(existsSync(join(CAPTURES, golden.from.recording, `${golden.from.capture}.gz`))).toBe(true);
    expect(golden.from.frame).toBeGreaterThan(0);
  });
});

describe('the goldens', () => {
  test('are told apart by their titles', () => {
    const titles = GOLDENS.map(({ file, title }) => `${file} ${title}`);
    expect(titles).toEqual([...new Set(titles)]);
  });

  test('lie in the file of their capability', () => {
    for (const golden of GOLDENS)
      expect(golden).toMatchObject({ expected: { capability: golden.file.slice(0, -5) } });
  });

  test('or packets that are built stand for every packet of the registry', () => {
    const seen = GOLDENS.map(({ expected }) => nameOf(expected));
    const built = NO_RECORDING_HAS_ONE.map(({ capability, name }) => `${capability} ${name}`);
    const declared = CATALOGUE.entries.flatMap(({ spec }) =>
      spec.packets.map((packet) => `${spec.name} ${packet.name}`),
    );
    expect(declared.filter((name) => !seen.includes(name) && !built.includes(name))).toEqual([]);
    expect(built.filter((name) => seen.includes(name))).toEqual([]);
  });
});

describe.each(NO_RECORDING_HAS_ONE)(
  'built: $capability $name',
  ({ catalogue, candidate, name, fields, bytes }) => {
    test('means what it was built from, and its tree covers each byte once', () => {
      const packet = decodePacket(catalogue, bytes, 0, bytes.length, candidate.releases);
      expect(packet).toMatchObject({ status: 'decoded', name, fields });
      expect(untiled(dissectPacket(catalogue, bytes, 0, bytes.length), 0, bytes.length)).toEqual([]);
    });
  },
);

function nameOf(expected: unknown): string {
  const { capability, name } = expected as { capability: string; name: string };
  return `${capability} ${name}`;
}

/** Values of all fields, in the order of the wire. */
function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(valuesOf);
}

/** tm sends 16 bytes of address of which IPv4 defines 4 (spec bin-capabilities 5.3): the rest as 0. */
function withoutUndefinedBytes(bytes: Uint8Array): Uint8Array {
  const cleared = Uint8Array.from(bytes);
  for (let at = 0; at + 26 <= bytes.length; at++) {
    const isIpv4 = u16le(bytes, at) === 24 && u32le(bytes, at + 2) === 2 && u32le(bytes, at + 6) === 4;
    if (isIpv4) cleared.fill(0, at + 14, at + 26);
  }
  return cleared;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
