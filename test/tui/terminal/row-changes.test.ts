import headless from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowChanges } from '../../../src/tui/terminal/row-changes.ts';

const COLUMNS = 24;

/** A terminal that is sent one frame after the other, and what it shows. */
async function shownAfter(frames: readonly (readonly string[])[]): Promise<readonly string[]> {
  const lines = await linesAfter(frames);
  return lines.map((line) => line?.translateToString(true) ?? '');
}

/** The same with colours: a cell is its characters and how they look. */
async function cellsAfter(frames: readonly (readonly string[])[]): Promise<readonly string[]> {
  const lines = await linesAfter(frames);
  return lines.map((line) =>
    Array.from({ length: COLUMNS }, (_, x) => {
      const cell = line?.getCell(x);
      return [
        cell?.getChars() || ' ',
        cell?.getFgColor(),
        cell?.getBgColor(),
        cell?.isBold(),
        cell?.isInverse(),
      ];
    })
      .flat()
      .join(' '),
  );
}

async function linesAfter(frames: readonly (readonly string[])[]) {
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
  return Array.from({ length: rows }, (_, y) => active.getLine(y));
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

test('If nothing moved, only rows that differ are written; if nothing differs, nothing is written', () => {
  const output = rowChanges(screen(3, 5), screen(3, 6));
  expect(output).not.toMatch(/\x1b\[\d+[ST]/);
  expect([...output.matchAll(/row \d+/g)]).toHaveLength(2);
  expect(rowChanges(screen(3, 5), screen(3, 5))).toBe('');
});

test('In a long row only the cells that differ are written, in their colours', async () => {
  const bars = (at: number): string => {
    const [left, right] = ['▂▃▅▇█▇▅▃▂▁▂▃'.slice(0, at), '▂▃▅▇█▇▅▃▂▁▂▃'.slice(at + 1)];
    return `\x1b[2mcalls \x1b[0m\x1b[32m${left}\x1b[0m\x1b[7m#\x1b[0m\x1b[32m${right}\x1b[0m  12`;
  };
  const output = rowChanges([bars(4)], [bars(5)]);
  expect(output).toBe('\x1b[1;11H\x1b[0m\x1b[32m█\x1b[0m\x1b[7m#\x1b[0m\x1b[32m\x1b[0m');
  expect(await shownAfter([[bars(4)], [bars(5)], [bars(3)]])).toEqual(['calls ▂▃▅#█▇▅▃▂▁▂▃  12']);
});

test('A row that becomes shorter leaves nothing behind, one with wide characters is written as a whole', async () => {
  const long = 'the same beginning, more';
  expect(rowChanges([long], ['the same beginning'])).toBe('\x1b[1;19H\x1b[0m\x1b[K\x1b[0m');
  expect(await shownAfter([[long], ['the same beginning'], ['the same beginning 1']])).toEqual([
    'the same beginning 1',
  ]);
  expect(rowChanges(['漢字 and so on, 1'], ['漢字 and so on, 2'])).toContain('漢字 and so on, 2');
});

test('Whatever follows whatever, the terminal shows the last frame, and is never cleared as a whole', async () => {
  const piece = fc.tuple(
    fc.constantFrom('', '\x1b[31m', '\x1b[1;7m', '\x1b[0m', '\x1b[m'),
    fc.constantFrom('aaaaaa', 'ab', '      ', '▃▅', '漢'),
  );
  const pieces = fc.array(piece, { minLength: 2, maxLength: 4 }).map((all) => all.flat().join('').trimEnd());
  const row = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...list.slice(0, 9)) },
    fc.constantFrom('', '', 'same', '\x1b[7mbar\x1b[0m', `a\x1b[9Gb`, '\x1b[41mred', 'x'.repeat(COLUMNS)),
    pieces,
  );
  const frames = fc.array(fc.array(row, { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 6 });
  // What one frame shows of the other, moved: where scrolling pays.
  const moved = fc
    .tuple(fc.array(row, { minLength: 20, maxLength: 20 }), fc.array(fc.nat(13), { maxLength: 6 }))
    .map(([rows, tops]) => [0, ...tops].map((top) => ['top', ...rows.slice(top, top + 7), `at ${top}`]));
  await fc.assert(
    fc.asyncProperty(fc.oneof(frames, moved), async (all) => {
      expect(await cellsAfter(all)).toEqual(await cellsAfter([all.at(-1) ?? []]));
      for (const [at, frame] of all.entries())
        expect(rowChanges(all[at - 1] ?? [], frame)).not.toMatch(/\x1b\[[0-3]?J/);
    }),
    { numRuns: 60 },
  );
});
