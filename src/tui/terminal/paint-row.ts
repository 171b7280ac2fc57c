import { cutRow, displayWidth, isPlain } from '../../view/text/display-width.ts';
import type { Row, Style } from '../../view/text/styled-row.ts';
import type { Theme } from './theme.ts';

/** The bar of a selected row; `none` if the row is not selected. */
export type Bar = 'none' | 'selected' | 'resting';

/**
 * A row as the terminal gets it, at most `width` columns. A bar reaches over the whole width and has
 * one colour: letters of many colours on it would be hard to read.
 */
export function paintRow(row: Row, width: number, theme: Theme, bar: Bar = 'none'): string {
  if (bar === 'none' && isPlainWithin(row, width))
    return row.map((one) => sgr(theme[one.style], one.text)).join('');
  const cut = cutRow(row, width);
  if (bar === 'none') {
    let column = 0;
    const painted: string[] = [];
    for (const { text, style } of cut) {
      const plain = isPlain(text);
      painted.push(sgr(theme[style], plain ? text : inPlace(text, column)));
      column += plain ? text.length : displayWidth(text);
    }
    // One piece: rows are compared unit by unit, which in a sum of strings takes several times as long.
    return painted.join('');
  }
  const text = cut.map((one) => one.text).join('');
  return sgr(theme[bar], inPlace(text + ' '.repeat(Math.max(0, width - displayWidth(text))), 0));
}

/** Does each unit take one column, and is there room for all of them? So it is of nearly all rows. */
function isPlainWithin(row: Row, width: number): boolean {
  let columns = 0;
  for (const { text } of row) {
    columns += text.length;
    if (columns > width || !isPlain(text)) return false;
  }
  return true;
}

/** A painted row with one of its cells in another style: a cursor on it. Its texts have one column a unit. */
export function restyledCell(row: Row, painted: string, column: number, style: Style, theme: Theme): string {
  let [from, at] = [0, 0];
  for (const { text, style: own } of row) {
    const parameters = theme[own];
    const whole = text.length + (parameters === '' || text === '' ? 0 : parameters.length + SGR_UNITS);
    if (column < from + text.length) {
      const [before, after] = [text.slice(0, column - from), text.slice(column - from + 1)];
      const cell = sgr(theme[style], text.charAt(column - from));
      // One piece, as in `paintRow`.
      return [
        painted.slice(0, at),
        sgr(parameters, before),
        cell,
        sgr(parameters, after),
        painted.slice(at + whole),
      ].join('');
    }
    from += text.length;
    at += whole;
  }
  return painted;
}

/**
 * Terminals do not agree on how wide emoji, flags and letters of some scripts are: what follows such
 * characters is put in its column by number, so that they move nothing but themselves.
 */
function inPlace(text: string, from: number): string {
  if (isPlain(text)) return text;
  let placed = '';
  let end = 0;
  for (const [run] of text.matchAll(RUNS)) {
    end += run.length;
    placed += run;
    if (!isPlain(run)) placed += toColumn(from + displayWidth(text.slice(0, end)));
  }
  return placed;
}

/** ASCII, and what is not. */
const RUNS = /[ -~]+|[^ -~]+/g;

/** Counted from 0. */
function toColumn(column: number): string {
  return `\x1b[${column + 1}G`;
}

/**
 * Two panes side by side. The right one is put in its column by number: a character of which the
 * terminal thinks otherwise than we do moves nothing but itself.
 */
export function paintBeside(left: string, right: string, leftWidth: number, theme: Theme): string {
  const moved = right.replace(TO_COLUMN, (_, column: string) => toColumn(leftWidth + Number(column)));
  return `${left}${toColumn(leftWidth)}${sgr(theme.dim, '│')}${moved}`;
}

const TO_COLUMN = /\x1b\[(\d+)G/g;

/** As `sgr`, for Ink, which only knows sequences with a single parameter. */
export function separateSgr(parameters: string, text: string): string {
  if (parameters === '' || text === '') return text;
  const codes = parameters.split(';').map((code) => `\x1b[${code}m`);
  return `${codes.join('')}${text}\x1b[0m`;
}

/** Units that `sgr` puts around the parameters and the text. */
const SGR_UNITS = sgr('1', ' ').length - 2;

function sgr(parameters: string, text: string): string {
  return parameters === '' || text === '' ? text : `\x1b[${parameters}m${text}\x1b[0m`;
}
