import type { Tone } from '../messages/message-summary.ts';

/**
 * The kind of a piece of text, which says nothing about its looks: each theme of the screen gives it a colour. Tones
 * are named as in `message-summary.ts`.
 */
export type Style =
  | Tone
  | 'plain'
  | 'dim'
  | 'strong'
  | 'heading'
  | 'key'
  | 'name'
  | 'problem'
  | 'warning'
  /** Bytes or text that belong to what is selected. */
  | 'match'
  /** Columns of a range that is being marked. */
  | 'range'
  | 'caret';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** One row of a screen, left to right. All texts are printable. */
export type Row = readonly Span[];

export function span(text: string, style: Style = 'plain'): Span {
  return { text, style };
}

/** The row as text, for tests and plain output. */
export function rowText(row: Row): string {
  return row
    .map((one) => one.text)
    .join('')
    .trimEnd();
}

/** The row with one character of it in another style: a cursor on it. Its texts have one column a unit. */
export function restyledAt(row: Row, column: number, style: Style): Row {
  let from = 0;
  for (const [index, { text, style: own }] of row.entries()) {
    const at = column - from;
    if (at < text.length) {
      const parts = [
        span(text.slice(0, at), own),
        span(text.charAt(at), style),
        span(text.slice(at + 1), own),
      ];
      return [...row.slice(0, index), ...parts.filter((part) => part.text !== ''), ...row.slice(index + 1)];
    }
    from += text.length;
  }
  return row;
}
