import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BinPacket } from '../../decoders/bin/decode-packet.ts';
import { describeReleases } from '../../decoders/bin/releases.ts';
import type { PacketSkimmer } from '../../decoders/bin/skim-packet.ts';
import { losslessText } from '../../decoders/bytes/text.ts';
import { Role } from '../../decoders/fields/field.ts';

/** Real packets and what they mean: fixtures/bin, one file a capability. */
export interface Golden {
  /** Packet and what tells it from others of its name: unique in its file. */
  readonly title: string;
  /** Recording and capture, and the frame in which the packet ends. */
  readonly from: { readonly recording: string; readonly capture: string; readonly frame: number };
  /** Release of the originator by the recording's manifest, as a span for `releases()`. */
  readonly sender: string;
  readonly hex: string;
  readonly expected: Json;
  /** What the packet is about: role, offsets of the value, its text where it is short. */
  readonly terms: readonly Json[];
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export const GOLDEN_FOLDER = join(import.meta.dirname, '../../fixtures/bin');

export function goldens(): readonly (Golden & { readonly file: string })[] {
  return readdirSync(GOLDEN_FOLDER)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const read: readonly Golden[] = JSON.parse(readFileSync(join(GOLDEN_FOLDER, file), 'utf8'));
      return read.map((golden) => ({ ...golden, file }));
    });
}

export function bytesOf(golden: Golden): Uint8Array {
  return new Uint8Array(Buffer.from(golden.hex, 'hex'));
}

/** A decoded packet as it stands in a fixture. */
export function packetJson(packet: BinPacket): Json {
  return asJson({ ...packet, releases: describeReleases(packet.releases) });
}

/** 64-bit integers as `{ u64 }`, opaque bytes as `{ hex }`; what is absent is left out. */
export function asJson(value: unknown): Json {
  if (typeof value === 'bigint') return { u64: value.toString() };
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value === 'object' && value !== null) {
    const present = Object.entries(value).filter(([, one]) => one !== undefined);
    return Object.fromEntries(present.map(([key, one]) => [key, asJson(one)]));
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TypeError(`no field has a value of type ${typeof value}`);
}

const ROLE_NAMES = new Map<Role, string>(
  Object.entries(Role).map(([name, role]): [Role, string] => [role, name]),
);
const LONGEST_TERM = 120;

/** The terms that a skimmer found in the bytes. */
export function termsJson(skimmer: PacketSkimmer, bytes: Uint8Array): readonly Json[] {
  return Array.from({ length: skimmer.terms.count }, (_, term): Json => {
    const [from, to] = [skimmer.terms.from(term), skimmer.terms.to(term)];
    const place: Json[] = [ROLE_NAMES.get(skimmer.terms.role(term)) ?? '', from, to];
    return to - from > LONGEST_TERM ? place : [...place, losslessText(bytes, from, to)];
  });
}
