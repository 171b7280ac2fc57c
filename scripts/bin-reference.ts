// Writes docs/BIN.md from the declarations in decoders/bin: `npm run reference`.
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { CapabilitySpec, LayoutSpec, PacketSpec } from '../decoders/bin/capability.ts';
import { NESTED_CATALOGUE } from '../decoders/bin/nested-buffers.ts';
import { CAPABILITIES } from '../decoders/bin/registry.ts';
import { describeReleases } from '../decoders/bin/releases.ts';
import { type Constraints, type FieldSpec, Kind, Role } from '../decoders/fields/field.ts';
import { meaningText } from './meaning-text.ts';

export const BIN_PAGE = fileURLToPath(new URL('../docs/BIN.md', import.meta.url));

const INTRODUCTION = `# BIN packets of OpenSIPS clusters

What syncgrep reads, capability by capability. Written by \`npm run reference\` from the declarations in
\`decoders/bin\`, which are also what the decoders run on; do not edit.

## Frame

Packets follow each other on a TCP connection. Integers are little-endian.

| offset | size | what                                                             |
| ------ | ---- | ---------------------------------------------------------------- |
| 0      | 4    | marker \`P4CK\`                                                    |
| 4      | 4    | length of the whole packet, unsigned                             |
| 8      | 2    | version; belongs to the capability                               |
| 10     | 2    | length L of the capability's name                                |
| 12     | L    | name of the capability                                           |
| 12+L   | 4    | type: what packet of the capability it is                        |
| 16+L   |      | fields, one after the other, without names or types              |
| end    | 12   | trailer: cluster id, source node, destination node, 4 bytes each |

Over a bridge between clusters (4.0 and later) the trailer has 16 bytes: cluster, destination cluster, source
node, and the constant 0xc0000000. Packets of \`clusterer-internal\` have no trailer: cluster and source node are
their first fields.

The version does not always tell the layout: some releases changed the fields and kept the number. Such layouts are
told apart by what fits the bytes, and by what is known of the sender. A release "3.4" stands for all of its branch,
"2.4.3-2.4.6" for a part of one, "3.1.7-3.1" for that release and all later ones of the branch.

## Kinds of fields

| kind         | bytes                                                                                            |
| ------------ | ------------------------------------------------------------------------------------------------ |
| i32, u32     | integer of 4 bytes, signed or unsigned                                                           |
| text, bytes  | length of 2 bytes, then so many bytes                                                            |
| u64          | as \`bytes\`, of length 8: unsigned integer                                                        |
| time         | as \`bytes\`, of length 8 or 4: \`time_t\` of the sender, seconds since 1970                         |
| i32 in bytes | as \`bytes\`, of length 4: signed integer                                                          |
| address      | as \`bytes\`, of length 24: family, length, and 16 bytes of which as many count as the length says |
| uuid         | as \`text\`, of length 24                                                                          |
| group        | the fields below it, together                                                                    |
| chunks       | see \`CLUSTERER_SYNC\`: each is what the capability pushed, under "In a sync"                      |
| storage      | what the owner of the entity adds; the ways to read it stand below it                            |

In the tables "if" is the condition under which a field is there, "×" how often it is repeated, and "in" names the
layouts that carry it, where not all do. Ranges, if any, are what is believed.
`;

