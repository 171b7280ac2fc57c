import { displayWidth } from './display-width.ts';
import { type Row, rowText, span } from './styled-row.ts';

/** The label of a column in the rows below, and where that column begins. */
export interface ColumnLabel {
  readonly at: number;
  readonly text: string;
}

/** A title followed by the labels of the columns below that do not overlap it, in order. */
export function withLabels(title: Row, labels: readonly ColumnLabel[]): Row {
  let used = displayWidth(rowText(title));
  let text = '';
  for (const label of labels) {
    if (label.at <= used) continue;
    text += ' '.repeat(label.at - used) + label.text;
    used = label.at + displayWidth(label.text);
  }
  return text === '' ? title : [...title, span(text, 'dim')];
}
