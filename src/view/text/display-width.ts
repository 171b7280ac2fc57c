import stringWidth from 'string-width';
import type { Row, Span } from './styled-row.ts';

/** Widths in terminal columns, not characters: 漢 takes two, a combining accent none. */

/**
 * Characters of which every UTF-16 unit takes one column: ASCII, Latin letters, and the arrows, lines, blocks
 * and marks of our own rows. For anything else, string-width first has to compile expressions, which takes 30
 * ms.
 */
const PLAIN: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x24f],
  [0x2010, 0x2015],
  [0x2026, 0x2026],
  [0x203a, 0x203a],
  [0x2190, 0x2193],
  [0x2264, 0x2264],
  [0x2500, 0x259f],
  [0x25b2, 0x25b2],
  [0x25b8, 0x25b8],
  [0x25bc, 0x25bc],
  [0x25be, 0x25be],
];
/** 1 for each of these, by its unit: a look at each costs a fraction of an expression. */
const plainUnits = new Uint8Array(0x2600);
for (const [first, last] of PLAIN) plainUnits.fill(1, first, last + 1);
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** UTF-16 units that are used per column: more are accents on accents, and cut off. */
const UNITS_A_COLUMN = 16;

/** Does each UTF-16 unit of the text take one column? */
export function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (plainUnits[text.charCodeAt(at)] !== 1) return false;
  return true;
}

/** As `isPlain`, of a single unit. */
export function isPlainUnit(unit: number): boolean {
  return plainUnits[unit] === 1;
}

export function displayWidth(text: string): number {
  return isPlain(text) ? text.length : stringWidth(text) + joinedLetters(text);
}

/** Columns that the row takes. */
export function rowWidth(row: Row): number {
  return row.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/**
 * Letters that join the letter before them, as in the scripts of India, and vowels next to it: a reader sees
 * one character, but most terminals use a column for each. Estimating too wide leaves a gap, too narrow loses
 * a letter.
 */
function joinedLetters(text: string): number {
  if (!JOINING.test(text)) return 0;
  let joined = 0;
  for (const { segment } of graphemes.segment(text)) {
    const letters = segment.match(LETTERS)?.length ?? 0;
    if (letters > 1) joined += letters - 1;
  }
  return joined;
}

/** Combining marks, and the vowels of Thai and Lao that are letters. */
const JOINING = /[\p{M}\u0e33\u0eb3]/u;
/** Characters that take a column of their own; parts of Hangul syllables do not. */
const LETTERS = /(?!\p{Script=Hangul})[\p{L}\p{Mc}]/gu;

/** At most `width` columns; if cut, the text ends with `…`. */
export function cutText(text: string, width: number): string {
  if (width <= 0) return '';
  const head = text.length > width * UNITS_A_COLUMN ? text.slice(0, width * UNITS_A_COLUMN) : text;
  if (head.length === text.length && displayWidth(text) <= width) return text;
  return `${takeColumns(head, width - 1)}…`;
}

/** Exactly `width` columns. */
export function fitText(text: string, width: number): string {
  const cut = cutText(text, width);
  return cut + ' '.repeat(Math.max(0, width - displayWidth(cut)));
}

/** Exactly `width` columns, aligned to the right. */
export function fitTextRight(text: string, width: number): string {
  const cut = cutText(text, width);
  return ' '.repeat(Math.max(0, width - displayWidth(cut))) + cut;
}

/** The longest beginning of at most `width` columns. */
export function takeColumns(text: string, width: number): string {
  if (isPlain(text)) return text.slice(0, Math.max(0, width));
  let used = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    used += displayWidth(segment);
    if (used > width) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** At most `width` columns of a row. */
export function cutRow(row: Row, width: number): Row {
  const kept: Span[] = [];
  let left = width;
  for (const [at, one] of row.entries()) {
    const wide = displayWidth(one.text);
    if (wide < left || (wide === left && !hasTextAfter(row, at))) {
      kept.push(one);
      left -= wide;
      continue;
    }
    const text = wide > left ? cutText(one.text, left) : `${takeColumns(one.text, left - 1)}…`;
    if (left > 0) kept.push({ text, style: one.style });
    break;
  }
  return kept;
}

function hasTextAfter(row: Row, at: number): boolean {
  return row.slice(at + 1).some(({ text }) => text !== '');
}

/** Breaks the row into rows of at most `width` columns (at least 1); an empty row remains one row. */
export function wrapRow(row: Row, width: number): readonly Row[] {
  const room = Math.max(1, width);
  const rows: Span[][] = [[]];
  let left = room;
  for (const one of row) {
    let rest = one.text;
    while (rest !== '') {
      let part = takeColumns(rest, left);
      // A character wider than a whole row has to go somewhere.
      if (part === '' && left === room) part = rest.slice(0, 1);
      if (part !== '') rows.at(-1)?.push({ text: part, style: one.style });
      left -= displayWidth(part);
      rest = rest.slice(part.length);
      if (rest !== '') {
        rows.push([]);
        left = room;
      }
    }
  }
  return rows;
}

/** As `wrapRow`, but at word boundaries, for prose. Only a word that is longer than a row is broken. */
export function wrapWords(row: Row, width: number): readonly Row[] {
  const rows: Span[][] = [[]];
  let left = width;
  for (const one of row) {
    for (const word of one.text.match(/ *[^ ]+| +$/g) ?? []) {
      const wide = displayWidth(word);
      const text = wide > left && left < width ? word.trimStart() : word;
      if (wide > left && left < width) {
        rows.push([]);
        left = width;
      }
      const parts = wrapRow([{ text, style: one.style }], width);
      for (const [at, part] of parts.entries()) {
        if (at > 0) rows.push([]);
        for (const piece of part) append(rows.at(-1) ?? [], piece);
      }
      left =
        parts.length > 1 || wide > left
          ? width - displayWidth(parts.at(-1)?.[0]?.text ?? '')
          : left - displayWidth(text);
    }
  }
  return rows;
}

/** Appends a piece, merged with the last span if that has the same style. */
function append(row: Span[], piece: Span): void {
  const last = row.at(-1);
  if (last?.style === piece.style) row[row.length - 1] = { text: last.text + piece.text, style: last.style };
  else row.push(piece);
}
