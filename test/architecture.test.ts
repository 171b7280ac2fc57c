import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf, cycles, importsOf, type SourceTree } from './support/source-scan.ts';

/**
 * docs/architecture.md as data: a folder imports what stands on a floor below its own, and of its own
 * floor only what is named here.
 */
interface Room {
  readonly floor: number;
  /** Neighbours on the same floor that it may look into. */
  readonly neighbours?: readonly string[];
  /** Its parts may know each other's types in circles, as what they simulate does. */
  readonly circles?: true;
  /** Rooms that it may only load when they are needed. */
  readonly onDemand?: readonly string[];
}

const HOUSE: Readonly<Record<string, Room>> = {
  'decoders/bytes': { floor: -4 },
  'decoders/packet-layers.ts': { floor: -4 },
  'decoders/link': { floor: -3 },
  'decoders/network': { floor: -3 },
  'decoders/transport': { floor: -3 },
  'decoders/sip': { floor: -3 },
  'decoders/tls': { floor: -3 },
  'decoders/tunnel': { floor: -2 },
  'decoders/fields': { floor: -2 },
  'decoders/bin': { floor: -1 },
  'src/ids.ts': { floor: 0 },
  'src/capture': { floor: 1 },
  'src/tables': { floor: 1 },
  'src/reassembly': { floor: 1, neighbours: ['src/capture', 'src/tables'] },
  'src/store': { floor: 2 },
  'src/cluster': { floor: 3 },
  'src/flows': { floor: 3, neighbours: ['src/cluster'] },
  'src/filter': { floor: 3 },
  'src/findings': { floor: 3, neighbours: ['src/cluster'] },
  'src/engine': { floor: 4 },
  'src/view': { floor: 5 },
  'src/output': { floor: 5, neighbours: ['src/view'] },
  'src/tui': { floor: 6 },
  // The program that starts the screens; printing commands must not load them.
  'src/cli': { floor: 6, onDemand: ['src/tui'] },
  bench: { floor: 7, circles: true },
  scripts: { floor: 7, neighbours: ['test'] },
  test: { floor: 7, neighbours: ['scripts', 'bench'] },
};

/** Packages of npm and modules of Node, and the only rooms that may use them; the first pattern that fits rules. */
const GUESTS: readonly { readonly package: RegExp; readonly rooms: readonly string[] }[] = [
  { package: /^(ink|react)(\/|$)/, rooms: ['src/tui'] },
  { package: /^commander$/, rooms: ['src/cli'] },
  { package: /^cap$/, rooms: ['src/cli'] },
  // Reading addresses, and regular expressions with a time limit: no input or output there. Output is sent, too.
  { package: /^node:(net|vm)$/, rooms: ['src/capture', 'src/output', 'src/filter', 'src/cluster'] },
  // Ciphers and hashes: no input or output.
  { package: /^node:crypto$/, rooms: ['src/capture', 'src/reassembly'] },
  { package: /^node:/, rooms: ['src/capture', 'src/output', 'src/cli', 'src/tui'] },
  { package: /^string-width$/, rooms: ['src/view'] },
  { package: /^fuzzysort$/, rooms: ['src/tui'] },
  { package: /^sdp-transform$/, rooms: ['decoders/sip'] },
];

const MOST_LINES = 400;

/** Where each source lives: the longest name of the house that its path begins with. */
function roomOf(path: string): string | undefined {
  const [first = '', second = ''] = path.split('/');
  return [`${first}/${second}`, first].find((name) => HOUSE[name] !== undefined);
}

/** What breaks the rules, as `path: why`. */
function violations(tree: SourceTree): readonly string[] {
  const wrong: string[] = [];
  const files = new Map<string, Set<string>>();
  for (const [path, text] of tree) {
    const targets = new Set<string>();
    for (const { target, dynamic, typeOnly } of importsOf(path, text)) {
      const counts = !typeOnly || HOUSE[roomOf(path) ?? '']?.circles === undefined;
      if (counts && tree.has(target)) targets.add(target);
      const why = refusal(path, target, dynamic, tree);
      if (why !== undefined) wrong.push(`${path}: ${why}`);
    }
    files.set(path, targets);
    wrong.push(...styleViolations(path, text));
  }
  for (const cycle of cycles(files)) wrong.push(`${cycle[0]}: imports itself by way of ${cycle.join(' > ')}`);
  return wrong;
}

