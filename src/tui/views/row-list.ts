import { clamp, rowsOf, scrollTo } from './scrolling.ts';

/** The selected row and the scroll position of a list. */
export interface RowList {
  readonly length: number;
  /** Position of the selected row; 0 if there are no rows. */
  readonly position: number;
  /** First row on the screen. */
  readonly top: number;
}

export const EMPTY_LIST: RowList = { length: 0, position: 0, top: 0 };

/** Applies a command that moves in a list with `height` rows on the screen; undefined for other commands. */
export function moveInList(list: RowList, command: string, height: number): RowList | undefined {
  const rows = rowsOf(command, height, list.length);
  return rows === undefined ? undefined : fitList({ ...list, position: list.position + rows }, height);
}

/** Within its bounds again, after anything changed. */
export function fitList(list: RowList, height: number): RowList {
  const position = clamp(list.position, 0, Math.max(0, list.length - 1));
  return { ...list, position, top: scrollTo(list.top, position, height, list.length) };
}
