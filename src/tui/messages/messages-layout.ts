import { hexWidth } from '../../view/messages/hex-rows.ts';
import { NARROW } from '../../view/messages/message-row.ts';
import type { Size } from '../model.ts';
import { bytesRows } from './bytes-pane.ts';
import { formOf, type MessagesModel } from './messages-model.ts';
import { markedBytes, treeRows } from './tree-pane.ts';

/** Positions of the panes; heights and widths in cells, 0 for a pane that is not shown. */
export interface MessagesLayout {
  /** Rows of messages, the heading above them not counted. */
  readonly listRows: number;
  /** The rule with the message's title above fields and bytes. */
  readonly title: boolean;
  readonly tree: PaneSize;
  /** Below the fields: what the selected one is. */
  readonly noteRows: number;
  readonly bytes: PaneSize;
  /** The bytes are to the right of the fields, not below them. */
  readonly beside: boolean;
}

export interface PaneSize {
  readonly width: number;
  readonly height: number;
}

/** Below this many rows a message is not shown under the list. */
const LOW = 18;
/** Rows needed on a narrow screen, on which the bytes are below the fields. */
const TALL = 34;
/** Below this many rows fields and bytes take turns. */
const TINY = 9;

const NO_PANE: PaneSize = { width: 0, height: 0 };

export function layoutMessages(body: Size, messages: MessagesModel): MessagesLayout {
  if (isZoomed(body, messages)) return detailLayout(body.columns, body.rows, 0, messages);
  if (!showsBoth(body, messages)) return listOnly(body);
  const details = Math.floor(body.rows / 2);
  return detailLayout(body.columns, details, body.rows - details - 1, messages);
}

/** The message is on the screen, or will be with a key less. */
export function showsDetails(body: Size, messages: MessagesModel): boolean {
  return isZoomed(body, messages) || showsBoth(body, messages);
}

function isZoomed(body: Size, messages: MessagesModel): boolean {
  return messages.focus !== 'list' && (messages.zoom || !showsBoth(body, messages));
}

function showsBoth(body: Size, messages: MessagesModel): boolean {
  return messages.details && hasRoomForDetails(body);
}

/** Below the list. */
export function hasRoomForDetails({ columns, rows }: Size): boolean {
  return rows >= (columns >= NARROW ? LOW : TALL);
}

function listOnly(body: Size): MessagesLayout {
  const listRows = Math.max(1, body.rows - (body.rows > 2 ? 1 : 0));
  return { listRows, title: false, tree: NO_PANE, noteRows: 0, bytes: NO_PANE, beside: false };
}

function detailLayout(
  columns: number,
  height: number,
  listRows: number,
  messages: MessagesModel,
): MessagesLayout {
  const title = height > 2;
  const rows = height - (title ? 1 : 0);
  const common = { listRows, title };
  if (columns >= NARROW) {
    const width = Math.max(hexWidth(16, 0), Math.floor(columns / 2));
    const noteRows = rows >= 8 ? 2 : 0;
    const tree = { width: columns - width - 1, height: rows - noteRows };
    return { ...common, tree, noteRows, bytes: { width, height: rows }, beside: true };
  }
  if (rows < TINY) {
    const whole = { width: columns, height: rows };
    const bytes = messages.focus === 'bytes';
    return {
      ...common,
      tree: bytes ? NO_PANE : whole,
      noteRows: 0,
      bytes: bytes ? whole : NO_PANE,
      beside: false,
    };
  }
  const noteRows = 1;
  const below = belowRows(messages, columns, rows - noteRows);
  const tree = { width: columns, height: rows - below - noteRows };
  return { ...common, tree, noteRows, bytes: { width: columns, height: below }, beside: false };
}

/** Rows for the bytes below the fields: half, and what fields or bytes do not need goes to the other. */
function belowRows(messages: MessagesModel, columns: number, rows: number): number {
  const { opened } = messages;
  const half = Math.floor(rows / 2);
  if (opened === undefined) return half;
  const fields = treeRows(messages).length;
  const bytes = bytesRows(opened, formOf(messages), columns, markedBytes(messages)).count;
  return Math.max(1, Math.min(bytes, Math.max(half, rows - fields)));
}
