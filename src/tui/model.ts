import type { TimeMode } from '../view/message-times.ts';
import type { Row } from '../view/styled-row.ts';
import type { FilterModel } from './filter/filter-model.ts';
import type { MessagesModel } from './messages/messages-model.ts';
import type { PagesModel, ViewName } from './pages/page-model.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Pages over the screen: help, warnings. */
export interface Overlay {
  readonly title: string;
  /** Long ones are wrapped when they are drawn. */
  readonly lines: readonly Row[];
  readonly top: number;
}

/** All that a screen depends on besides the session: it only changes by `update`. */
export interface Model {
  readonly size: Size;
  readonly overlay: Overlay | undefined;
  readonly filter: FilterModel;
  /** Internal messages are shown. */
  readonly internal: boolean;
  readonly utc: boolean;
  readonly timeMode: TimeMode;
  readonly view: ViewName;
  readonly messages: MessagesModel;
  readonly pages: PagesModel;
}

/** What the keys go to. */
export type Context = 'list' | 'tree' | 'bytes' | 'page' | 'filter' | 'overlay';

export function contextOf(model: Model): Context {
  if (model.filter.edit !== undefined) return 'filter';
  if (model.overlay !== undefined) return 'overlay';
  return model.view === 'messages' ? model.messages.focus : 'page';
}
