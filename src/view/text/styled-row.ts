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
