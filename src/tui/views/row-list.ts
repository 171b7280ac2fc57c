import { clamp, rowsOf, scrollTo } from './scrolling.ts';

/** Where somebody is in a list of rows. */
export interface RowList {
  readonly length: number;
  /** Of the selected row; 0 where there is none. */
  readonly position: number;
  /** First row on the screen. */
  readonly top: number;
}

export const EMPTY_LIST: RowList = { length: 0, position: 0, top: 0 };

/** What a command does in a list that has room for `height` rows; undefined where it moves nothing. */
export function moveInList(list: RowList, command: string, height: number): RowList | undefined {
  const rows = rowsOf(command, height, list.length);
  return rows === undefined ? undefined : fitList({ ...list, position: list.position + rows }, height);
}

/** Within its bounds again, after anything changed. */
export function fitList(list: RowList, height: number): RowList {
  const position = clamp(list.position, 0, Math.max(0, list.length - 1));
  return { ...list, position, top: scrollTo(list.top, position, height, list.length) };
}
