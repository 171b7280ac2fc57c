import { expect, it } from 'vitest';
import type { ViewName } from '../../src/tui/views/view-names.ts';
import { openScreen } from './support/screen.ts';

const of = (recording: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `fixtures/captures/${recording}/${name}.pcap.gz`);
const REGISTER = of('3.4/register', 'bridge');
const SHARED = of('3.4/calls-shared-sockets', 'bridge');
const RESTART = of('3.4/restart', 'bridge');
const MIXED = of('mixed/mixed-3.4-3.6', 'bridge');

interface Scene {
  readonly name: string;
  readonly captures: readonly string[];
  readonly view: ViewName;
  readonly filterText?: string;
  /** Typed one after the other, each when all that was begun is done. */
  readonly keys?: readonly string[];
}

const SCENES: readonly Scene[] = [
  { name: 'flows', captures: SHARED, view: 'flows' },
  {
    name: 'flows-marked',
    captures: SHARED,
    view: 'flows',
    keys: ['  jj ', '>', '>', '>', '>', '>', 'z', 'g'],
  },
  { name: 'flows-columns', captures: SHARED, view: 'flows', keys: ['o'] },
  { name: 'ladder', captures: SHARED, view: 'flows', keys: [':flow f9\r', 'jj'] },
  { name: 'ladder-decoded', captures: SHARED, view: 'flows', keys: [':flow f9\r', 'jjv'] },
  { name: 'ladder-raw', captures: SHARED, view: 'flows', keys: [':flow f9\r', 'jjR'] },
  { name: 'ladder-hex', captures: SHARED, view: 'flows', keys: [':flow f9\r', 'jjRx'] },
  { name: 'compare', captures: SHARED, view: 'flows', keys: [':flow f9\r', '\x13DLG_UPDATED\r', ' nnnnnn '] },
  { name: 'messages', captures: SHARED, view: 'messages', keys: ['jjjj'] },
  { name: 'messages-restart', captures: RESTART, view: 'messages', keys: ['G'] },
  { name: 'messages-filtered', captures: REGISTER, view: 'messages', filterText: 'aor:1000', keys: ['jj'] },
  {
    name: 'message-sip',
    captures: REGISTER,
    view: 'messages',
    filterText: 'method:REGISTER',
    keys: ['\rjjjjjj'],
  },
  { name: 'message', captures: SHARED, view: 'messages', keys: ['jjjj\r', 'jjj'] },
  { name: 'aors', captures: MIXED, view: 'aors' },
  { name: 'aor-history', captures: MIXED, view: 'aors', keys: ['\r'] },
  { name: 'findings', captures: MIXED, view: 'flows', keys: ['w', 'jj'] },
  { name: 'cluster', captures: RESTART, view: 'cluster' },
  { name: 'time', captures: RESTART, view: 'time', keys: ['[['] },
  { name: 'help', captures: REGISTER, view: 'flows', keys: ['?'] },
  { name: 'palette', captures: REGISTER, view: 'flows', keys: ['\x1012'] },
  { name: 'filter', captures: REGISTER, view: 'messages', keys: ['/aor:12'] },
];

const SMALL = { columns: 80, rows: 24 };
const LARGER = [
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

/** Each screen as it stands in `screens/`, to be looked at when it changes; larger ones by resizing. */
it.each(SCENES)('$name', async ({ name, captures, view, filterText = '', keys = [] }) => {
  const screen = await openScreen(captures, { ...SMALL, view, filterText });
  for (const typed of keys) {
    screen.type(typed);
    await screen.read();
  }
  for (const size of [SMALL, ...LARGER]) {
    screen.resize(size);
    await screen.read();
    const text = (await screen.lines()).map((line) => line.trimEnd()).join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`screens/${name}-${size.columns}x${size.rows}.txt`);
  }
  screen.close();
});
