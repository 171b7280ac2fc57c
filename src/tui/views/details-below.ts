import { displayWidth } from '../../view/text/display-width.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Stage } from './view.ts';

/** Rows of a body from which on there is room for what is selected in words. */
const ROWS_WITH_DETAILS = 18;

/** Rows of the body that details take: so many, or none. */
export function detailRows({ body }: Stage, wanted: number): number {
  return body.rows >= ROWS_WITH_DETAILS ? wanted : 0;
}

/** Rows of a list, and details at the bottom of the body, which take so many rows of it. */
export function withDetailsBelow(
  rows: readonly string[],
  details: readonly Row[],
  taken: number,
  { body, theme }: Stage,
): readonly string[] {
  const above = rows.slice(0, body.rows - taken);
  while (above.length < body.rows - taken) above.push('');
  return [...above, ...details.slice(0, taken).map((row) => paintRow(row, body.columns, theme))];
}

/** `── 1201 at node 3 ─────`. */
export function detailsTitle(text: string, width: number): Row {
  const title = text === '' ? '' : `── ${text} `;
  return [span(title, 'name'), span('─'.repeat(Math.max(0, width - displayWidth(title))), 'dim')];
}
