import { cutRow, displayWidth } from '../../view/display-width.ts';
import type { Row } from '../../view/styled-row.ts';
import type { Theme } from './theme.ts';

/** How the bar of a selected row is drawn; `none` where the row is not selected. */
export type Bar = 'none' | 'selected' | 'resting';

/**
 * A row as the terminal gets it, at most `width` columns. A bar reaches over the whole width and has
 * one colour: letters of many colours on it would be hard to read.
 */
export function paintRow(row: Row, width: number, theme: Theme, bar: Bar = 'none'): string {
  const cut = cutRow(row, width);
  if (bar === 'none') return cut.map(({ text, style }) => sgr(theme[style], text)).join('');
  const text = cut.map((one) => one.text).join('');
  return sgr(theme[bar], text + ' '.repeat(Math.max(0, width - displayWidth(text))));
}

/**
 * Two panes side by side. The right one is put in its column by number: a character of which the
 * terminal thinks otherwise than we do moves nothing but itself.
 */
export function paintBeside(left: string, right: string, leftWidth: number, theme: Theme): string {
  return `${left}\x1b[${leftWidth + 1}G${sgr(theme.dim, '│')}${right}`;
}

/** The same for Ink, which only knows sequences with one parameter each. */
export function separateSgr(parameters: string, text: string): string {
  if (parameters === '' || text === '') return text;
  const codes = parameters.split(';').map((code) => `\x1b[${code}m`);
  return `${codes.join('')}${text}\x1b[0m`;
}

export function sgr(parameters: string, text: string): string {
  return parameters === '' || text === '' ? text : `\x1b[${parameters}m${text}\x1b[0m`;
}
