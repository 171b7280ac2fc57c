import { afterAll, describe, expect, it } from 'vitest';
import type { ViewName } from '../../src/tui/views/view-names.ts';
import { Folder } from '../capture/reading.ts';
import { FOREIGN_NAMES, foreignNames, foreignTags } from '../support/foreign-names.ts';
import { openScreen } from './support/screen.ts';

const folder = new Folder();
afterAll(() => folder.remove());
const CAPTURE = folder.file(foreignNames(), 'names.pcap');
const TAGS = folder.file(foreignTags(), 'tags.pcap');

const SCENES: readonly {
  readonly name: string;
  readonly view: ViewName;
  readonly keys?: readonly string[];
}[] = [
  { name: 'flows', view: 'flows' },
  { name: 'ladder', view: 'flows', keys: ['       \r', 'v'] },
  { name: 'messages', view: 'messages' },
  { name: 'message', view: 'messages', keys: ['/aor:山*\r', '\r'] },
  { name: 'aors', view: 'aors' },
  { name: 'aor-history', view: 'aors', keys: ['H'] },
  { name: 'cluster', view: 'cluster' },
  { name: 'time', view: 'time' },
  { name: 'palette', view: 'flows', keys: ['\x10call'] },
  { name: 'filter', view: 'flows', keys: ['/aor:山'] },
];

/** What the program itself sends: colours, columns by number, rows, synchronised frames, scrolling. */
const OWN = /\x1b\[(?:[\d;]*[mGHKrST]|\?2026[hl])/g;

describe('names from all over the world', () => {
  it.each(SCENES)('stay in their columns: $name', async ({ name, view, keys = [] }) => {
    const screen = await openScreen([CAPTURE], { columns: 80, rows: 24, view });
    for (const typed of keys) {
      screen.type(typed);
      await screen.read();
    }
    const lines = await screen.lines();
    const text = lines.map((line) => line.trimEnd()).join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`screens/names-${name}-80x24.txt`);
    expect(screen.written.replace(OWN, '')).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/,
    );
    screen.close();
  });

  it('stand where the column begins, however wide the terminal takes what is before', async () => {
    const screen = await openScreen([CAPTURE], { columns: 80, rows: 24, view: 'flows' });
    const heading = (await screen.lines()).find((line) => line.startsWith('  flow')) ?? '';
    const at = heading.indexOf('state');
    const states = screen.cells(at, 8).filter((text) => /REGISTER|BUSY/.test(text));
    expect(states.length).toBe(19);
    for (const text of states) expect(text).toMatch(/^(?:REGISTER|BUSY 486$)/);
    screen.close();
  });

  /** A column of each view, and what stands in it: nothing else, though all that is left of it has other widths. */
  it.each([
    {
      view: 'flows',
      title: 'state',
      width: 10,
      cell: /^(?:REGISTERED|UNKNOWN {3}|BUSY 486 {2})$/,
      count: 30,
    },
    { view: 'messages', title: 'To ', width: 10, cell: /^(?:node[12] {5}|192\.0\.2\.10)$/, count: 20 },
    { view: 'aors', title: '  expires in', width: 12, cell: /^ *\d+ min \d+ s$/, count: 15 },
  ] as const)(
    'leave the column $title of $view straight at 200x60',
    async ({ view, title, width, cell, count }) => {
      const screen = await openScreen([CAPTURE], { columns: 200, rows: 60, view });
      const lines = await screen.lines();
      const at = (lines.find((line) => line.startsWith('  ') && line.includes(title)) ?? '').indexOf(title);
      expect(at).toBeGreaterThan(0);
      const cells = screen.cells(at, width).slice(3, 3 + count);
      for (const text of cells) expect(text).toMatch(cell);
      screen.close();
    },
  );

  it('leave the states of sharing tags straight, and each leads to its own messages', async () => {
    const screen = await openScreen([TAGS], { columns: 120, rows: 40, view: 'cluster' });
    const lines = await screen.lines();
    const first = lines.findIndex((line) => line.includes('sharing tags (')) + 1;
    const tags = FOREIGN_NAMES.length - 1;
    // The first one is told before the other node is known to have been heard.
    expect(screen.cells(32, 18).slice(first, first + tags)).toEqual(Array(tags).fill('active 1  backup 2'));
    const at = lines.findIndex((line) => line.includes('山田太郎'));
    const selected = screen.inverseRows()[0] ?? 0;
    screen.type(`${'j'.repeat(at - selected)}\r`);
    await screen.read();
    const found = (await screen.lines()).filter(
      (line) => /SHTAG_ACTIVE +\S/.test(line) && /^[> ] +\d/.test(line),
    );
    expect(found).toEqual([expect.stringContaining('山田太郎')]);
    screen.close();
  });

  it('are all there', async () => {
    const screen = await openScreen([CAPTURE], { columns: 80, rows: 24, view: 'flows' });
    expect(screen.program.views.flows.length).toBe(2 * FOREIGN_NAMES.length);
    screen.close();
  });
});
