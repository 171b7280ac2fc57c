import { cutText, displayWidth } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Choice } from './choices.ts';

/** Rows that choices take, at most. */
const MOST_ROWS = 12;
/** Share of the width for their texts; the descriptions follow. */
const MOST_SHARE = 0.6;

/** The lower rows of the body, taken by choices: the best one next to the line that is typed. */
export function withChoices(
  rows: readonly string[],
  choices: readonly Choice[],
  chosen: number,
  width: number,
  theme: Theme,
): readonly string[] {
  const { room, first } = shownChoices(choices.length, chosen, rows.length);
  if (room === 0) return rows;
  const shown = choices.slice(first, first + room);
  const rule = paintRow([span('─'.repeat(width), 'dim')], width, theme);
  const texts = Math.max(...shown.map(({ text }) => displayWidth(printable(text))));
  const column = Math.min(texts, Math.floor(width * MOST_SHARE));
  const painted = shown.map((choice, at) =>
    paintRow(choiceRow(choice, column), width, theme, first + at === chosen ? 'selected' : 'none'),
  );
  return [...rows.slice(0, rows.length - room - 1), rule, ...painted.reverse()];
}

/** The choice on a row of the body, which has `height` rows; undefined if there is none. */
export function choiceAt(count: number, chosen: number, height: number, row: number): number | undefined {
  const { room, first } = shownChoices(count, chosen, height);
  const at = height - 1 - row;
  return at >= 0 && at < room ? first + at : undefined;
}

/** How many choices there is room for, and the first of them, which is the lowest. */
function shownChoices(count: number, chosen: number, height: number): { room: number; first: number } {
  const room = Math.max(0, Math.min(count, MOST_ROWS, height - 1));
  return { room, first: Math.max(0, Math.min(chosen - room + 1, count - room)) };
}

function choiceRow({ text, kind, hits }: Choice, column: number): Row {
  // Escaped characters take more room than the originals.
  const cut = cutText(text, column - (displayWidth(printable(text)) - displayWidth(text)));
  const marked = new Set(hits);
  const letters: Span[] = [];
  for (let at = 0; at < cut.length; ) {
    const hit = marked.has(at);
    let end = at;
    while (end < cut.length && marked.has(end) === hit) end++;
    letters.push(span(printable(cut.slice(at, end)), hit ? 'strong' : 'plain'));
    at = end;
  }
  const used = letters.reduce((sum, one) => sum + displayWidth(one.text), 0);
  const gap = ' '.repeat(Math.max(0, column - used) + 2);
  return [span('  '), ...letters, span(`${gap}${kind}`, 'dim')];
}
