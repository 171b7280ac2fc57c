import type { Vocabulary } from '../filter/key-entry.ts';
import type { Row } from '../view/text/styled-row.ts';
import type { TimeMode } from '../view/time/time-modes.ts';
import { layoutChrome } from './chrome/chrome-layout.ts';
import { accept, beginEdit, completeEdit, editLine, remembered, type } from './filter/filter-edit.ts';
import type { EditCommand } from './filter/filter-keys.ts';
import type { FilterEdit } from './filter/filter-model.ts';
import type { Command } from './keys/key-table.ts';
import type { Model, Overlay, Settings, Size } from './model.ts';
import { overlayLayout } from './overlay/overlay-rows.ts';
import type { Prompt } from './prompt/prompt-model.ts';
import { goBack, goInto, trailOf, withoutFilter } from './trail.ts';
import { clamp, rowsOf, scrollTo } from './views/scrolling.ts';
import type { ViewName } from './views/view-names.ts';

/** All that can happen to what stands around the views. */
export type Action =
  | { readonly type: 'command'; readonly command: Command }
  /** Typed or pasted into the filter line. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'complete'; readonly vocabulary: Vocabulary; readonly step: 1 | -1 }
  | { readonly type: 'filter'; readonly text: string }
  | { readonly type: 'resized'; readonly size: Size }
  /** Another view, wherever the user was. */
  | { readonly type: 'view'; readonly view: ViewName }
  /** A view deeper, with the filter that led there. */
  | { readonly type: 'into'; readonly view: ViewName; readonly filter: string | undefined }
  | { readonly type: 'back' }
  | { readonly type: 'prompt'; readonly prompt: Prompt | undefined }
  | { readonly type: 'notice'; readonly notice: Row | undefined }
  | { readonly type: 'overlay'; readonly title: string; readonly lines: readonly Row[] }
  /** A search has come to this row of the page over the screen. */
  | { readonly type: 'found'; readonly row: number };

/** The only way in which a model changes. Pure. */
export function update(model: Model, action: Action): Model {
  switch (action.type) {
    case 'command':
      return command(model, action.command);
    case 'text':
      return editing(model, (edit) => type(edit, action.text));
    case 'complete':
      return editing(model, (edit) => completeEdit(edit, action.vocabulary, action.step));
    case 'filter':
      return { ...model, filter: { ...remembered(model.filter), applied: action.text } };
    case 'resized':
      return { ...model, size: action.size };
    case 'view':
      return { ...model, trail: trailOf(action.view) };
    case 'into':
      return { ...model, ...goInto(model, action.view, action.filter) };
    case 'back':
      return { ...model, ...goBack(model) };
    case 'prompt':
      return { ...model, prompt: action.prompt };
    case 'notice':
      return { ...model, notice: action.notice };
    case 'overlay':
      return { ...model, overlay: { title: action.title, lines: action.lines, top: 0 } };
    case 'found':
      return { ...model, overlay: model.overlay && overlayAt(model, model.overlay, action.row) };
  }
}

export function bodyOf(model: Pick<Model, 'size' | 'filter'>): Size {
  return layoutChrome(model).body;
}

function command(model: Model, command: Command): Model {
  const { filter, settings, overlay } = model;
  if (filter.edit !== undefined) return commandFilter(model, command);
  if (overlay !== undefined) return { ...model, overlay: commandOverlay(model, overlay, command) };
  switch (command) {
    case 'filter':
      return { ...model, filter: beginEdit(filter) };
    case 'clear-filter':
      return { ...model, ...withoutFilter({ ...model, filter: remembered(filter) }) };
    case 'pause':
      return { ...model, paused: !model.paused };
    default:
      return { ...model, settings: commandSettings(settings, command) };
  }
}

function commandSettings(settings: Settings, command: Command): Settings {
  switch (command) {
    case 'internal':
      return { ...settings, internal: !settings.internal };
    case 'utc':
      return { ...settings, utc: !settings.utc };
    case 'time':
      return { ...settings, timeMode: NEXT_TIME[settings.timeMode] };
    default:
      return settings;
  }
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
      return { ...model, filter: accept(filter) };
    case 'cancel':
      return { ...model, filter: { ...filter, edit: undefined } };
    default:
      return editing(model, (edit) => editLine(filter, edit, command as EditCommand));
  }
}

function editing(model: Model, change: (edit: FilterEdit) => FilterEdit): Model {
  const { filter } = model;
  return filter.edit === undefined ? model : { ...model, filter: { ...filter, edit: change(filter.edit) } };
}

/** The row is on the screen. */
function overlayAt(model: Model, overlay: Overlay, row: number): Overlay {
  const { rows, columns, height } = overlayLayout(overlay, bodyOf(model));
  return { ...overlay, found: row, top: scrollTo(overlay.top, row, columns * height, rows.length) };
}

function commandOverlay(model: Model, overlay: Overlay, command: Command): Overlay | undefined {
  if (command === 'leave') return undefined;
  const body = bodyOf(model);
  const { rows: lines, columns, height: column } = overlayLayout(overlay, body);
  const [count, height] = [lines.length, columns * column];
  const rows = rowsOf(command, height, count) ?? 0;
  return { ...overlay, top: clamp(overlay.top + rows, 0, Math.max(0, count - height)) };
}
