import type { Model, Size } from '../model.ts';

/** The rows that are shown around the panes; a low screen has fewer, to leave room for the panes. */
export interface ChromeLayout {
  readonly header: boolean;
  readonly filter: boolean;
  /** Rows below the filter while it is typed. */
  readonly filterHints: 0 | 1 | 2;
  readonly status: boolean;
  readonly footer: boolean;
  /** The room that is left for the panes. */
  readonly body: Size;
}

export function layoutChrome(model: Pick<Model, 'size' | 'filter'>): ChromeLayout {
  const { rows, columns } = model.size;
  const typing = model.filter.edit !== undefined;
  const header = rows >= 5;
  const filter = typing || rows >= 10;
  const filterHints = !typing || rows < 4 ? 0 : rows < 10 ? 1 : 2;
  const status = rows >= 6;
  const footer = rows >= 8;
  const taken = [header, filter, status, footer].filter(Boolean).length + filterHints;
  return { header, filter, filterHints, status, footer, body: { columns, rows: Math.max(1, rows - taken) } };
}
