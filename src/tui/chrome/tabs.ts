import { NARROW } from '../../view/messages/message-row.ts';
import { TAB_NAMES, VIEW_TITLES, type ViewName } from '../views/view-names.ts';

/** The name of a view in the first row of the screen. */
export interface Tab {
  readonly view: ViewName;
  readonly text: string;
}

export const TABS: readonly Tab[] = TAB_NAMES.map((view, at) => ({
  view,
  text: `${at + 1} ${VIEW_TITLES[view]}`,
}));

/** Columns between two of them. */
export function tabGap(columns: number): number {
  return columns < NARROW ? 1 : 2;
}

/** The view whose tab is at column `x` of a screen with so many columns. */
export function tabAt(x: number, columns: number): ViewName | undefined {
  let from = 0;
  for (const { view, text } of TABS) {
    if (x >= from && x < from + text.length) return view;
    from += text.length + tabGap(columns);
  }
  return undefined;
}
