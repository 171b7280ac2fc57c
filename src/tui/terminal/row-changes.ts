import { cellChanges } from './cell-changes.ts';

/** Rows below which moving them on the screen is not worth the sequence for it. */
const FEWEST_SAVED = 2;

/**
 * The sequence that makes a terminal that shows `before` show `after`. Rows that have moved are moved by the terminal
 * (DECSTBM with SU or SD, ECMA-48 8.3.147 and 8.3.113); of the others, the differences are written. Nothing is
 * cleared except rows, and ends of rows, that are written at once. Empty if there is nothing to do.
 */
export function rowChanges(before: readonly string[], after: readonly string[]): string {
  const scroll = before.length === after.length ? scrollBetween(before, after) : undefined;
  const there = scroll === undefined ? before : scrolled(before, scroll);
  let output = scroll === undefined ? '' : scrollSequence(scroll);
  for (let y = 0; y < after.length; y++) {
    const line = after[y] as string;
    const shown = there[y];
    if (line === shown) continue;
    output +=
      (shown === undefined ? undefined : cellChanges(y, shown, line)) ??
      `\x1b[${y + 1};1H\x1b[0m\x1b[2K${line}`;
  }
  return output === '' ? '' : `${output}\x1b[0m`;
}

/** The rows `top` to `bottom` move up by `by` rows, or down if that is negative. */
interface Scroll {
  readonly top: number;
  readonly bottom: number;
  readonly by: number;
}

/** The move that saves most; undefined where none saves enough. */
function scrollBetween(before: readonly string[], after: readonly string[]): Scroll | undefined {
  const moves = movesOf(before, after);
  let best: { readonly by: number; readonly rows: readonly number[] } | undefined;
  for (const [by, rows] of moves) if (rows.length > (best?.rows.length ?? 0)) best = { by, rows };
  if (best === undefined) return undefined;
  const { by, rows } = best;
  const first = rows[0] as number;
  const last = rows.at(-1) as number;
  const scroll = { top: Math.min(first, first + by), bottom: Math.max(last, last + by), by };
  const saved = differing(before, after) - differing(scrolled(before, scroll), after);
  return saved < FEWEST_SAVED ? undefined : scroll;
}

/** By how far rows moved: the places where those are now, in their order. Rows that have stayed are not looked at. */
function movesOf(before: readonly string[], after: readonly string[]): ReadonlyMap<number, number[]> {
  const places = new Map<string, number>();
  for (let y = 0; y < before.length; y++) {
    const line = before[y] as string;
    // A row that is there twice tells nothing.
    if (line !== after[y]) places.set(line, places.has(line) ? SEVERAL : y);
  }
  const moves = new Map<number, number[]>();
  for (let y = 0; y < after.length; y++) {
    const line = after[y] as string;
    const place = line === '' || line === before[y] ? undefined : places.get(line);
    if (place === undefined || place === SEVERAL) continue;
    const rows = moves.get(place - y);
    if (rows === undefined) moves.set(place - y, [y]);
    else rows.push(y);
  }
  return moves;
}

const SEVERAL = -1;

function differing(before: readonly string[], after: readonly string[]): number {
  return after.reduce((count, line, y) => (line === before[y] ? count : count + 1), 0);
}

/** The rows of the screen after scrolling: new rows are blank. */
function scrolled(before: readonly string[], { top, bottom, by }: Scroll): readonly string[] {
  return before.map((line, y) => {
    if (y < top || y > bottom) return line;
    const from = y + by;
    return from < top || from > bottom ? '' : (before[from] as string);
  });
}

/** Blank rows take the colours in use: none. */
function scrollSequence({ top, bottom, by }: Scroll): string {
  const move = by > 0 ? `\x1b[${by}S` : `\x1b[${-by}T`;
  return `\x1b[0m\x1b[${top + 1};${bottom + 1}r${move}\x1b[r`;
}