function refusal(path: string, target: string, dynamic: boolean, tree: SourceTree): string | undefined {
  const room = roomOf(path);
  if (room === undefined) return path.includes('/') ? 'stands on no floor' : undefined;
  if (!tree.has(target)) return guestRefusal(room, target);
  const other = roomOf(target);
  if (other === undefined) return `imports ${target}, which stands on no floor`;
  const { floor, neighbours = [], onDemand = [] } = HOUSE[room] as Room;
  if (other === room || (HOUSE[other] as Room).floor < floor || neighbours.includes(other)) return undefined;
  if (dynamic && onDemand.includes(other)) return undefined;
  return `imports ${target}, which is not below it`;
}

/** Tools and tests may use any package. */
function guestRefusal(room: string, name: string): string | undefined {
  if ((HOUSE[room] as Room).floor >= 7 || name.endsWith('.json')) return undefined;
  if (name.includes('/') && /^(src|decoders|test|bench|scripts)\//.test(name))
    return `imports ${name}, which is not there`;
  const rule = GUESTS.find((guest) => guest.package.test(name));
  if (rule === undefined) return `imports ${name}, which no room may`;
  return rule.rooms.includes(room) ? undefined : `imports ${name}, which only ${rule.rooms.join(', ')} may`;
}

const UNWANTED: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/, 'has a default export'],
  [/(?:[:<|&]|\bas|\bextends|=>)\s*any\b(?!\s*[(:.])|\bany\s*(?:\[\]|>)/, 'uses any'],
  [/[\w)\]]!(?![=])/, 'asserts that something is not null'],
  [/\benum\s+\w+\s*\{|\bnamespace\s+\w+\s*\{/, 'has an enum or a namespace'],
];

function styleViolations(path: string, text: string): readonly string[] {
  const code = codeOf(text);
  const found = UNWANTED.flatMap(([pattern, why]) => {
    const at = code.search(pattern);
    const line = code.slice(0, at).split('\n').length;
    return at < 0 || path === 'vitest.config.ts' ? [] : [`${path}: ${why} (line ${line})`];
  });
  if (/@ts-(?:ignore|nocheck|expect-error)|biome-ignore/.test(text) && path !== SELF)
    found.push(`${path}: hides an error`);
  const lines = text.split('\n').length - 1;
  if (lines > MOST_LINES && roomOf(path) !== 'test') found.push(`${path}: has ${lines} lines`);
  return found;
}

const ROOT = join(import.meta.dirname, '..');
/** Here the words that hide errors stand in the rule. */
const SELF = 'test/architecture.test.ts';

function sources(): SourceTree {
  const found = ['src', 'decoders', 'bench', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
  return new Map(found.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

test('the sources keep the rules', () => {
  const tree = sources();
  expect(tree.size).toBeGreaterThan(300);
  expect(violations(tree)).toEqual([]);
});

test('every room of the house is there, and in the page', () => {
  const paths = [...sources().keys()];
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  for (const room of Object.keys(HOUSE)) {
    expect([room, paths.some((path) => roomOf(path) === room)]).toEqual([room, true]);
    if (room.startsWith('src/')) expect(page).toContain(room);
    if (room.startsWith('decoders/') && !room.endsWith('.ts')) expect(page).toContain(`${room.slice(9)}/`);
  }
});

test('what the page names is there', () => {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const named = [...page.matchAll(/`((?:src|decoders|test|fixtures)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

describe('the rules see', () => {
  const SOUND: Readonly<Record<string, string>> = {
    'src/ids.ts': 'export type Id = number;\n',
    'src/store/rows.ts': "import type { Id } from '../ids.ts';\nexport const rows: Id[] = [];\n",
    'src/engine/session.ts': "import { rows } from '../store/rows.ts';\nexport const size = rows.length;\n",
    'src/tui/screen.ts': "import { size } from '../engine/session.ts';\nexport const height = size;\n",
    'src/cli/main.ts': "const { height } = await import('../tui/screen.ts');\nexport const shown = height;\n",
  };

  test('nothing in a sound tree', () => {
    expect(violations(new Map(Object.entries(SOUND)))).toEqual([]);
  });

  test.each<[what: string, path: string, text: string, why: string]>([
    ['an import upwards', 'src/store/a.ts', "import { size } from '../engine/session.ts';", 'not below it'],
    [
      'an import of a type upwards',
      'src/store/a.ts',
      "import type { size } from '../engine/session.ts';",
      'not below it',
    ],
    [
      'an import over several lines',
      'src/store/a.ts',
      "import {\n  size,\n} from '../engine/session.ts';",
      'not below it',
    ],
    ['a re-export upwards', 'src/store/a.ts', "export { size } from '../engine/session.ts';", 'not below it'],
    ['an import for its effects', 'src/store/a.ts', "import '../engine/session.ts';", 'not below it'],
    ['an import() upwards', 'src/store/a.ts', "await import('../engine/session.ts');", 'not below it'],
    [
      'decoders that import from src',
      'decoders/bin/a.ts',
      "import type { Id } from '../../src/ids.ts';",
      'not below it',
    ],
    [
      'decoders that read files',
      'decoders/bin/a.ts',
      "import { readFileSync } from 'node:fs';",
      'which only',
    ],
    ['an engine that draws', 'src/engine/a.ts', "import { Text } from 'ink';", 'which only'],
    [
      'a package that nobody may use',
      'src/engine/a.ts',
      "import { x } from 'left-pad';",
      'which no room may',
    ],
    [
      'screens that import commands',
      'src/tui/a.ts',
      "import { shown } from '../cli/main.ts';",
      'not below it',
    ],
    ['screens that load commands', 'src/tui/a.ts', "await import('../cli/main.ts');", 'not below it'],
    [
      'commands that always load screens',
      'src/cli/a.ts',
      "import { height } from '../tui/screen.ts';",
      'not below it',
    ],
    ['sources that import tests', 'src/cli/a.ts', "import { x } from '../../test/a.ts';", 'not there'],
    [
      'a folder that has no floor',
      'src/helpers/a.ts',
      "import { rows } from '../store/rows.ts';",
      'no floor',
    ],
    ['a file that imports itself', 'src/store/a.ts', "import { a } from './a.ts';", 'imports itself'],
    ['a default export', 'src/store/a.ts', 'export default 1;', 'default export'],
    [
      'a default export by name',
      'src/store/a.ts',
      'const a = 1;\nexport { a as default };',
      'default export',
    ],
    ['any', 'src/store/a.ts', 'export const a: any = 1;', 'uses any'],
    ['any in a list of types', 'src/store/a.ts', 'export const a = new Map<string, any>();', 'uses any'],
    ['an assertion to any', 'src/store/a.ts', 'export const a = 1 as any;', 'uses any'],
    ['a non-null assertion', 'src/store/a.ts', 'export const a = rows[0]!.length;', 'not null'],
    ['one after a call', 'src/store/a.ts', 'export const a = find()!;', 'not null'],
    ['one in a template', 'src/store/a.ts', `export const a = \`x $\{b!} y\`;`, 'not null'],
    ['an enum', 'src/store/a.ts', 'enum A {\n  B,\n}', 'enum'],
    ['a hidden error', 'src/store/a.ts', '// @ts-ignore\nexport const a = 1;', 'hides'],
    ['a long file', 'src/store/a.ts', '\n'.repeat(MOST_LINES + 1), 'lines'],
  ])('%s', (_, path, text, why) => {
    const found = violations(new Map([...Object.entries(SOUND), [path, text]]));
    expect(found.filter((one) => one.startsWith(`${path}: `) && one.includes(why))).toHaveLength(1);
  });

  test('a cycle of three, once', () => {
    const tree = new Map([
      ['src/store/a.ts', "import { b } from './b.ts';"],
      ['src/store/b.ts', "import type { c } from './c.ts';"],
      ['src/store/c.ts', "import { a } from './a.ts';"],
    ]);
    expect(violations(tree)).toEqual([
      'src/store/a.ts: imports itself by way of src/store/a.ts > src/store/b.ts > src/store/c.ts > src/store/a.ts',
    ]);
  });

  test('no fault in words, patterns and comparisons', () => {
    const text = [
      '// export default, as any, find()!',
      `export const a = 'x!' + "as any" + \`export default $\{b} enum A {\`;`,
      'export const c = /[/!]a!b: any/.test(a) && d() !== e && !f;',
      '/* enum A { } */ export const any = 1;',
    ].join('\n');
    expect(violations(new Map([['src/store/a.ts', text]]))).toEqual([]);
  });
});
