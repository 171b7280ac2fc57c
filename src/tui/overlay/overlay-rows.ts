import { displayWidth, wrapWords } from '../../view/display-width.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Overlay } from '../model.ts';

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
