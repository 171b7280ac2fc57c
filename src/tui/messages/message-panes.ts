import { fieldRow, fieldValue } from '../../view/messages/field-rows.ts';
import { counted } from '../../view/text/counts.ts';
import { displayWidth, wrapWords } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import { paintBeside, paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import { bytesRows } from './bytes-pane.ts';
import type { MessagesLayout } from './messages-layout.ts';
import { formOf, type MessagesModel } from './messages-model.ts';
import type { OpenedMessage } from './opened-message.ts';
import { markedBytes, selectedField, treeRows } from './tree-pane.ts';

/** The rule with the title, fields and bytes of the message that is looked into. */
export function messagePanes(
  messages: MessagesModel,
  layout: MessagesLayout,
  columns: number,
  theme: Theme,
): readonly string[] {
  const { opened } = messages;
  if (opened === undefined) return [];
  const rows = layout.title ? [paintRow(ruleRow(opened.title, columns), columns, theme)] : [];
  const fields = fieldPane(messages, layout, theme);
  const bytes = bytesPane(messages, opened, layout, theme);
  if (!layout.beside) return [...rows, ...fields, ...bytes];
  const height = Math.max(fields.length, bytes.length);
  for (let at = 0; at < height; at++) {
    rows.push(paintBeside(fields[at] ?? '', bytes[at] ?? '', layout.tree.width, theme));
  }
  return rows;
}

/** `── title ─────`. */
function ruleRow(title: Row, columns: number, start = '── '): Row {
  const used = start.length + 1 + title.reduce((sum, one) => sum + displayWidth(one.text), 0);
  return [span(start, 'dim'), ...title, span(` ${'─'.repeat(Math.max(0, columns - used))}`, 'dim')];
}

function fieldPane(
  messages: MessagesModel,
  { tree, noteRows }: MessagesLayout,
  theme: Theme,
): readonly string[] {
  if (tree.height === 0) return [];
  const { cursor, top } = messages.tree;
  const rows = treeRows(messages).slice(top, top + tree.height);
  const painted = rows.map((one, at) => {
    const row: Row = [span(' '), ...fieldRow(one)];
    const bar =
      top + at !== cursor || messages.focus === 'list'
        ? 'none'
        : messages.focus === 'tree'
          ? 'selected'
          : 'resting';
    return paintRow(row, tree.width, theme, bar);
  });
  while (painted.length < tree.height) painted.push('');
  const notes = noteRows === 0 ? [] : noteLines(messages, tree.width, noteRows);
  return [...painted, ...notes.map((row) => paintRow(row, tree.width, theme))];
}

/** The description of the selected field, and its whole value if the tree had to cut it. */
function noteLines(messages: MessagesModel, width: number, count: number): readonly Row[] {
  const field = messages.focus === 'list' ? undefined : selectedField(messages);
  const rule: Row = [span('─'.repeat(width), 'dim')];
  if (field === undefined) return count === 1 ? [rule] : [[], []];
  const { node } = field;
  const length = node.to - node.from;
  const place = length === 0 ? 'no bytes' : `${counted(length, 'byte')} at ${node.from}`;
  const texts: Span[] = [span(`${place}`, 'dim')];
  if (node.note !== undefined) texts.push(span(` · ${printable(node.note)}`, 'dim'));
  const value = fieldValue(node) ?? '';
  const long = displayWidth(value) + 2 * field.depth + displayWidth(node.name) + 4 > width;
  if (count === 1) return [ruleRow(texts, width, '─ ')];
  const about = wrapWords([span(' '), ...texts], width);
  const [first = [], second = []] = long ? [about[0] ?? [], [span(' '), span(value)]] : about;
  return [first, second];
}

function bytesPane(
  messages: MessagesModel,
  opened: OpenedMessage,
  { bytes }: MessagesLayout,
  theme: Theme,
): readonly string[] {
  if (bytes.height === 0) return [];
  const rows = bytesRows(opened, formOf(messages), bytes.width, markedBytes(messages));
  const painted: string[] = [];
  for (let at = messages.bytesTop; at < Math.min(rows.count, messages.bytesTop + bytes.height); at++) {
    painted.push(paintRow(rows.row(at), bytes.width, theme));
  }
  while (painted.length < bytes.height) painted.push('');
  return painted;
}
