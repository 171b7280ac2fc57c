import { isPlain } from '../../view/display-width.ts';

/** Cells that look alike, one after the other: SGR parameters since the last reset, and the text. */
interface Run {
  readonly look: string;
  readonly text: string;
}

/** A row of which each character takes one cell. */
interface Cells {
  readonly runs: readonly Run[];
  readonly width: number;
}

/** Cells below which a part that is the same is not worth the sequences for it. */
const FEWEST_SAVED = 12;

/**
 * What a terminal has to be sent for one row, in place of all of it: only the cells that differ, between
 * equal ones at the beginning and at the end. Undefined where that saves little, or where it is not certain
 * in which cell a character stands.
 */
export function cellChanges(y: number, before: string, after: string): string | undefined {
  const [old, fresh] = [cellsOf(before), cellsOf(after)];
  if (old === undefined || fresh === undefined) return undefined;
  const from = equalAtStart(old.runs, fresh.runs);
  const room = Math.min(old.width, fresh.width) - from;
  const same = old.width === fresh.width ? Math.min(room, equalAtEnd(old.runs, fresh.runs)) : 0;
  if (from + same < FEWEST_SAVED) return undefined;
  const written = between(fresh.runs, from, fresh.width - same);
  const cleared = fresh.width < old.width ? '\x1b[0m\x1b[K' : '';
  return `\x1b[${y + 1};${from + 1}H\x1b[0m${written}${cleared}`;
}

function cellsOf(row: string): Cells | undefined {
  const runs: Run[] = [];
  let [look, width, at] = ['', 0, 0];
  while (at < row.length) {
    const start = row.indexOf('\x1b', at);
    const end = start < 0 ? row.length : start;
    if (end > at) {
      const text = row.slice(at, end);
      if (!isPlain(text)) return undefined;
      runs.push({ look, text });
      width += text.length;
    }
    if (start < 0) break;
    const [sequence = '', parameters = ''] = SGR.exec(row.slice(start, start + LONGEST)) ?? [];
    if (sequence === '') return undefined;
    if (parameters === '' || parameters === '0') look = '';
    else look = look === '' ? parameters : `${look};${parameters}`;
    at = start + sequence.length;
  }
  return { runs, width };
}

const SGR = /^\x1b\[([\d;]*)m/;
const LONGEST = 32;

function equalAtStart(a: readonly Run[], b: readonly Run[]): number {
  return equalCells(a, b, 1);
}

function equalAtEnd(a: readonly Run[], b: readonly Run[]): number {
  return equalCells(a, b, -1);
}

/** How many cells are the same, from the first ones on or from the last ones back. */
function equalCells(a: readonly Run[], b: readonly Run[], step: 1 | -1): number {
  let [runA, runB, inA, inB, count] = [0, 0, 0, 0, 0];
  for (;;) {
    const one = a[step === 1 ? runA : a.length - 1 - runA];
    const other = b[step === 1 ? runB : b.length - 1 - runB];
    if (one === undefined || other === undefined || one.look !== other.look) return count;
    const most = Math.min(one.text.length - inA, other.text.length - inB);
    for (let at = 0; at < most; at++) {
      const atA = step === 1 ? inA + at : one.text.length - 1 - inA - at;
      const atB = step === 1 ? inB + at : other.text.length - 1 - inB - at;
      if (one.text.charCodeAt(atA) !== other.text.charCodeAt(atB)) return count + at;
    }
    count += most;
    inA += most;
    inB += most;
    if (inA === one.text.length) [runA, inA] = [runA + 1, 0];
    if (inB === other.text.length) [runB, inB] = [runB + 1, 0];
  }
}

/** The cells from one to before another, as the terminal gets them; nothing is in effect before them. */
function between(runs: readonly Run[], from: number, to: number): string {
  let output = '';
  let at = 0;
  let inEffect = '';
  for (const { look, text } of runs) {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += text.length;
    if (part === '') continue;
    if (look !== inEffect)
      output += look === '' ? '\x1b[0m' : `${inEffect === '' ? '' : '\x1b[0m'}\x1b[${look}m`;
    inEffect = look;
    output += part;
  }
  return output;
}
