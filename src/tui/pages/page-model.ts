import { clamp, rowsOf, scrollTo } from '../messages/scrolling.ts';

/** The views, in the order of their keys: `1` to `5`. */
export const VIEWS = ['flows', 'ladder', 'messages', 'aors', 'cluster'] as const;
export type ViewName = (typeof VIEWS)[number];

/** Views that are pages of rows; the messages have panes of their own. */
export type PageName = Exclude<ViewName, 'messages'>;

export const VIEW_TITLES: Readonly<Record<ViewName, string>> = {
  flows: 'Flows',
  ladder: 'Ladder',
  messages: 'Messages',
  aors: 'AORs',
  cluster: 'Cluster',
};

/** A page of rows with a selected one. */
export interface PageModel {
  readonly length: number;
  readonly position: number;
  /** First row on the screen. */
  readonly top: number;
}

export type PagesModel = Readonly<Record<PageName, PageModel>>;

const EMPTY: PageModel = { length: 0, position: 0, top: 0 };
export const FIRST_PAGES: PagesModel = { flows: EMPTY, ladder: EMPTY, aors: EMPTY, cluster: EMPTY };

/** Rows below the heading. */
export function pageHeight(bodyRows: number): number {
  return Math.max(1, bodyRows - 1);
}

/** What a command does on a page that has room for `height` rows. */
export function commandPage(page: PageModel, command: string, height: number): PageModel {
  const rows = rowsOf(command, height, page.length);
  return rows === undefined ? page : fitPage({ ...page, position: page.position + rows }, height);
}

/** Within its bounds again, after anything changed. */
export function fitPage(page: PageModel, height: number): PageModel {
  const position = clamp(page.position, 0, Math.max(0, page.length - 1));
  return { ...page, position, top: scrollTo(page.top, position, height, page.length) };
}
