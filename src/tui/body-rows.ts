import type { MessageList } from '../engine/message-list.ts';
import type { Session } from '../engine/session.ts';
import { span } from '../view/styled-row.ts';
import { emptyListRows } from './messages/empty-list.ts';
import type { ListRows } from './messages/list-rows.ts';
import { messagePanes } from './messages/message-panes.ts';
import { layoutMessages, type MessagesLayout } from './messages/messages-layout.ts';
import type { Model, Overlay, Size } from './model.ts';
import { overlayRows } from './overlay/overlay-rows.ts';
import type { Page } from './pages/page.ts';
import type { PageName } from './pages/page-model.ts';
import { paintRow } from './terminal/paint-row.ts';
import type { Theme } from './terminal/theme.ts';
import { bodyOf } from './update.ts';

/** What the panes are drawn from besides the model. */
export interface BodySource {
  readonly session: Session;
  readonly list: MessageList;
  readonly listRows: ListRows;
  readonly hidden: number;
  readonly theme: Theme;
  /** Undefined while the analysis it rests on goes on. */
  readonly page: (name: PageName) => Page | undefined;
  /** Percent of the messages that are analysed. */
  readonly analysed: number;
}

/** The rows between filter and status, exactly as many as there is room for. */
export function bodyRows(model: Model, source: BodySource): readonly string[] {
  const body = bodyOf(model);
  const rows =
    model.overlay === undefined
      ? viewRows(model, body, source)
      : overlayBody(model.overlay, body, source.theme);
  const exact = rows.slice(0, body.rows);
  while (exact.length < body.rows) exact.push('');
  return exact;
}

function viewRows(model: Model, body: Size, source: BodySource): string[] {
  if (model.view === 'messages') return messagesRows(model, body, source);
  const page = source.page(model.view);
  return page === undefined
    ? waitingRows(source, body)
    : pageRows(model, model.view, page, body, source.theme);
}

function pageRows(model: Model, name: PageName, page: Page, body: Size, theme: Theme): string[] {
  const { top, position } = model.pages[name];
  const { columns, rows } = body;
  const lines = [paintRow(page.heading(columns, model.utc), columns, theme)];
  for (let at = top; at < page.length && lines.length < rows; at++) {
    const bar = at === position ? 'selected' : 'none';
    lines.push(paintRow(page.row(at, columns, model.utc), columns, theme, bar));
  }
  if (page.length === 0 && name === 'flows') lines.push(paintRow([span('No flow.', 'dim')], columns, theme));
  return lines;
}

function waitingRows({ session, analysed, theme }: BodySource, { columns }: Size): string[] {
  const text = session.ended ? `analysing ${analysed} %` : 'this comes when everything is read';
  return [paintRow([span(text, 'dim')], columns, theme)];
}

function messagesRows(model: Model, body: Size, source: BodySource): string[] {
  const layout = layoutMessages(body, model.messages);
  const panes = messagePanes(model.messages, layout, body.columns, source.theme);
  if (layout.listRows === 0) return [...panes];
  const list = listPane(model, body, layout, source);
  while (list.length < body.rows - panes.length) list.push('');
  return [...list, ...panes];
}

function listPane(
  model: Model,
  body: Size,
  { listRows: rows }: MessagesLayout,
  source: BodySource,
): string[] {
  const { session, list, hidden, theme } = source;
  const { messages, timeMode, utc, filter } = model;
  if (list.length === 0) {
    return emptyListRows(session, filter.applied !== '', hidden).map((row) =>
      paintRow(row, body.columns, theme),
    );
  }
  const { top, position } = messages;
  const focused = messages.focus === 'list';
  const view = { width: body.columns, top, rows, position, focused, timeMode, utc };
  const [heading = '', ...composed] = source.listRows.compose(list, view);
  return body.rows > 2 ? [heading, ...composed] : composed;
}

function overlayBody(overlay: Overlay, body: Size, theme: Theme): string[] {
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
