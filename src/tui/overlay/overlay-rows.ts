import { displayWidth, wrapWords } from '../../view/display-width.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Overlay, Size } from '../model.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';

const INDENT = 2;

/** The rows of a page over the screen. Of a long line, what follows its first part stays beside it. */
export function overlayRows({ lines }: Pick<Overlay, 'lines'>, width: number): readonly Row[] {
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

/** The page as it stands on the screen, below its title. */
export function overlayBody(overlay: Overlay, body: Size, theme: Theme): readonly string[] {
  const rows = overlayRows(overlay, body.columns);
  const height = Math.max(1, body.rows - 1);
  const more = rows.length - overlay.top - height;
  const title = [
    span('── ', 'dim'),
    span(overlay.title, 'strong'),
    span(more > 0 ? ` (${more} more below)` : '', 'dim'),
  ];
  return [title, ...rows.slice(overlay.top, overlay.top + height)].map((row) =>
    paintRow(row, body.columns, theme),
  );
}
