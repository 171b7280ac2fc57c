/** The contexts of keys in views: a view, or a pane of it. */
export type ViewContext =
  | 'flows'
  | 'columns'
  | 'ladder'
  | 'list'
  | 'tree'
  | 'bytes'
  | 'aors'
  | 'history'
  | 'cluster'
  | 'findings'
  | 'time';
/** The contexts of views and of what covers them: the filter or another line that is typed, a page of text. */
export type Context = ViewContext | 'filter' | 'prompt' | 'overlay';

/** A command, and the keys that ask for it. */
export interface BindingOf<Name extends string> {
  readonly command: Name;
  /** Names as in `terminal/key-decoder.ts`. */
  readonly keys: readonly string[];
  readonly contexts: readonly Context[];
  /** For the page of help. */
  readonly help: string;
  /** For the bottom line, in a word or two; without one, it is not there. */
  readonly hint?: string;
}

/** Keys that belong together on the page of help. */
export interface KeySection<Name extends string> {
  readonly title: string;
  readonly bindings: readonly BindingOf<Name>[];
}

export const MESSAGE_PANES: readonly ViewContext[] = ['list', 'tree', 'bytes'];
/** Views that are rows below a heading. */
const PAGES: readonly ViewContext[] = [
  'flows',
  'columns',
  'ladder',
  'aors',
  'history',
  'cluster',
  'findings',
  'time',
];
export const VIEWS: readonly ViewContext[] = [...MESSAGE_PANES, ...PAGES];
