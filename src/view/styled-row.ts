import type { Tone } from './message-summary.ts';

/**
 * What a piece of text is, never how it looks: a theme of the screen gives each its colour. Names of
 * tones are as in `message-summary.ts`.
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
