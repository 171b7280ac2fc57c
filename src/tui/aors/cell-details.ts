import type { CellForm, MatrixNode, MatrixRow } from '../../view/aors/aor-matrix.ts';
import { contactDetails, type DetailStyle } from '../../view/aors/contact-details.ts';
import { cutText, wrapWords } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { detailsTitle } from '../views/details-below.ts';

/** Rows of the cell in words, where the screen has so many. */
export const DETAILS = 7;
/** The meaning of cells that are not in words. */
const LEGEND = 'reg: registrar  ←2: by node 2  sync2: its sync  held: way unseen  ?: gap since';
/** As `LEGEND`, for wider screens. */
const LONG_LEGEND =
  'reg: registered there  ←2: told by node 2  sync2: by its sync  held: way unseen  ?: may have changed unseen since';
/** The meaning of marks in cells that are in words. */
const WORDS_LEGEND = '?: may have changed unseen since';
/** Shown for a contact that the node lacks, if it may still turn up. */
const PENDING: readonly Row[] = [[span('more is still to be analysed: what it lacks may come yet', 'dim')]];

interface CellAbout {
  readonly style: DetailStyle;
  /** What the node lacks may still reach it. */
  readonly isPending: boolean;
  /** The form that cells have in the rows above. */
  readonly form: CellForm | undefined;
  readonly width: number;
}

/** A cell of the matrix in words, with the meaning of the marks above where there is room for it. */
export function cellDetails(
  row: MatrixRow,
  node: MatrixNode,
  { style, isPending, form, width }: CellAbout,
): readonly Row[] {
  const title = `${cutText(printable(row.state.aor), width - 20)} at node ${node.node}`;
  const words = isPending ? PENDING : contactDetails(row, node, style);
  const details = [detailsTitle(title, width), ...words.flatMap((one) => wrapWords(one, width))].slice(
    0,
    DETAILS,
  );
  if (details.length === DETAILS) return details;
  while (details.length < DETAILS - 1) details.push([]);
  return [...details, [span(legend(form, width), 'dim')]];
}

function legend(form: CellForm | undefined, width: number): string {
  if (form === 'words') return WORDS_LEGEND;
  return width < LONG_LEGEND.length ? LEGEND : LONG_LEGEND;
}
