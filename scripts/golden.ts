import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BinPacket, decodePacket } from '../decoders/bin/decode-packet.ts';
import { CATALOGUE } from '../decoders/bin/registry.ts';
import { ANY_RELEASE, describeReleases, releases } from '../decoders/bin/releases.ts';
import { PacketSkimmer } from '../decoders/bin/skim-packet.ts';
import type { Value } from '../decoders/fields/decode.ts';
import type { MessageId } from '../src/ids.ts';
import { Protocol } from '../src/reassembly/carried-message.ts';
import { messagesOf, nameInManifest, readAll, recording, recordings } from '../test/recordings/recordings.ts';
import { GOLDEN_FOLDER, type Golden, packetJson, termsJson } from '../test/support/golden-packets.ts';

/**
 * Picks the golden packets of fixtures/bin out of the recordings: one for each packet, layout and set
 * of fields that occurs. What they decode to is written beside them as the decoders of today see it:
 * read the difference before keeping it.
 *
 *     npx tsx scripts/golden.ts
 */

/** Of packets up to this size the one that says most is taken, of larger ones the smallest. */
const HANDY = 1600;

interface Pick {
  readonly title: string;
  readonly packet: BinPacket;
  readonly bytes: Uint8Array;
  readonly from: Golden['from'];
  readonly sender: string;
  readonly richness: number;
}

async function pickAll(): Promise<readonly Pick[]> {
  const picks = new Map<string, Pick>();
  for (const { name, captures } of recordings()) {
    const senderOf = sendersOf(name);
    for (const path of captures) {
      const session = await readAll([path]);
      for (const id of messagesOf(session)) {
        if (session.tables.index.protocol(id) !== Protocol.Bin) continue;
        const bytes = session.reader.bytes(id);
        const head = decodePacket(CATALOGUE, bytes, 0, bytes.length);
        const sender = senderOf(head.source ?? 0);
        if (sender === undefined) continue;
        const packet = decodePacket(CATALOGUE, bytes, 0, bytes.length, releases(sender));
        const frame = session.tables.index.frame(id as MessageId);
        const from = { recording: name, capture: nameInManifest(path), frame };
        const found = { packet, bytes, from, sender, richness: richness(packet.fields) };
        const key = keyOf(packet);
        const known = picks.get(key);
        if (known === undefined || better(found, known)) picks.set(key, { ...found, title: titleOf(packet) });
      }
      session.close();
    }
  }
  return [...picks.values()];
}

/** Release of a node by its id, from the manifest. */
function sendersOf(name: string): (node: number) => string | undefined {
  const { opensips, topology } = recording(name).manifest as unknown as {
    opensips: Record<string, { banner: string }>;
    topology: Record<string, { node_id: number }>;
  };
  const spans = new Map<number, string>();
  for (const [node, { node_id }] of Object.entries(topology)) {
    const release = /opensips (\S+)/.exec(opensips[node]?.banner ?? '')?.[1];
    if (release !== undefined) spans.set(node_id, bracketOf(release));
  }
  const all = new Set(spans.values());
  return (node) => spans.get(node) ?? (all.size === 1 ? [...all][0] : undefined);
}

/** `2.4.11` lies in `2.4.7-2.4`: the last bracket of its branch that begins at or before it. */
function bracketOf(release: string): string {
  const [major, minor, patch = 0] = release.split('.').map(Number);
  let found = '';
  for (let bit = 0; 1 << bit <= ANY_RELEASE; bit++) {
    const bracket = describeReleases(1 << bit);
    const [first = ''] = bracket.split('-');
    const [firstMajor, firstMinor, firstPatch = 0] = first.split('.').map(Number);
    if (firstMajor === major && firstMinor === minor && firstPatch <= patch) found = bracket;
  }
  return found;
}

/** Fields of which each value makes a packet of its own kind. */
const KINDS = ['request_node_list', 'link_state', 'request', 'op', 'flags', 'match_mode', 'entity_type'];

function keyOf(packet: BinPacket): string {
  const kinds = KINDS.map((name) => packet.fields[name]).filter((value) => typeof value === 'number');
  return `${packet.capability} ${titleOf(packet)} ${shapeOf(packet.fields)} ${kinds} ${packet.status}`;
}

function titleOf({ name, command, version, layouts, fields }: BinPacket): string {
  const synced = name === 'CLUSTERER_SYNC' ? ` of ${fields.capability}` : '';
  const data = fields.data_version === undefined ? '' : ` v${fields.data_version}`;
  return `${name ?? 'unknown'} (${command}) v${version}${synced}${data} [${layouts.join(', ')}]`;
}

/** Which fields are there, and of what type: lists count as their elements together, or as empty. */
function shapeOf(value: Value): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join('|')}]`;
  if (value instanceof Uint8Array || typeof value !== 'object') return typeof value;
  return `{${Object.entries(value).map(([key, one]) => `${key}:${shapeOf(one)}`)}}`;
}

/** Values that are neither 0 nor empty. */
function richness(value: Value): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + richness(one), 0);
  if (value instanceof Uint8Array) return value.length > 0 ? 1 : 0;
  if (typeof value !== 'object') return value === 0 || value === '' ? 0 : 1;
  return Object.values(value).reduce<number>((sum, one) => sum + richness(one), 0);
}

function better(one: Omit<Pick, 'title'>, other: Pick): boolean {
  if (one.bytes.length > HANDY || other.bytes.length > HANDY) return one.bytes.length < other.bytes.length;
  if (one.richness !== other.richness) return one.richness > other.richness;
  return one.bytes.length < other.bytes.length;
}

function asGolden({ title, packet, bytes, from, sender }: Pick): Golden {
  const skimmer = new PacketSkimmer(CATALOGUE);
  skimmer.skim(bytes, 0, bytes.length, releases(sender));
  const hex = Buffer.from(bytes).toString('hex');
  return { title, from, sender, hex, expected: packetJson(packet), terms: termsJson(skimmer, bytes) };
}

async function main(): Promise<void> {
  const picks = await pickAll();
  for (const { spec } of CATALOGUE.entries) {
    const own = picks
      .filter(({ packet }) => packet.capability === spec.name)
      .sort((a, b) => a.packet.command - b.packet.command || (a.title < b.title ? -1 : 1))
      .map(asGolden);
    if (own.length === 0) continue;
    const titles = new Map<string, number>();
    const numbered = own.map((golden) => {
      const times = (titles.get(golden.title) ?? 0) + 1;
      titles.set(golden.title, times);
      return times === 1 ? golden : { ...golden, title: `${golden.title} #${times}` };
    });
    writeFileSync(join(GOLDEN_FOLDER, `${spec.name}.json`), `${JSON.stringify(numbered, null, 1)}\n`);
  }
}

void main();
