import { FLOW_HEADINGS, type FlowTexts } from '../../view/flows/flow-table.ts';
import { cutText } from '../../view/text/display-width.ts';
import { lineOf, TextColumn } from './text-column.ts';

export interface TableOptions {
  /** Columns of the terminal; infinite if the output is none. */
  readonly width: number;
  /** The line in place of the table, if there are none. */
  none(): string;
}

type Name = keyof FlowTexts;

const NAMES = Object.keys(FLOW_HEADINGS) as readonly Name[];
const NUMBERS: readonly Name[] = ['messages', 'packets'];
/** Maximum width of a contact URI. */
const WIDEST = 44;

/** A table with one flow per row. */
export function* flowTableLines(
  flows: Iterable<FlowTexts>,
  { width, none }: TableOptions,
): Generator<string> {
  const table = new FlowTable();
  for (const texts of flows) table.add(texts);
  if (table.isEmpty) {
    yield none();
    return;
  }
  for (const line of table.lines()) yield width === Number.POSITIVE_INFINITY ? line : cutText(line, width);
}

/** Keeps nothing of a flow but its texts, most of which it shares with others: there may be a million. */
class FlowTable {
  private readonly columns = NAMES.map((name) => ({ name, column: columnOf(name), isUsed: false }));
  private size = 0;

  add(texts: FlowTexts): void {
    this.size++;
    for (const one of this.columns) {
      const text = texts[one.name];
      // Nothing stands behind marks.
      one.column.add(one.name === 'marks' ? text : cutText(text, WIDEST));
      if (text !== '') one.isUsed = true;
    }
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  *lines(): Generator<string> {
    const used = this.columns.flatMap(({ column, isUsed }) => (isUsed ? [column] : []));
    // Row 0 is the heading.
    for (let row = 0; row <= this.size; row++) yield lineOf(used, row);
  }
}

function columnOf(name: Name): TextColumn {
  const column = new TextColumn(NUMBERS.includes(name) ? 'right' : 'left');
  column.add(FLOW_HEADINGS[name]);
  return column;
}
