import type { Command } from '../keys/key-table.ts';
import type { Size } from '../model.ts';
import { clamp, rowsOf, scrollTo } from '../views/scrolling.ts';
import { bytesRows } from './bytes-pane.ts';
import { layoutMessages, showsDetails } from './messages-layout.ts';
import { type Focus, formOf, type MessagesModel, type TreeModel } from './messages-model.ts';
import type { OpenedMessage } from './opened-message.ts';
import { type PanePlace, rowOfByte } from './pane-mouse.ts';
import { markedBytes, selectedField, treeRows } from './tree-pane.ts';

/** One in so many rows of the list are of what was before. */
const CONTEXT = 3;

/**
 * Applies a command to the list and the opened message; undefined if it means nothing there. `body` is the room of
 * all panes together.
 */
export function commandMessages(
  messages: MessagesModel,
  command: Command,
  body: Size,
): MessagesModel | undefined {
  const settled = changeView(messages, command, body) ?? moveInPane(messages, command, body);
  return settled === undefined ? undefined : fitMessages(settled, body);
}

/**
 * A click in the opened message selects the field at that place; a click on the selected field opens or closes it.
 */
export function messageClicked(messages: MessagesModel, place: PanePlace, body: Size): MessagesModel {
  if (place.pane === 'tree') {
    const isAgain = messages.focus === 'tree' && messages.tree.cursor === place.row;
    return fitMessages(
      isAgain ? toggle(messages) : moveTree({ ...messages, focus: 'tree' }, place.row, body),
      body,
    );
  }
  const focused = withFocus(messages, 'bytes', body);
  const row = place.byte === undefined ? undefined : rowOfByte(messages, place.byte);
  return fitMessages(row === undefined ? focused : moveTree(focused, row, body), body);
}

/** The wheel over it: bytes move, whoever has the keys; of fields one is selected. */
export function messageWheeled(
  messages: MessagesModel,
  { pane }: PanePlace,
  direction: 'up' | 'down',
  body: Size,
): MessagesModel {
  const moved = commandMessages({ ...messages, focus: pane }, direction, body) ?? messages;
  return pane === 'tree' ? moved : { ...moved, focus: messages.focus };
}

/** The list has grown, or another list took its place. */
export function listChanged(
  messages: MessagesModel,
  length: number,
  position: number,
  body: Size,
): MessagesModel {
  const wanted = messages.follow ? length - 1 : position;
  // Rows that come in above the selected one push it down; the window goes along.
  const shift = messages.follow ? 0 : position - messages.position;
  const top = Math.max(0, messages.top + shift);
  return fitMessages({ ...messages, length, position: Math.max(0, wanted), top }, body);
}

/** If the selected message was out of sight before, the rows before it are shown, too. */
export function withContext(messages: MessagesModel, before: MessagesModel, body: Size): MessagesModel {
  const { listRows } = layoutMessages(body, messages);
  const { position } = messages;
  if (position >= before.top && position < before.top + listRows) return { ...messages, top: before.top };
  return fitMessages({ ...messages, top: Math.max(0, position - Math.floor(listRows / CONTEXT)) }, body);
}

export function messageOpened(
  messages: MessagesModel,
  opened: OpenedMessage | undefined,
  body: Size,
): MessagesModel {
  if (opened === undefined) return fitMessages({ ...messages, opened, focus: 'list' }, body);
  const before = selectedField(messages)?.path;
  const next = { ...messages, opened, bytesTop: 0, tree: { ...messages.tree, cursor: 0, top: 0 } };
  // Users who step through messages look at the same field of each.
  const same = messages.focus === 'list' ? -1 : treeRows(next).findIndex(({ path }) => path === before);
  return fitMessages(same > 0 ? moveTree(next, same, body) : next, body);
}

/** Everything within its bounds again, after anything changed. */
export function fitMessages(messages: MessagesModel, body: Size): MessagesModel {
  const { listRows, tree, bytes } = layoutMessages(body, messages);
  const position = clamp(messages.position, 0, Math.max(0, messages.length - 1));
  const rows = treeRows(messages).length;
  const cursor = clamp(messages.tree.cursor, 0, Math.max(0, rows - 1));
  const most = Math.max(0, byteRowCount(messages, bytes.width) - bytes.height);
  return {
    ...messages,
    position,
    top: listRows === 0 ? messages.top : scrollTo(messages.top, position, listRows, messages.length),
    tree: { ...messages.tree, cursor, top: scrollTo(messages.tree.top, cursor, tree.height, rows) },
    bytesTop: clamp(messages.bytesTop, 0, most),
  };
}

function byteRowCount(messages: MessagesModel, width: number): number {
  const { opened } = messages;
  return opened === undefined || width === 0
    ? 0
    : bytesRows(opened, formOf(messages), width, markedBytes(messages)).count;
}

