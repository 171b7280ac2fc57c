import { describe, expect, test } from 'vitest';
import type { PacketSpec } from '../../../decoders/bin/capability.ts';
import type { CapabilityEntry } from '../../../decoders/bin/catalogue.ts';
import { NESTED_CATALOGUE } from '../../../decoders/bin/nested-buffers.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';

/** Packets of one command and name are one to the reader, whatever their layouts. */
interface Kind {
  readonly title: string;
  readonly abouts: readonly (readonly string[])[];
  readonly fields: readonly string[];
}

const KINDS: readonly Kind[] = [CATALOGUE, NESTED_CATALOGUE].flatMap(({ entries }) =>
  entries.flatMap((entry) => {
    const kinds = new Map<string, PacketSpec[]>();
    for (const packet of entry.spec.packets) {
      const title = `${entry.spec.name} ${packet.name} (${packet.command})`;
      kinds.set(title, [...(kinds.get(title) ?? []), packet]);
    }
    return [...kinds].map(([title, packets]) => ({
      title,
      abouts: packets.map((packet) => packet.about ?? []),
      fields: packets.flatMap((packet) => fieldsOf(entry, packet)),
    }));
  }),
);

/** Names of the fields that its layouts carry. */
function fieldsOf(entry: CapabilityEntry, packet: PacketSpec): readonly string[] {
  return entry.spec.layouts
    .flatMap((one) => one.wires)
    .flatMap((wire) => entry.candidatesFor(packet.command, wire))
    .filter((candidate) => candidate.packet === packet)
    .flatMap((candidate) => candidate.list.fields.map((field) => field.spec.name));
}

describe('what a packet is about', () => {
  test.each(KINDS)('$title: is among its fields, each once', ({ abouts, fields }) => {
    for (const about of abouts) {
      expect(about.filter((name) => !fields.includes(name))).toEqual([]);
      expect(about).toEqual([...new Set(about)]);
    }
  });

  test.each(KINDS)('$title: is the same in all layouts', ({ abouts }) => {
    for (const about of abouts) expect(about).toEqual(abouts[0]);
  });

  test.each(KINDS)('$title: is carried by a layout', ({ fields }) => {
    expect(fields).not.toEqual([]);
  });
});
