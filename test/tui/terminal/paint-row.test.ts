import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paintRow, restyledCell } from '../../../src/tui/terminal/paint-row.ts';
import { COLOURED } from '../../../src/tui/terminal/theme.ts';
import { cutRow } from '../../../src/view/text/display-width.ts';
import { type Span, span } from '../../../src/view/text/styled-row.ts';

const WIDTH = 30;
const spans = fc.array(
  fc.record({
    text: fc.constantFrom('', 'a', 'bars ', '▃▅▇', ' '.repeat(9), '漢字'),
    style: fc.constantFrom('plain', 'dim', 'success', 'range'),
  }) satisfies fc.Arbitrary<Span>,
  { maxLength: 7 },
);

/** What stands in each column, with its style. */
function cells(painted: string): readonly string[] {
  return [...painted.matchAll(/(?:\x1b\[([1-9][\d;]*)m)?([^\x1b]*)(?:\x1b\[0m)?/g)].flatMap(
    ([, look = '', text = '']) => [...text].map((one) => `${one} ${look}`),
  );
}

test('A row of plain texts is painted span by span, as others are', () => {
  const row = [span('bars ', 'dim'), span('▃▅▇'), span('', 'success')];
  expect(paintRow(row, WIDTH, COLOURED)).toBe(`\x1b[${COLOURED.dim}mbars \x1b[0m▃▅▇`);
  expect(paintRow(row, 7, COLOURED)).toBe(`\x1b[${COLOURED.dim}mbars \x1b[0m▃…`);
});

test('A cell in another style is the only one that changes', () => {
  const plain = spans.map((row) => row.filter(({ text }) => text !== '漢字'));
  fc.assert(
    fc.property(plain, fc.nat(WIDTH), (row, column) => {
      const fitting = cutRow(row, WIDTH);
      const painted = paintRow(fitting, WIDTH, COLOURED);
      const before = cells(painted);
      const after = cells(restyledCell(fitting, painted, column, 'match', COLOURED));
      const wanted = before.map((cell, at) => (at === column ? `${cell[0]} ${COLOURED.match}` : cell));
      expect(after).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
});
