import type { Vocabulary } from '../filter/key-entry.ts';
import type { TimeMode } from '../view/message-times.ts';
import type { Row } from '../view/styled-row.ts';
import { layoutChrome } from './chrome/chrome-layout.ts';
import { accept, beginEdit, completeEdit, editLine, type } from './filter/filter-edit.ts';
import type { FilterEdit } from './filter/filter-model.ts';
import type { Command, EditCommand } from './keys.ts';
import type { OpenedMessage } from './messages/opened-message.ts';
import { clamp, rowsOf } from './messages/scrolling.ts';
import { commandMessages, fitMessages, listChanged, messageOpened } from './messages/update-messages.ts';
import type { Model, Overlay, Size } from './model.ts';
import { overlayRows } from './overlay/overlay-rows.ts';
import {
  commandPage,
  fitPage,
  type PageModel,
  type PageName,
  pageHeight,
  type ViewName,
} from './pages/page-model.ts';

/** All that can happen to a model. */
export type Action =
  | { readonly type: 'command'; readonly command: Command }
  /** Typed or pasted into the filter line. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'complete'; readonly vocabulary: Vocabulary; readonly step: 1 | -1 }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'list'; readonly length: number; readonly position: number }
  | { readonly type: 'view'; readonly view: ViewName }
  /** A page has so many rows now; `first` selects the first one. */
  | { readonly type: 'page'; readonly page: PageName; readonly length: number; readonly first: boolean }
  | { readonly type: 'opened'; readonly message: OpenedMessage | undefined }
  | { readonly type: 'overlay'; readonly title: string; readonly lines: readonly Row[] };

/** The only way in which a model changes. Pure. */
export function update(model: Model, action: Action): Model {
  switch (action.type) {
    case 'command':
      return command(model, action.command);
    case 'text':
      return editing(model, (edit) => type(edit, action.text));
    case 'complete':
      return editing(model, (edit) => completeEdit(edit, action.vocabulary, action.step));
    case 'resized':
      return fitted({ ...model, size: action.size });
    case 'list':
      return {
        ...model,
        messages: listChanged(model.messages, action.length, action.position, bodyOf(model)),
      };
    case 'view':
      return fitted({ ...model, view: action.view });
    case 'page':
      return withPage(model, action.page, {
        ...(action.first ? { position: 0, top: 0 } : model.pages[action.page]),
        length: action.length,
      });
    case 'opened':
      return { ...model, messages: messageOpened(model.messages, action.message, bodyOf(model)) };
    case 'overlay':
      return { ...model, overlay: { title: action.title, lines: action.lines, top: 0 } };
  }
}

export function bodyOf(model: Pick<Model, 'size' | 'filter'>): Size {
  return layoutChrome(model).body;
}

function command(model: Model, command: Command): Model {
  const { filter } = model;
  if (filter.edit !== undefined) return commandFilter(model, command);
  if (model.overlay !== undefined)
    return { ...model, overlay: commandOverlay(model, model.overlay, command) };
  switch (command) {
    case 'filter':
      return fitted({ ...model, filter: beginEdit(filter) });
    case 'clear-filter':
      return { ...model, filter: { ...filter, applied: '' } };
    case 'internal':
      return { ...model, internal: !model.internal };
    case 'utc':
      return { ...model, utc: !model.utc };
    case 'time':
      return { ...model, timeMode: NEXT_TIME[model.timeMode] };
    default:
      return commandView(model, command);
  }
}

function commandView(model: Model, command: Command): Model {
  const body = bodyOf(model);
  if (model.view === 'messages')
    return { ...model, messages: commandMessages(model.messages, command, body) };
  return withPage(model, model.view, commandPage(model.pages[model.view], command, pageHeight(body.rows)));
}

function withPage(model: Model, name: PageName, page: PageModel): Model {
  const fitting = fitPage(page, pageHeight(bodyOf(model).rows));
  return { ...model, pages: { ...model.pages, [name]: fitting } };
}

const NEXT_TIME: Readonly<Record<TimeMode, TimeMode>> = {
  clock: 'relative',
  relative: 'delta',
  delta: 'clock',
};

function commandFilter(model: Model, command: Command): Model {
  const { filter } = model;
  switch (command) {
    case 'accept':
      return fitted({ ...model, filter: accept(filter) });
    case 'cancel':
      return fitted({ ...model, filter: { ...filter, edit: undefined } });
    default:
      return editing(model, (edit) => editLine(filter, edit, command as EditCommand));
  }
}

function editing(model: Model, change: (edit: FilterEdit) => FilterEdit): Model {
  const { filter } = model;
  return filter.edit === undefined ? model : { ...model, filter: { ...filter, edit: change(filter.edit) } };
}

function commandOverlay(model: Model, overlay: Overlay, command: Command): Overlay | undefined {
  if (command === 'leave' || command === 'back') return undefined;
  const body = bodyOf(model);
  const count = overlayRows(overlay, body.columns).length;
  const height = Math.max(1, body.rows - 1);
  const rows = rowsOf(command, height, count) ?? 0;
  return { ...overlay, top: clamp(overlay.top + rows, 0, Math.max(0, count - height)) };
}

/** After the room for the panes changed. */
function fitted(model: Model): Model {
  const messages = fitMessages(model.messages, bodyOf(model));
  const within = (page: PageModel): PageModel => fitPage(page, pageHeight(bodyOf(model).rows));
  const { flows, ladder, aors, cluster } = model.pages;
  const pages = {
    flows: within(flows),
    ladder: within(ladder),
    aors: within(aors),
    cluster: within(cluster),
  };
  return { ...model, messages, pages };
}
