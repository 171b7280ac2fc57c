import { byteOfHexRow, bytesPerHexRow } from '../../view/messages/hex-rows.ts';
import type { Size } from '../model.ts';
import type { Place } from '../mouse/mouse-report.ts';
import { layoutMessages } from './messages-layout.ts';
import { formOf, type MessagesModel } from './messages-model.ts';
import { treeRows } from './tree-pane.ts';

/** A place in the opened message. */
export type PanePlace =
  | { readonly pane: 'tree'; readonly row: number }
  /** `byte` is set if bytes are shown as bytes, and there is one at that place. */
  | { readonly pane: 'bytes'; readonly byte: number | undefined };

/** What is at a place of the view; undefined for the list, and between panes. */
export function paneAt(messages: MessagesModel, body: Size, { x, y }: Place): PanePlace | undefined {
  const { listRows, title, tree, noteRows, bytes, beside } = layoutMessages(body, messages);
  const { opened } = messages;
  if (opened === undefined || tree.height + bytes.height === 0) return undefined;
  const fields = tree.height + (tree.height === 0 ? 0 : noteRows);
  const height = beside ? Math.max(fields, bytes.height) : fields + bytes.height;
  const top = listRows === 0 ? (title ? 1 : 0) : body.rows - height;
  const row = y - top;
  if (row < 0 || row >= height) return undefined;
  if (beside ? x < tree.width : row < fields) {
    return row < tree.height ? { pane: 'tree', row: messages.tree.top + row } : undefined;
  }
  const [column, line] = beside ? [x - tree.width - 1, row] : [x, row - fields];
  if (column < 0) return undefined;
  const { length } = opened.bytes;
  const perRow = bytesPerHexRow(bytes.width, length);
  const inRow = formOf(messages) === 'hex' ? byteOfHexRow(column, perRow, length) : undefined;
  const byte = inRow === undefined ? undefined : (messages.bytesTop + line) * perRow + inRow;
  return { pane: 'bytes', byte: byte !== undefined && byte < length ? byte : undefined };
}

/** Row of the smallest shown field that contains the byte; undefined if there is none. */
export function rowOfByte(messages: MessagesModel, byte: number): number | undefined {
  let [found, least] = [-1, Number.POSITIVE_INFINITY];
  for (const [at, { node }] of treeRows(messages).entries()) {
    const length = node.to - node.from;
    if (byte < node.from || byte >= node.to || length > least) continue;
    [found, least] = [at, length];
  }
  return found < 0 ? undefined : found;
}
