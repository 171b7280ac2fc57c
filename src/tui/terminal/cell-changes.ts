import { isPlain, isPlainUnit } from '../../view/text/display-width.ts';

/** Cells below which a part that is the same is not worth the sequences for it. */
const FEWEST_SAVED = 12;

/**
 * The sequence that changes one row on the terminal, without writing all of it: only what differs between an equal
 * beginning and an equal end. Undefined if that would save little, or if the cell of some character is uncertain.
 */
export function cellChanges(y: number, before: string, after: string): string | undefined {
  const start = beginningOf(before, after);
  if (start === undefined) return undefined;
  const from = start.at;
  const end = equalAtEnd(before, after, from);
  const kept = afterSequences(before, after, from, end);
  if (start.width + kept < FEWEST_SAVED) return undefined;
  const at = `\x1b[${y + 1};${start.width + 1}H\x1b[0m`;
  const look = start.look === '' ? '' : `\x1b[${start.look}m`;
  const old = walk(before, from, before.length - kept, start.look);
  const fresh = walk(after, from, after.length - kept, start.look);
  if (old === undefined || fresh === undefined) return undefined;
  const fits =
    old.width === fresh.width && old.look === fresh.look && beginsPlain(after, after.length - kept);
  if (fits) return `${at}${look}${after.slice(from, after.length - kept)}`;
  // Cleared before it is written: in the last column, nothing could be cleared behind it.
  return `${at}\x1b[K${look}${after.slice(from)}`;
}

/** What two rows have in common from their first unit on, without a sequence of which they have a part in common. */
interface Beginning {
  /** Units, and columns, up to its end. */
  readonly at: number;
  readonly width: number;
  /** The SGR parameters in effect after it, since the last reset. */
  readonly look: string;
}

/** In one pass, because rows are long. Undefined if it contains anything else than SGR and characters of one column. */
function beginningOf(before: string, after: string): Beginning | undefined {
  const most = Math.min(before.length, after.length);
  let [at, width, reset] = [0, 0, 0];
  while (at < most) {
    const unit = after.charCodeAt(at);
    if (unit !== before.charCodeAt(at)) break;
    if (unit !== ESC) {
      if (!isPlainUnit(unit)) return undefined;
      width++;
      at++;
      continue;
    }
    const end = sequenceEnd(after, at);
    if (!isSamePart(before, after, at + 1, end)) break;
    if (after.charCodeAt(end - 1) !== SGR) return undefined;
    if (isReset(after, at, end)) reset = end;
    at = end;
  }
  const look = walk(after, reset, at, '')?.look ?? '';
  return { at, width, look };
}

/** As `startsWith`, without a string made for it: a row of bars has a sequence every few columns. */
function isSamePart(a: string, b: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (a.charCodeAt(at) !== b.charCodeAt(at)) return false;
  return true;
}

function equalAtEnd(a: string, b: string, from: number): number {
  const most = Math.min(a.length, b.length) - from;
  let count = 0;
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count++;
  return count;
}

/** `ESC [ m` or `ESC [ 0 m`. */
function isReset(row: string, from: number, end: number): boolean {
  return end - from === 3 || (end - from === 4 && row.charCodeAt(from + 2) === ZERO);
}

/** Length of the equal end, shortened so that it does not begin inside a sequence of either row. */
function afterSequences(a: string, b: string, from: number, end: number): number {
  let kept = end;
  // The second row may move the end into a sequence of the first one.
  for (const row of [a, b, a]) {
    const place = row.length - kept;
    const start = place === 0 ? -1 : row.lastIndexOf('\x1b', place - 1);
    if (start >= from) kept = Math.min(kept, row.length - sequenceEnd(row, start));
  }
  return Math.max(0, kept);
}

/** Up to its final byte (ECMA-48 5.4), or to the end of the row. */
function sequenceEnd(row: string, start: number): number {
  for (let at = start + 2; at < row.length; at++) {
    const code = row.charCodeAt(at);
    if (code >= 0x40 && code <= 0x7e) return at + 1;
  }
  return row.length;
}

/**
 * Columns of a part of a row, and the SGR parameters in effect after it, since the last reset. Undefined if it
 * contains anything else than these and characters of one column.
 */
function walk(
  row: string,
  from: number,
  to: number,
  before: string,
): { readonly width: number; readonly look: string } | undefined {
  let [look, width] = [before, 0];
  for (let at = from; at < to; ) {
    if (row.charCodeAt(at) !== ESC) {
      if (!isPlainUnit(row.charCodeAt(at))) return undefined;
      width++;
      at++;
      continue;
    }
    const end = sequenceEnd(row, at);
    if (row.charCodeAt(end - 1) !== SGR) return undefined;
    const parameters = row.slice(at + 2, end - 1);
    if (parameters === '' || parameters === '0') look = '';
    else look = look === '' ? parameters : `${look};${parameters}`;
    at = end;
  }
  return { width, look };
}

const ESC = 0x1b;
const SGR = 'm'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** No accent for the character before it. */
function beginsPlain(row: string, from: number): boolean {
  let at = from;
  while (row.charCodeAt(at) === ESC) at = sequenceEnd(row, at);
  return at >= row.length || isPlain(row.charAt(at));
}
