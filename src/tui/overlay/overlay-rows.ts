import { displayWidth, wrapWords } from '../../view/text/display-width.ts';
import { type Row, rowText, span } from '../../view/text/styled-row.ts';
import type { Overlay, Size } from '../model.ts';
import { paintBeside, paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Searchable } from '../views/view.ts';

const INDENT = 2;

/**
 * The rows of a page over the screen. A long line is wrapped so that its rest stays to the right of its first part.
 */
function overlayRows({ lines }: Pick<Overlay, 'lines'>, width: number): readonly Row[] {
  return lines.flatMap((line) => hangingRows(line, width - INDENT));
}

function hangingRows(line: Row, width: number): readonly Row[] {
  const [term, ...rest] = line;
  const hang = term === undefined || rest.length === 0 ? 0 : displayWidth(term.text);
  if (term === undefined || hang === 0 || width - hang < 12)
    return wrapWords(line, Math.max(4, width)).map(indented);
  return wrapWords(rest, width - hang).map((row, at) =>
    indented([at === 0 ? term : span(' '.repeat(hang)), ...row]),
  );
}

function indented(row: Row): Row {
  return [span(' '.repeat(INDENT)), ...row];
}

/** The layout of a page: two columns, as in a newspaper, if there is room for them. */
export interface OverlayLayout {
  readonly rows: readonly Row[];
  readonly columns: number;
  /** Rows of a column. */
  readonly height: number;
}

/** From this width on, two columns of a page that is longer than the screen. */
const WIDE = 160;

export function overlayLayout(overlay: Pick<Overlay, 'lines'>, body: Size): OverlayLayout {
  const height = Math.max(1, body.rows - 1);
  const rows = overlayRows(overlay, body.columns);
  if (rows.length <= height || body.columns < WIDE) return { rows, columns: 1, height };
  return { rows: overlayRows(overlay, columnWidth(body)), columns: 2, height };
}

/** The rows of a page for a search, which goes on from what it has found last, or from the top of the screen. */
export function searchableOverlay(overlay: Overlay, body: Size, select: (row: number) => void): Searchable {
  const { rows } = overlayLayout(overlay, body);
  const { found, top } = overlay;
  const position = found ?? top - 1;
  return { length: rows.length, position, text: (at) => rowText(rows[at] ?? []), select };
}

function columnWidth({ columns }: Size): number {
  return Math.floor(columns / 2) - INDENT;
}

/** The rows of the page on the screen, below its title. */
export function overlayBody(overlay: Overlay, body: Size, theme: Theme): readonly string[] {
  const { rows, columns, height } = overlayLayout(overlay, body);
  const { top } = overlay;
  const more = rows.length - top - columns * height;
  const title = [
    span('── ', 'dim'),
    span(overlay.title, 'strong'),
    span(more > 0 ? ` (${more} more below)` : '', 'dim'),
  ];
  const left = [title, ...rows.slice(top, top + height)].map((row) => paintRow(row, body.columns, theme));
  if (columns === 1) return left;
  const width = columnWidth(body);
  const right = ['', ...rows.slice(top + height, top + 2 * height).map((row) => paintRow(row, width, theme))];
  return left.map((row, at) => (at === 0 ? row : paintBeside(row, right[at] ?? '', width + INDENT, theme)));
}