function changeView(messages: MessagesModel, command: Command, body: Size): MessagesModel | undefined {
  switch (command) {
    case 'open':
      return messages.length === 0 ? messages : withFocus(messages, 'tree', body);
    case 'leave-message':
      return { ...messages, focus: 'list', zoom: false, led: false };
    case 'next-pane':
      return turnFocus(messages, 1, body);
    case 'previous-pane':
      return turnFocus(messages, -1, body);
    case 'zoom':
      return zoomed(messages, body);
    case 'details':
      return { ...messages, details: !messages.details, focus: 'list', zoom: false, led: false };
    case 'follow':
      return {
        ...messages,
        follow: !messages.follow,
        position: messages.follow ? messages.position : messages.length - 1,
      };
    case 'next-message':
      return { ...messages, position: messages.position + 1, follow: false };
    case 'previous-message':
      return { ...messages, position: messages.position - 1, follow: false };
    case 'bytes-form':
      return showMarked(otherForm(messages), body);
    case 'expand':
      return expand(messages, body);
    case 'collapse':
      return collapse(messages, body);
    case 'toggle':
      return toggle(messages);
    default:
      return undefined;
  }
}

const PANES: readonly Focus[] = ['list', 'tree', 'bytes'];

function turnFocus(messages: MessagesModel, step: 1 | -1, body: Size): MessagesModel {
  if (messages.length === 0) return messages;
  // If the message fills the screen, the list is not among the panes.
  const whole = messages.focus !== 'list' && layoutMessages(body, messages).listRows === 0;
  const panes = whole ? PANES.slice(1) : PANES;
  const at = panes.indexOf(messages.focus);
  return withFocus(messages, panes[(at + step + panes.length) % panes.length] ?? 'list', body);
}

function withFocus(messages: MessagesModel, focus: Focus, body: Size): MessagesModel {
  return showMarked({ ...messages, focus }, body);
}

function zoomed(messages: MessagesModel, body: Size): MessagesModel {
  if (messages.length === 0) return messages;
  const zoom = !messages.zoom;
  if (messages.focus !== 'list') return { ...messages, zoom };
  return withFocus({ ...messages, zoom: true }, 'tree', body);
}

function otherForm(messages: MessagesModel): MessagesModel {
  const form = formOf(messages) === 'hex' ? 'text' : 'hex';
  return messages.opened?.protocol === 'BIN'
    ? { ...messages, binForm: form }
    : { ...messages, sipForm: form };
}

function expand(messages: MessagesModel, body: Size): MessagesModel {
  const field = selectedField(messages);
  if (field?.open === undefined) return messages;
  return field.open ? moveTree(messages, messages.tree.cursor + 1, body) : toggle(messages);
}

function collapse(messages: MessagesModel, body: Size): MessagesModel {
  const field = selectedField(messages);
  if (field === undefined) return messages;
  if (field.open === true) return toggle(messages);
  return field.parent < 0 ? messages : moveTree(messages, field.parent, body);
}

function toggle(messages: MessagesModel): MessagesModel {
  const field = selectedField(messages);
  if (field?.open === undefined) return messages;
  const toggled = new Set(messages.tree.toggled);
  if (!toggled.delete(field.path)) toggled.add(field.path);
  return { ...messages, tree: { ...messages.tree, toggled } };
}

function moveInPane(messages: MessagesModel, command: Command, body: Size): MessagesModel | undefined {
  const { listRows, tree, bytes } = layoutMessages(body, messages);
  if (messages.focus === 'list') {
    const rows = rowsOf(command, listRows, messages.length);
    return rows === undefined ? undefined : moveList(messages, rows, listRows);
  }
  if (messages.focus === 'tree') {
    const count = treeRows(messages).length;
    const rows = rowsOf(command, tree.height, count);
    return rows === undefined
      ? undefined
      : moveTree(messages, clamp(messages.tree.cursor + rows, 0, count - 1), body);
  }
  const count = byteRowCount(messages, bytes.width);
  const rows = rowsOf(command, bytes.height, count);
  return rows === undefined ? undefined : { ...messages, bytesTop: messages.bytesTop + rows };
}

function moveList(messages: MessagesModel, rows: number, height: number): MessagesModel {
  const position = clamp(messages.position + rows, 0, Math.max(0, messages.length - 1));
  // A page moves the window, not only the cursor within it.
  const top = Math.abs(rows) > 1 && Math.abs(rows) < height ? Math.max(0, messages.top + rows) : messages.top;
  return { ...messages, position, top, follow: messages.follow && rows >= 0 };
}

function moveTree(messages: MessagesModel, cursor: number, body: Size): MessagesModel {
  const tree: TreeModel = { ...messages.tree, cursor };
  return showMarked({ ...messages, tree }, body);
}

/** Scrolls the bytes to those of the selected field. */
function showMarked(messages: MessagesModel, body: Size): MessagesModel {
  const { opened } = messages;
  const { bytes } = layoutMessages(body, messages);
  if (opened === undefined || bytes.height === 0 || !showsDetails(body, messages)) return messages;
  const rows = bytesRows(opened, formOf(messages), bytes.width, markedBytes(messages));
  if (rows.firstMarked < 0) return messages;
  return { ...messages, bytesTop: scrollTo(messages.bytesTop, rows.firstMarked, bytes.height, rows.count) };
}
