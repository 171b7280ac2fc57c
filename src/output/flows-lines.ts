import { cutText, displayWidth, fitText } from '../view/display-width.ts';
import { FLOW_HEADINGS, type FlowTexts } from '../view/flow-table.ts';

export interface TableOptions {
  /** Columns of the terminal; infinity where the output is none. */
  readonly width: number;
}

const COLUMNS = Object.keys(FLOW_HEADINGS) as readonly (keyof FlowTexts)[];
const NUMBERS: readonly (keyof FlowTexts)[] = ['messages', 'packets'];
/** A contact URI can be as long as it likes. */
const WIDEST = 44;

/** One row a flow, under headings; columns as wide as needed. Nothing where there are no flows. */
export function* flowTableLines(rows: readonly FlowTexts[], options: TableOptions): Generator<string> {
  if (rows.length === 0) return;
  const all = [FLOW_HEADINGS, ...rows];
  const used = COLUMNS.filter((name) => rows.some((row) => row[name] !== ''));
  const widths = new Map<keyof FlowTexts, number>();
  for (const name of used) {
    let width = 0;
    for (const row of all) width = Math.max(width, displayWidth(row[name]));
    widths.set(name, Math.min(width, WIDEST));
  }
  for (const row of all) {
    const cells = used.map((name) => {
      const width = widths.get(name) ?? 0;
      const text = fitText(row[name], width);
      return NUMBERS.includes(name) ? ' '.repeat(width - row[name].length) + row[name] : text;
    });
    const line = cells.join('  ').trimEnd();
    yield options.width === Number.POSITIVE_INFINITY ? line : cutText(line, options.width);
  }
}