/** The whole page. */
export function binPage(): string {
  const nested = NESTED_CATALOGUE.entries.map(({ spec }) => spec);
  const parts = [
    INTRODUCTION,
    '## Capabilities\n',
    table(
      ['capability', 'module', 'about'],
      CAPABILITIES.map(({ name, module, note }) => [`[${name}](#${anchor(name)})`, module, note]),
    ),
    ...CAPABILITIES.map(section),
    '## Buffers inside dialog values\n',
    'Modules keep state in values of a dialog, as a complete packet without a trailer and with type 0.\n',
    ...nested.map(section),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function section(spec: CapabilitySpec): string {
  const place = {
    trailer: 'Cluster and nodes stand in the trailer.',
    prefix: 'Cluster and source node are the first fields; there is no trailer.',
    none: '',
  }[spec.nodeIds];
  const names = [...new Set(spec.packets.map(({ name }) => name))];
  return [
    `## ${spec.name}\n`,
    `Module \`${spec.module}\`: ${spec.note}. ${place}`.trim(),
    '',
    table(
      ['layout', 'version', 'releases that send it'],
      spec.layouts.map(({ id, wires, releases }) => [
        id,
        wires.join(', '),
        describeReleases(releases) || 'none',
      ]),
    ),
    ...names.flatMap((name) => packetSection(spec, name)),
    ...chunkSection(spec),
  ].join('\n');
}

/** One name may stand for several types: ids moved between releases. */
function packetSection(spec: CapabilitySpec, name: string): readonly string[] {
  const all = spec.packets.filter((packet) => packet.name === name);
  const bodies = new Set(all.map(({ fields }) => fields));
  const [first] = all;
  return [
    `### ${name}\n`,
    `${capital(first?.note ?? '')}.\n`,
    table(
      ['type', 'version', 'layouts', 'releases'],
      all.map((packet) => [
        `${packet.command}`,
        versions(spec, packet),
        layoutNames(spec, packet),
        sentBy(spec, packet),
      ]),
    ),
    ...[...bodies].flatMap((fields) => {
      const sharing = all.filter((packet) => packet.fields === fields);
      const layouts = spec.layouts.filter((one) => sharing.some((packet) => carries(packet, one)));
      const title = bodies.size === 1 ? [] : [`In ${layouts.map(({ id }) => id).join(', ')}:\n`];
      return [...title, fieldTable(fields, layouts)];
    }),
  ];
}

function chunkSection({ chunk, layouts }: CapabilitySpec): readonly string[] {
  if (chunk === undefined) return [];
  const carrying = layouts.filter(({ id }) => chunk.only?.includes(id) ?? true);
  return [
    '### In a sync\n',
    'Each chunk of a `CLUSTERER_SYNC` of this capability; the version is that of the data.\n',
    fieldTable(chunk.fields, carrying),
  ];
}

function carries({ only, wires }: PacketSpec, one: LayoutSpec): boolean {
  return (
    (only?.includes(one.id) ?? true) &&
    (wires === undefined || one.wires.some((wire) => wires.includes(wire)))
  );
}

function versions({ layouts }: CapabilitySpec, packet: PacketSpec): string {
  const sent = layouts.filter((one) => carries(packet, one)).flatMap(({ wires }) => wires);
  return [...new Set(packet.wires ?? sent)].join(', ');
}

function layoutNames({ layouts }: CapabilitySpec, packet: PacketSpec): string {
  const carrying = layouts.filter((one) => carries(packet, one));
  return carrying.length === layouts.length ? 'all' : carrying.map(({ id }) => id).join(', ');
}

function sentBy({ layouts }: CapabilitySpec, packet: PacketSpec): string {
  const all = layouts.filter((one) => carries(packet, one)).reduce((set, one) => set | one.releases, 0);
  return describeReleases(all & (packet.releases ?? all));
}

function fieldTable(fields: readonly FieldSpec[], layouts: readonly LayoutSpec[]): string {
  const rows = fieldRows(fields, layouts, 0);
  return rows.length === 0 ? 'No fields.\n' : table(['field', 'kind', 'in', 'meaning'], rows);
}

function fieldRows(
  fields: readonly FieldSpec[],
  layouts: readonly LayoutSpec[],
  depth: number,
): readonly (readonly string[])[] {
  return fields.flatMap((field) => {
    const carrying = layouts.filter((one) => isCarried(field, one));
    if (carrying.length === 0) return [];
    const indent = '· '.repeat(depth);
    const inLayouts = carrying.length === layouts.length ? '' : carrying.map(({ id }) => id).join(', ');
    const variants = (field.variants ?? []).flatMap(({ owner, only, members }) => {
      const own = carrying.filter(({ id }) => only?.includes(id) ?? true);
      return [
        [
          `${indent}· of ${owner}`,
          '',
          own.length === carrying.length ? '' : own.map(({ id }) => id).join(', '),
          members.length === 0 ? 'nothing' : '',
        ],
        ...fieldRows(members, own, depth + 2),
      ];
    });
    return [
      [`${indent}\`${field.name}\``, kindText(field), inLayouts, noteText(field)],
      ...fieldRows(field.members ?? [], carrying, depth + 1),
      ...variants,
    ];
  });
}

function isCarried({ only, since, until }: FieldSpec, { id, wires }: LayoutSpec): boolean {
  if (only !== undefined && !only.includes(id)) return false;
  return wires.some((wire) => wire >= (since ?? wire) && wire <= (until ?? wire));
}

const KINDS: Readonly<Record<Kind, string>> = {
  [Kind.I32]: 'i32',
  [Kind.U32]: 'u32',
  [Kind.Text]: 'text',
  [Kind.Bytes]: 'bytes',
  [Kind.U64]: 'u64',
  [Kind.Time]: 'time',
  [Kind.I32Blob]: 'i32 in bytes',
  [Kind.IpAddress]: 'address',
  [Kind.Uuid]: 'uuid',
  [Kind.Group]: 'group',
  [Kind.Chunks]: 'chunks',
  [Kind.Storage]: 'storage',
};

function kindText({ kind, repeat, when }: FieldSpec): string {
  const times = repeat === undefined ? '' : 'until' in repeat ? ', to the end' : ` × ${repeat.count}`;
  return `${KINDS[kind]}${times}${when === undefined ? '' : `, if ${conditionText(when)}`}`;
}

function conditionText(when: NonNullable<FieldSpec['when']>): string {
  if (when.is === 'nonempty') return `${when.field} is not empty`;
  return `${when.field} ${when.is === 'eq' ? '=' : '≠'} ${when.value}`;
}

const ROLES: Readonly<Record<Role, string>> = {
  [Role.None]: '',
  [Role.Aor]: 'address of record',
  [Role.Uri]: 'URI',
  [Role.CallId]: '',
  [Role.AorUser]: 'user part of an address of record',
  [Role.AorHost]: 'host part of an address of record',
  [Role.SipMessage]: '',
  [Role.FromUri]: 'URI',
  [Role.ToUri]: 'URI',
};

function noteText({ note, meaning, kind, constraints, role = Role.None, sized }: FieldSpec): string {
  const chunk =
    kind !== Kind.Chunks
      ? ''
      : sized === true
        ? 'each with size (i32) and marker (i32)'
        : 'each with a marker (i32)';
  const parts = [
    note,
    ROLES[role],
    chunk,
    meaningText(meaning, kind),
    constraints === undefined ? '' : rangeText(constraints),
  ];
  return sentence(parts.filter((part) => part !== '').join('; '));
}

function rangeText({ min, max, is, token, minLength, maxLength, firstEquals }: Constraints): string {
  const parts = [
    is === undefined ? '' : `always ${is}`,
    min !== undefined && max !== undefined
      ? `${min} to ${max}`
      : min !== undefined
        ? `at least ${min}`
        : max !== undefined
          ? `at most ${max}`
          : '',
    token === true ? 'printable ASCII without blanks' : '',
    minLength === undefined
      ? ''
      : maxLength === undefined
        ? minLength === 1
          ? 'not empty'
          : `at least ${minLength} bytes`
        : `${minLength} to ${maxLength} bytes`,
    firstEquals === undefined ? '' : `the first equals ${firstEquals}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function sentence(text: string): string {
  return text.replace(/\.$/, '');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Columns are as wide as their widest cell, as the formatter of this project has them. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [heading, ...rows].map((row) => row.map(cell));
  const widths = heading.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [top = [], ...rest] = cells;
  return [line(top), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line), ''].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
}

/** As the usual renderers make them of headings. */
function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9_-]/g, '');
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(BIN_PAGE, binPage());
