import headless from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowChanges } from '../../../src/tui/terminal/row-changes.ts';

const COLUMNS = 24;

/** A terminal that is sent one frame after the other, and what it shows. */
async function shownAfter(frames: readonly (readonly string[])[]): Promise<readonly string[]> {
  const rows = frames[0]?.length ?? 1;
  const terminal = new headless.Terminal({ cols: COLUMNS, rows, allowProposedApi: true });
  const write = (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve));
  await write('\x1b[?1049h\x1b[?7l');
  let before: readonly string[] = [];
  for (const frame of frames) {
    await write(rowChanges(before, frame));
    before = frame;
  }
  const { active } = terminal.buffer;
  return Array.from({ length: rows }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
}

const list = Array.from({ length: 40 }, (_, at) => `row ${at}`);

/** A heading, a window of the list, a status line. */
function screen(top: number, selected: number, status = `${selected}`): readonly string[] {
  const rows = list
    .slice(top, top + 8)
    .map((row, at) => (top + at === selected ? `\x1b[7m>${row}\x1b[0m` : ` ${row}`));
  return ['heading', ...rows, status];
}

test('A list that scrolls by a row is moved by the terminal: two rows and the status are written', async () => {
  const [before, after] = [screen(3, 10), screen(4, 11)];
  const output = rowChanges(before, after);
  expect(output).toContain('\x1b[2;8r\x1b[1S\x1b[r');
  expect([...output.matchAll(/row \d+/g)].map(([row]) => row)).toEqual(['row 10', 'row 11']);
  expect(await shownAfter([before, after])).toEqual([
    ...['heading', ' row 4', ' row 5', ' row 6', ' row 7', ' row 8', ' row 9', ' row 10'],
    ...['>row 11', '11'],
  ]);
});

test('Upwards, and by several rows', () => {
  expect(rowChanges(screen(9, 12), screen(8, 12))).toContain('\x1b[2;9r\x1b[1T\x1b[r');
  expect(rowChanges(screen(9, 12), screen(12, 15))).toContain('\x1b[3;9r\x1b[3S\x1b[r');
});

test('Where nothing moved, only rows that differ are written; where nothing differs, nothing is', () => {
  const output = rowChanges(screen(3, 5), screen(3, 6));
  expect(output).not.toMatch(/\x1b\[\d+[ST]/);
  expect([...output.matchAll(/row \d+/g)]).toHaveLength(2);
  expect(rowChanges(screen(3, 5), screen(3, 5))).toBe('');
});

test('Whatever follows whatever, the terminal shows the last frame, and is never cleared as a whole', async () => {
  const row = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...list.slice(0, 9)) },
    fc.constantFrom('', '', 'same', '\x1b[7mbar\x1b[0m', `a\x1b[9Gb`, '\x1b[41mred', 'x'.repeat(COLUMNS)),
  );
  const frames = fc.array(fc.array(row, { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 6 });
  // What one frame shows of the other, moved: where scrolling pays.
  const moved = fc
    .tuple(fc.array(row, { minLength: 20, maxLength: 20 }), fc.array(fc.nat(13), { maxLength: 6 }))
    .map(([rows, tops]) => [0, ...tops].map((top) => ['top', ...rows.slice(top, top + 7), `at ${top}`]));
  await fc.assert(
    fc.asyncProperty(fc.oneof(frames, moved), async (all) => {
      expect(await shownAfter(all)).toEqual(await shownAfter([all.at(-1) ?? []]));
      for (const [at, frame] of all.entries())
        expect(rowChanges(all[at - 1] ?? [], frame)).not.toMatch(/\x1b\[[0-3]?J/);
    }),
    { numRuns: 40 },
  );
});
